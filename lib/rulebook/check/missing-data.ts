/** Warnings about tasks that may be rejected because an address or a streaming link is missing. */
import { type Catalogue, linkIn } from "../../domain/catalogue.ts";
import type { ActionProofs, AnyDefinition, Declarations } from "../../tasks/definition.ts";
import { TASKS } from "../../tasks/registry.ts";
import type { Expression, Scalar } from "../expression.ts";
import { type AbstractState, ADDRESS, constraintsOf, lineField } from "./abstract-state.ts";
import { rangeOf } from "./check-action.ts";
import type { CheckedRule } from "./check-rule.ts";
import { type DiagnosticCollector, reportWarning } from "./diagnostics.ts";
import { splitStates } from "./narrowing.ts";
import type { Node } from "./nodes.ts";
import { itemsOf, partOf } from "./source-value.ts";
import type { Vocabulary } from "./vocabulary.ts";

const definitions: readonly AnyDefinition[] = TASKS;

export const lineIs = (name: string, value: Scalar): Expression => ({
  op: "compare",
  by: "==",
  left: lineField(name),
  right: { op: "literal", value },
});
const IS_FREE: Expression = { op: "truth", of: lineField("free") };

/** Whether the order has a shipping address in all of the states. */
export const haveAddress = (vocabulary: Vocabulary, states: readonly AbstractState[]): boolean =>
  states.every((state) => constraintsOf({ vocabulary }, state, ADDRESS).presence === "present");

/** The details of each action as written. A checked rule stores its actions in the order in which they are written. */
export const actionNodes = ({ rule, node }: CheckedRule): readonly Node[] => {
  const items = itemsOf(partOf(node, "then"));
  return rule.then.map(({ action }, index) => partOf(items[index]!, action));
};

/** What actions may name. */
type KnownNames = Declarations & Pick<ActionProofs, "agents">;

const proofsOf = (
  { rule, vocabulary, actionStates }: CheckedRule,
  catalogue: Catalogue,
): Omit<ActionProofs, keyof KnownNames> => {
  // The address that a free line may lack is reported where the line is added.
  const ofCustomer = splitStates({ vocabulary }, IS_FREE, actionStates).whenFalse;
  const possible = (state: AbstractState, name: string) =>
    constraintsOf({ vocabulary }, state, lineField(name)).only;
  const hasLink = (sku: Scalar): boolean => linkIn(catalogue, String(sku)) !== undefined;
  const streams = (state: AbstractState): boolean => {
    const deliveries = possible(state, "delivery");
    return deliveries?.size === 1 && deliveries.has("streaming");
  };
  return {
    forEach: rule.forEach,
    hasAddress: () => haveAddress(vocabulary, ofCustomer),
    canStream: () => actionStates.every((state) => streams(state) || possible(state, "sku") !== undefined),
    skusWithoutLink: () =>
      [...new Set(actionStates.flatMap((state) => [...(possible(state, "sku") ?? [])].map(String)))].filter(
        (sku) => !hasLink(sku),
      ),
  };
};

/** Warns of the actions of one rule. */
export const warnOfMissingData = (
  collector: DiagnosticCollector,
  checked: CheckedRule,
  names: KnownNames,
  catalogue: Catalogue,
): void => {
  const nodes = actionNodes(checked);
  const proofs = { ...names, ...proofsOf(checked, catalogue) };
  for (const [index, details] of checked.rule.then.entries()) {
    const definition = definitions.find(({ action }) => action.name === details.action);
    const warning = definition?.action.warning?.(details, proofs);
    if (warning) reportWarning(collector, rangeOf(nodes[index]!, warning.at), warning.detail);
  }
};
