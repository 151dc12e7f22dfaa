/** Reads the examples of a rulebook. */
import { DESTINATIONS, EMAIL_TEMPLATES, MEMBERSHIP_CHANGES } from "../../domain/task.ts";
import type { Example, Expectation } from "../rulebook.ts";
import {
  type DiagnosticCollector,
  type MapFields,
  reportIssue,
  firstKeyRange,
  readList,
  readMap,
  readOneOf,
  readText,
} from "./diagnostics.ts";
import { type FillContext, fillOrder, type OrderIssue } from "./fill-order.ts";
import type { Node } from "./nodes.ts";
import { didYouMean } from "./suggestions.ts";

export type ParsedExample = { readonly example: Example; readonly node: Node };

const toValue = (node: Node): unknown => {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(toValue);
  return Object.fromEntries([...node.entries].map(([name, { value }]) => [name, toValue(value)]));
};

/** The node an issue is about, or the nearest one around it that was written. */
const nodeAt = (node: Node, path: readonly (string | number)[]): Node => {
  const [first, ...rest] = path;
  if (first === undefined) return node;
  const next =
    node.kind === "map"
      ? node.entries.get(String(first))?.value
      : node.kind === "list"
        ? node.items[Number(first)]
        : undefined;
  return next ? nodeAt(next, rest) : node;
};

const tellIssue = (desk: DiagnosticCollector, node: Node, { path, message }: OrderIssue): void => {
  const where = path.length > 0 ? `${path.join(".")}: ` : "";
  reportIssue(desk, nodeAt(node, path), `the example's order: ${where}${message.slice(0, 200)}`);
};

const readWords = <T extends string>(
  desk: DiagnosticCollector,
  fields: MapFields,
  key: string,
  allowed: readonly T[],
): T[] | undefined => {
  const node = fields.get(key);
  const list = node && readList(desk, node, `\`${key}\``);
  return list?.items.flatMap((item) => readOneOf(desk, item, key, allowed) ?? []);
};

const readTexts = (desk: DiagnosticCollector, fields: MapFields, key: string): string[] | undefined => {
  const node = fields.get(key);
  const list = node && readList(desk, node, `\`${key}\``);
  return list?.items.flatMap((item) => readText(desk, item, `an entry of \`${key}\``, { max: 64 }) ?? []);
};

const readRuleIds = (
  desk: DiagnosticCollector,
  fields: MapFields,
  key: string,
  known: ReadonlySet<string>,
): string[] | undefined => {
  const node = fields.get(key);
  const list = node && readList(desk, node, `\`${key}\``);
  return list?.items.flatMap((item) => {
    const id = readText(desk, item, "a rule's id", { max: 64 });
    if (id === undefined) return [];
    if (known.has(id)) return [id];
    reportIssue(desk, item, `no rule \`${id}\`${didYouMean(id, known)}`);
    return [];
  });
};

const EXPECTATIONS = ["packingSlips", "memberships", "emails", "commissions", "freeItems", "applied", "not"];

const readExpectation = (
  desk: DiagnosticCollector,
  node: Node,
  ruleIds: ReadonlySet<string>,
): Expectation | undefined => {
  const fields = readMap(desk, node, "`expect`", EXPECTATIONS);
  if (!fields) return undefined;
  if (fields.node.entries.size === 0) return reportIssue(desk, node, "`expect` says nothing");
  const read = {
    packingSlips: readWords(desk, fields, "packingSlips", DESTINATIONS),
    memberships: readWords(desk, fields, "memberships", MEMBERSHIP_CHANGES),
    emails: readWords(desk, fields, "emails", EMAIL_TEMPLATES),
    commissions: readTexts(desk, fields, "commissions"),
    freeItems: readTexts(desk, fields, "freeItems"),
    applied: readRuleIds(desk, fields, "applied", ruleIds),
    not: readRuleIds(desk, fields, "not", ruleIds),
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
};

const readExample = (
  desk: DiagnosticCollector,
  node: Node,
  context: FillContext & { ruleIds: ReadonlySet<string> },
): ParsedExample | undefined => {
  const fields = readMap(desk, node, "an example", ["name", "order", "expect"]);
  if (!fields) return undefined;
  const nameNode = fields.get("name") ?? reportIssue(desk, firstKeyRange(node), "an example needs a `name`");
  const name = nameNode && readText(desk, nameNode, "`name`", { max: 200 });
  const expectNode =
    fields.get("expect") ??
    reportIssue(desk, firstKeyRange(node), "an example needs `expect`: what must come out?");
  const expect = expectNode && readExpectation(desk, expectNode, context.ruleIds);
  const orderNode =
    fields.get("order") ?? reportIssue(desk, firstKeyRange(node), "an example needs an `order`");
  const filled = orderNode && fillOrder(toValue(orderNode), context);
  if (filled && !filled.ok) for (const issue of filled.issues) tellIssue(desk, orderNode!, issue);
  return name && expect && filled?.ok ? { example: { name, order: filled.order, expect }, node } : undefined;
};

const MOST_EXAMPLES = 500;

/** Reads `examples`. */
export const readExamples = (
  desk: DiagnosticCollector,
  node: Node | undefined,
  context: FillContext & { ruleIds: ReadonlySet<string> },
): readonly ParsedExample[] => {
  const list = node && readList(desk, node, "`examples`");
  if (!list) return [];
  if (list.items.length > MOST_EXAMPLES) reportIssue(desk, list, `more than ${MOST_EXAMPLES} examples`);
  return list.items.slice(0, MOST_EXAMPLES).flatMap((item) => readExample(desk, item, context) ?? []);
};
