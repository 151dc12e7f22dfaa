/** `lists["december-skus"]` after `in`: the list must exist, and hold values of the kind of the field before `in`. */
import { listId, type ListKind } from "../../domain/list.ts";
import { didYouMean, joinWithOr } from "../../domain/near-name.ts";
import type { ListReference, Operand } from "../expression.ts";
import type { CelNode } from "./cel.ts";
import type { Range } from "./source-location.ts";
import { type LoweringContext, TYPE_NAMES, type TypedOperand } from "./typed-operand.ts";

/** The fields whose values a list of each kind holds, by root and path; a list of texts fits any text. */
const FIELDS: Readonly<Record<Exclude<ListKind, "text">, readonly string[]>> = {
  sku: ["line.sku"],
  email: ["order.customer.email"],
  domain: ["order.customer.emailDomain"],
  customer: ["order.customer.customerId"],
  agent: ["line.agent", "line.agentId", "order.agentId"],
};

/** The kinds whose values are compared in lower case anyway. */
const IN_LOWER_CASE: ReadonlySet<ListKind> = new Set(["email", "domain"]);

/** The field as `FIELDS` has it, and undefined for other operands. */
const fieldName = (kind: ListKind, operand: Operand): string | undefined => {
  if (operand.op === "lower" && IN_LOWER_CASE.has(kind)) return fieldName(kind, operand.of);
  return operand.op === "field"
    ? [operand.of === "order" ? "order" : "line", ...operand.path].join(".")
    : undefined;
};

/** Names that begin a path. */
const ROOTS: ReadonlySet<string> = new Set(["order", "line", "lists"]);

export const isListReference = (node: CelNode): boolean =>
  (node.op === "[]" || node.op === ".") && node.args[0].op === "id" && node.args[0].args === "lists";

/** The list's id as written; `lists.vip` is read as `lists["vip"]` is, to suggest it. */
const writtenId = (node: CelNode): string | undefined => {
  if (node.op === ".") return node.args[1];
  if (node.op !== "[]") return undefined;
  const [, index] = node.args;
  return index.op === "value" && typeof index.args === "string" ? index.args : undefined;
};

/**
 * The id of a list that is written without `lists["…"]`; CEL reads its hyphens as subtractions.
 * @param each the name of the line inside `exists`/`all`, which is no list
 */
export const bareListId = (node: CelNode, each: string | undefined): string | undefined => {
  if (node.op === "id") return ROOTS.has(node.args) || node.args === each ? undefined : node.args;
  if (node.op !== "-") return undefined;
  const [left, right] = node.args.map((side) => bareListId(side, each));
  return left !== undefined && right !== undefined ? `${left}-${right}` : undefined;
};

const kindIssue = (id: string, kind: ListKind, item: TypedOperand): string | undefined => {
  const isDateInTexts = item.type === "date" && kind === "text";
  if (item.type !== "string" && !isDateInTexts)
    return `type mismatch: ${TYPE_NAMES[item.type]} is not in a list of texts`;
  if (kind === "text" || FIELDS[kind].includes(fieldName(kind, item.operand) ?? "")) return undefined;
  return `list \`${id}\` has values of the kind ${kind}: it can be asked for ${joinWithOr(FIELDS[kind])} only; a list of the kind text fits any text`;
};

/**
 * Lowers a node for which `isListReference` holds; reports what is wrong with it.
 * @param item what comes before `in`; undefined when it has an issue of its own
 */
export const lowerListReference = (
  { vocabulary: { lists }, report }: LoweringContext,
  node: CelNode,
  item: TypedOperand | undefined,
  itemRange: Range,
): ListReference | undefined => {
  const id = writtenId(node);
  if (id === undefined || node.op === ".")
    return report(
      node.range,
      `write the list's id in quotes: lists[${JSON.stringify(id ?? "december-skus")}]`,
    );
  const kind = lists?.get(id);
  if (!listId.safeParse(id).success || (lists !== undefined && kind === undefined))
    return report(node.range, `no list \`${id.slice(0, 64)}\`${didYouMean(id, lists?.keys() ?? [])}`);
  const issue = item && kind && kindIssue(id, kind, item);
  return issue === undefined ? { op: "list", id } : report(itemRange, issue);
};
