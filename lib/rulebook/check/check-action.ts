/** Checks an action beyond its schema, and lowers it to its stored form. */
import type * as z from "zod";
import { ok } from "../../domain/result.ts";
import { didYouMean } from "../../domain/near-name.ts";
import type {
  ActionCheckContext,
  ActionIssue,
  AnyDefinition,
  Declarations,
  ForEach,
} from "../../tasks/definition.ts";
import { TASKS } from "../../tasks/registry.ts";
import type { Scalar } from "../expression.ts";
import { NOTE } from "../note-action.ts";
import type { Action } from "../rulebook.ts";
import {
  type AbstractState,
  type CheckContext,
  constraintsOf,
  lineField,
  withConstraints,
} from "./abstract-state.ts";
import { resolveActionField, whyFieldAbsent } from "./action-fields.ts";
import { ACTION_ENTRIES, type ActionName, type ActionSource, type freeItemDetails } from "./action-source.ts";
import type { Environment } from "./cel.ts";
import { type DiagnosticCollector, reportIssue } from "./diagnostics.ts";
import { rootsOf } from "./lower-field.ts";
import type { Node } from "./nodes.ts";
import type { ValidParts } from "./parse-source.ts";
import type { SourceRange } from "./source-location.ts";
import { firstKeyRange, keysOf, partOf } from "./source-value.ts";

export type ActionContext = CheckContext & {
  readonly declarations: Declarations;
  readonly skus: ReadonlySet<string>;
  readonly connections: ReadonlySet<string> | undefined;
  readonly agents: ReadonlySet<string> | undefined;
  readonly env: Environment;
  readonly forEach: ForEach;
  /** The states of the lines for which the rule applies; undefined when its condition has issues. */
  readonly states: readonly AbstractState[] | undefined;
};

const TYPE = lineField("type");

type Details = Readonly<Record<string, unknown>>;

type Definition = Pick<AnyDefinition, "action">;
const definitions: readonly Definition[] = [...TASKS, NOTE];

/** Whether every line that the rule applies to has one of the fields; which of them may depend on the line's type. */
const linesHaveOneOf = ({ vocabulary, states = [] }: ActionContext, fields: readonly string[]): boolean => {
  const hasOne = (state: AbstractState): boolean =>
    fields.some((name) => constraintsOf({ vocabulary }, state, lineField(name)).presence === "present");
  const ofType = (state: AbstractState, type: Scalar): AbstractState =>
    withConstraints(state, TYPE, { presence: "present", only: new Set([type]) });
  return states.every((state) => {
    const types = constraintsOf({ vocabulary }, state, TYPE).only ?? [];
    return hasOne(state) || [...types].every((type) => hasOne(ofType(state, type)));
  });
};

/** Where an issue or a warning about an action is reported. @param node of the action's details */
export const rangeOf = (node: Node, at: ActionIssue["at"]): Node | SourceRange => {
  if (at === "action") return node;
  if (at === "first-key") return firstKeyRange(node);
  const value = partOf(node, at.key);
  return at.entry === undefined ? value : partOf(value, at.entry);
};

const contextOf = (node: Node, context: ActionContext): ActionCheckContext => ({
  ...context.declarations,
  forEach: context.forEach,
  isWritten: (key) => keysOf(node).includes(key),
  linesHaveOneOf: (fields) => linesHaveOneOf(context, fields),
  resolveField: (path) => resolveActionField({ ...context, ...rootsOf(context.forEach) }, path),
  whyAbsent: (field) => whyFieldAbsent({ ...context, ...rootsOf(context.forEach) }, field),
  connections: context.connections,
  agents: context.agents,
});

const notForCancellation = (name: string, why: string): string =>
  `a rule for each cancellation cannot have \`${name}\`: ${why}`;

/** Checks an action as its definition says. The schema has reported the details that it refuses. */
const checkTaskAction = (
  { action }: Definition,
  collector: DiagnosticCollector,
  node: Node,
  details: Details,
  context: ActionContext,
): Action | undefined => {
  const { notForCancellations } = action;
  if (context.forEach === "cancellation" && notForCancellations !== undefined)
    return reportIssue(collector, node, notForCancellation(action.name, notForCancellations));
  const checkContext = contextOf(node, context);
  const issue = action.check?.(details, checkContext);
  if (issue) return reportIssue(collector, rangeOf(node, issue.at), issue.detail);
  const parsed = action.details.safeParse(details);
  const isComplete = parsed.success && keysOf(node).every((key) => details[key] !== undefined);
  if (!isComplete) return undefined;
  const resolved = action.resolve?.(parsed.data, checkContext) ?? ok(parsed.data);
  if (resolved.ok) return { action: action.name, ...resolved.value } as Action;
  for (const { at, detail } of resolved.error) reportIssue(collector, rangeOf(node, at), detail);
  return undefined;
};

const checkFreeItem = (
  collector: DiagnosticCollector,
  node: Node,
  { sku, quantity = 1, reason, delivery }: Partial<z.infer<typeof freeItemDetails>>,
  { skus, forEach }: ActionContext,
): Action | undefined => {
  if (forEach === "cancellation")
    return reportIssue(
      collector,
      node,
      notForCancellation("addFreeItem", "nothing is sent with a cancellation"),
    );
  if (sku !== undefined && !skus.has(sku))
    return reportIssue(
      collector,
      partOf(node, "sku"),
      `no SKU \`${sku}\` in the catalogue${didYouMean(sku, skus)}`,
    );
  if (!sku || !reason) return undefined;
  const item = { action: "addFreeItem", sku, quantity, reason } as const;
  return delivery === undefined ? item : { ...item, delivery };
};

const checkNamed = (
  name: ActionName,
  collector: DiagnosticCollector,
  node: Node,
  details: Details,
  context: ActionContext,
): Action | undefined => {
  const refusal =
    context.forEach === "cancellation"
      ? ACTION_ENTRIES.find((entry) => entry.name === name)?.notForCancellations
      : undefined;
  if (refusal !== undefined)
    return reportIssue(collector, node, `a rule for each cancellation cannot have \`${name}\`: ${refusal}`);
  const definition = definitions.find(({ action }) => action.name === name);
  return definition
    ? checkTaskAction(definition, collector, node, details, context)
    : checkFreeItem(collector, node, details, context);
};

/** Checks one entry of `then`. Returns undefined when it has an issue. */
export const checkAction = (
  collector: DiagnosticCollector,
  node: Node,
  source: ValidParts<ActionSource>,
  context: ActionContext,
): Action | undefined => {
  if (typeof source === "string") return checkNamed(source, collector, node, {}, context);
  const [name] = Object.keys(source) as ActionName[];
  return name && checkNamed(name, collector, partOf(node, name), source[name] ?? {}, context);
};
