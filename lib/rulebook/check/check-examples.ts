/** Checks the examples of a rulebook beyond their schema, and fills their orders in. */
import * as z from "zod";
import { cancelledLinesIssues } from "../example-cancellation.ts";
import type { Example, ExampleCancellation, Expectation } from "../rulebook.ts";
import { type DiagnosticCollector, reportIssue } from "./diagnostics.ts";
import { pathOf } from "../../domain/json-pointer.ts";
import { epochMillis } from "../../domain/instant.ts";
import type { ListKind } from "../../domain/list.ts";
import type { Order } from "../../domain/order.ts";
import type { ValidationIssue } from "../../domain/validation-issue.ts";
import { type FillContext, fillOrder } from "./fill-order.ts";
import type { Node } from "./nodes.ts";
import type { ValidParts } from "./parse-source.ts";
import type { SourceRange } from "./source-location.ts";
import type { ExampleSource, RulebookSource } from "./source-schema.ts";
import { childOf, itemsOf, keyRange, nodeAt, partOf, plainValueOf } from "./source-value.ts";
import { didYouMean, unknownName } from "../../domain/near-name.ts";
import type { AnyDefinition, Declarations } from "../../tasks/definition.ts";
import { TASKS } from "../../tasks/registry.ts";

type CancellationSource = NonNullable<ValidParts<ExampleSource>["cancellation"]>;

export type CheckedExample = { readonly example: Example; readonly node: Node };

export type ExampleContext = FillContext & {
  readonly declarations: Declarations;
  /** The ids of all rules as written, also of those with issues. */
  readonly ruleIds: ReadonlySet<string>;
  /** The kinds of all lists by id; undefined when they are not known. */
  readonly listKinds?: ReadonlyMap<string, ListKind> | undefined;
};

const definitions: readonly AnyDefinition[] = TASKS;

const MAX_MESSAGE_LENGTH = 200;

/** The key of an unknown field, whose value is not at issue; the value of any other. */
const orderIssueRange = (order: Node, path: readonly string[], detail: string): SourceRange =>
  detail.startsWith("unknown field") && path.length > 0
    ? keyRange(nodeAt(order, path.slice(0, -1)), path.at(-1)!)
    : nodeAt(order, path);

const reportOrderIssue = (
  collector: DiagnosticCollector,
  node: Node,
  { pointer, detail }: ValidationIssue,
): void => {
  const path = pathOf(pointer);
  const field = path.length > 0 ? `${path.join(".")}: ` : "";
  reportIssue(
    collector,
    orderIssueRange(node, path, detail),
    `the example's order: ${field}${detail.slice(0, MAX_MESSAGE_LENGTH)}`,
  );
};

const checkRuleIds = (
  collector: DiagnosticCollector,
  node: Node,
  expected: ValidParts<Expectation>,
  ruleIds: ReadonlySet<string>,
): void => {
  for (const key of ["applied", "not"] as const)
    for (const [index, id] of (expected[key] ?? []).entries())
      if (id !== undefined && !ruleIds.has(id))
        reportIssue(collector, nodeAt(node, [key, index]), `no rule \`${id}\`${didYouMean(id, ruleIds)}`);
};

const checkListId = (
  collector: DiagnosticCollector,
  node: Node,
  id: string,
  { listKinds }: ExampleContext,
): void => {
  if (listKinds !== undefined && !listKinds.has(id))
    reportIssue(
      collector,
      keyRange(node, id),
      `no list \`${id.slice(0, 64)}\`${didYouMean(id, listKinds.keys())}`,
    );
};

/** Expected values that no task of the rulebook can have. */
const checkKnownValues = (
  collector: DiagnosticCollector,
  node: Node,
  expected: ValidParts<Expectation>,
  declarations: Declarations,
): void => {
  for (const { expectation } of definitions) {
    const known = expectation.known?.(declarations);
    const noun = z.globalRegistry.get(expectation.value)?.title ?? "value";
    for (const [index, value] of (expected[expectation.key as "packingSlips"] ?? []).entries())
      if (known && value !== undefined && !known.includes(value))
        reportIssue(collector, nodeAt(node, [expectation.key, index]), unknownName(noun, value, known));
  }
};

/** Fills in what the cancellation leaves out, and checks it with the order. The schema has reported what it refuses. */
const checkCancellation = (
  collector: DiagnosticCollector,
  node: Node,
  { cancellationId = "X-1", reason = "example", at, lines, refund }: CancellationSource,
  order: Order,
): ExampleCancellation => {
  const { paidAt } = order.payment;
  if (at !== undefined && epochMillis(at) < epochMillis(paidAt))
    reportIssue(collector, partOf(node, "at"), `must not be before the order was paid, ${paidAt}`);
  const wanted = lines?.flatMap((line) =>
    line?.lineId === undefined || line.quantity === undefined
      ? []
      : [{ lineId: line.lineId, quantity: line.quantity }],
  );
  for (const { pointer, detail } of cancelledLinesIssues(order.lines, wanted))
    reportIssue(collector, nodeAt(node, pathOf(pointer)), detail);
  return {
    cancellationId,
    reason,
    at: at ?? paidAt,
    ...(refund?.amount === undefined ? {} : { refund: refund.amount }),
    ...(wanted === undefined ? {} : { lines: wanted }),
  };
};

const checkExample = (
  collector: DiagnosticCollector,
  node: Node,
  { name, expect, order, rates, lists, history, managers, cancellation }: ValidParts<ExampleSource>,
  context: ExampleContext,
): CheckedExample | undefined => {
  if (expect) {
    checkRuleIds(collector, partOf(node, "expect"), expect, context.ruleIds);
    checkKnownValues(collector, partOf(node, "expect"), expect, context.declarations);
  }
  const orderNode = childOf(node, "order");
  const filled = order && orderNode && fillOrder(plainValueOf(orderNode), context);
  if (filled && !filled.ok) for (const issue of filled.error) reportOrderIssue(collector, orderNode!, issue);
  if (!name || !expect || !filled?.ok) return undefined;
  const cancelled =
    cancellation && checkCancellation(collector, partOf(node, "cancellation"), cancellation, filled.value);
  for (const id of Object.keys(lists ?? {})) checkListId(collector, partOf(node, "lists"), id, context);
  // The checker has reported everything that the schema refuses; then no rulebook comes of it.
  const given = {
    ...(rates === undefined ? {} : { rates }),
    ...(lists === undefined ? {} : { lists }),
    ...(history === undefined ? {} : { history }),
    ...(managers === undefined ? {} : { managers }),
    ...(cancelled === undefined ? {} : { cancellation: cancelled }),
  } as Pick<Example, "rates" | "lists" | "history" | "managers" | "cancellation">;
  return { example: { name, order: filled.value, ...given, expect: expect as Expectation }, node };
};

/** Checks all examples; one that has an issue is left out. */
export const checkExamples = (
  collector: DiagnosticCollector,
  root: Node,
  examples: ValidParts<RulebookSource>["examples"] = [],
  context: ExampleContext,
): readonly CheckedExample[] => {
  const nodes = itemsOf(partOf(root, "examples"));
  return examples.flatMap(
    (source, index) => (source && checkExample(collector, nodes[index]!, source, context)) ?? [],
  );
};
