/** Checks the examples of a rulebook beyond their schema, and fills their orders in. */
import * as z from "zod";
import type { Example, Expectation } from "../rulebook.ts";
import { type DiagnosticCollector, reportIssue } from "./diagnostics.ts";
import { pathOf } from "../../domain/json-pointer.ts";
import type { ListKind } from "../../domain/list.ts";
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

const checkExample = (
  collector: DiagnosticCollector,
  node: Node,
  { name, expect, order, rates, lists, history, managers }: ValidParts<ExampleSource>,
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
  for (const id of Object.keys(lists ?? {})) checkListId(collector, partOf(node, "lists"), id, context);
  // The checker has reported everything that the schema refuses; then no rulebook comes of it.
  const given = {
    ...(rates === undefined ? {} : { rates }),
    ...(lists === undefined ? {} : { lists }),
    ...(history === undefined ? {} : { history }),
    ...(managers === undefined ? {} : { managers }),
  } as Pick<Example, "rates" | "lists" | "history" | "managers">;
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
