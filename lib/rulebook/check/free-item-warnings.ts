/** Warnings about free items whose slip or e-mail would be rejected: by the rules that the free line itself meets. */
import { type Catalogue, type CatalogueEntry, entryIn } from "../../domain/catalogue.ts";
import type { Delivery } from "../../domain/order-line.ts";
import type { Declarations } from "../../tasks/definition.ts";
import { deliveryWithoutCause } from "../free-items.ts";
import type { Expression } from "../expression.ts";
import type { Rule } from "../rulebook.ts";
import { type AbstractState, ADDRESS, assumeAbsent, lineField } from "./abstract-state.ts";
import { type CheckedRule, statesLeftBy } from "./check-rule.ts";
import { type DiagnosticCollector, forRule, reportWarning } from "./diagnostics.ts";
import { actionNodes, haveAddress, lineIs } from "./missing-data.ts";
import { splitStates, UNCONSTRAINED } from "./narrowing.ts";
import { partOf } from "./source-value.ts";
import type { Vocabulary } from "./vocabulary.ts";

type Kind = { readonly type: string; readonly delivery?: Delivery };
type TaskRule = { readonly rule: Rule; readonly vocabulary: Vocabulary };

const NO_ADDRESS =
  "the order need not have a shipping address, and without one the slip of the free item is rejected: restrict `when` to lines that go by post, or by `has(order.shippingAddress)`";

const noLink = ({ sku }: CatalogueEntry): string =>
  `the catalogue has no streaming link for ${sku}: without one the e-mail about the free item is rejected`;

const isVideo = lineIs("type", "video");
const and = (...terms: readonly Expression[]): Expression => ({ op: "and", terms: [...terms] });

/** A free line of a kind; with an address or on an order without one. */
const freeLineStates = (
  vocabulary: Vocabulary,
  { type, delivery }: Kind,
  hasAddress: boolean,
): readonly AbstractState[] => {
  const kind: Expression = and(
    { op: "truth", of: lineField("free") },
    lineIs("type", type),
    ...(delivery === undefined ? [] : [lineIs("delivery", delivery)]),
  );
  const states = splitStates({ vocabulary }, kind, UNCONSTRAINED).whenTrue;
  return hasAddress ? states : states.flatMap((state) => assumeAbsent({ vocabulary }, state, ADDRESS) ?? []);
};

/** Whether a rule may apply to the states: to the order as a whole, when it is a rule for each order. */
const mayApply = ({ rule, vocabulary }: TaskRule, states: readonly AbstractState[]): boolean => {
  const { whenTrue } = splitStates({ vocabulary }, rule.when, states);
  return statesLeftBy(vocabulary, rule.except, whenTrue).length > 0;
};

/** Rules that add free items do not see free lines. */
const rulesThat = (
  checked: readonly CheckedRule[],
  does: (action: Rule["then"][number]) => boolean,
): readonly CheckedRule[] =>
  checked.filter(
    ({ rule, vocabulary }) =>
      rule.forEach !== "cancellation" && vocabulary.seesFreeLines && rule.then.some(does),
  );

/** Looks up by kind, because many rules may add free items of the same kind. */
const byKind = (decide: (kind: Kind) => boolean): ((kind: Kind) => boolean) => {
  const known = new Map<string, boolean>();
  return (kind) => {
    const key = `${kind.type} ${kind.delivery}`;
    const result = known.get(key) ?? decide(kind);
    known.set(key, result);
    return result;
  };
};

/** What kinds of lines the item may become, each with the states of the lines that cause it. */
type Occurrence = { readonly kind: Kind; readonly states: readonly AbstractState[] };

/** @param delivery as the rule says it */
const occurrencesOf = (
  { rule, vocabulary, actionStates }: CheckedRule,
  entry: CatalogueEntry,
  delivery: Delivery | undefined,
): readonly Occurrence[] => {
  const { type } = entry;
  if (type !== "video") return [{ kind: { type }, states: actionStates }];
  if (delivery !== undefined) return [{ kind: { type, delivery }, states: actionStates }];
  const whenNoVideo = { type, delivery: deliveryWithoutCause(entry) };
  const streaming: Kind = { type, delivery: "streaming" };
  // A line on disc proves the address that its free video on disc needs.
  if (rule.forEach === "order")
    return [whenNoVideo, streaming].map((kind) => ({ kind, states: actionStates }));
  const { whenTrue, whenFalse } = splitStates({ vocabulary }, isVideo, actionStates);
  const streams = splitStates({ vocabulary }, lineIs("delivery", "streaming"), whenTrue).whenTrue;
  return [
    { kind: whenNoVideo, states: whenFalse },
    { kind: streaming, states: streams },
  ];
};

const rejectionTests = (rules: readonly CheckedRule[], { destinations }: Declarations) => {
  const toCustomer = new Set(
    destinations.flatMap(({ id, recipient }) => (recipient === "customer" ? [id] : [])),
  );
  const isToCustomer = (action: Rule["then"][number]): boolean =>
    action.action === "packingSlip" && toCustomer.has(action.destination);
  const shipping = rulesThat(rules, isToCustomer);
  const takesAll = new Set(destinations.flatMap(({ id, lines }) => (lines === "all" ? [id] : [])));
  /** A rule for each order puts only the lines of its destination on a slip. */
  const covers = ({ rule, vocabulary }: CheckedRule, { type, delivery }: Kind): boolean =>
    rule.forEach === "line" ||
    vocabulary.shippedTypes.has(type) ||
    delivery === "disc" ||
    rule.then.some((action) => action.action === "packingSlip" && takesAll.has(action.destination));
  const mailing = rulesThat(
    rules,
    (action) => action.action === "email" && action.template === "streaming-links",
  );
  return {
    isShippedWithoutAddress: byKind((kind) =>
      shipping.some((one) => covers(one, kind) && mayApply(one, freeLineStates(one.vocabulary, kind, false))),
    ),
    isMailed: byKind((kind) =>
      mailing.some((one) => mayApply(one, freeLineStates(one.vocabulary, kind, true))),
    ),
  };
};

/** Warns of the free items of all rules. */
export const warnOfFreeItems = (
  document: DiagnosticCollector,
  rules: readonly CheckedRule[],
  declarations: Declarations,
  catalogue: Catalogue,
): void => {
  const { isShippedWithoutAddress, isMailed } = rejectionTests(rules, declarations);
  const warningsOf = (
    checked: CheckedRule,
    entry: CatalogueEntry,
    delivery: Delivery | undefined,
  ): readonly string[] => {
    const occurrences = occurrencesOf(checked, entry, delivery).filter(({ states }) => states.length > 0);
    const lacksAddress = occurrences.some(
      ({ kind, states }) => !haveAddress(checked.vocabulary, states) && isShippedWithoutAddress(kind),
    );
    const lacksLink =
      entry.link === undefined &&
      occurrences.some(({ kind }) => kind.delivery === "streaming" && isMailed(kind));
    return [...(lacksAddress ? [NO_ADDRESS] : []), ...(lacksLink ? [noLink(entry)] : [])];
  };
  for (const checked of rules) {
    const nodes = actionNodes(checked);
    for (const [index, action] of checked.rule.then.entries()) {
      if (action.action !== "addFreeItem") continue;
      const entry = entryIn(catalogue, action.sku);
      for (const detail of entry ? warningsOf(checked, entry, action.delivery) : [])
        reportWarning(forRule(document, checked.rule.id), partOf(nodes[index]!, "sku"), detail);
    }
  }
};
