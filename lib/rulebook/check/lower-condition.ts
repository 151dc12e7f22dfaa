/**
 * Lowers a parsed expression into the closed tree. Everything the rule language does not have is told here, in its
 * own words, all of it at once; cel-js stops at its first complaint.
 */
import { hasUnstorableText } from "../../domain/storable-text.ts";
import {
  COMPARISON_OPERATORS,
  type ComparisonOperator,
  type Expression,
  type Field,
  type Operand,
  type Scalar,
} from "../expression.ts";
import type { CelNode } from "./cel.ts";
import { MAX_EXPRESSION_DEPTH } from "./cel.ts";
import { isMetadataKey, lowerField, type ResolvedField } from "./lower-field.ts";
import type { Range } from "./source-location.ts";
import { didYouMean, joinWithOr } from "../../domain/near-name.ts";
import type { FieldInfo, ValueType, Vocabulary } from "./vocabulary.ts";

export type LoweringContext = {
  readonly vocabulary: Vocabulary;
  /** A rule for each order has no line of its own. */
  readonly hasLine: boolean;
  /** Where a field that was lowered stands in the expression. */
  readonly fieldRanges: WeakMap<object, Range>;
  readonly report: (at: Range, detail: string) => undefined;
  /** The name of the line inside `exists`/`all`. */
  readonly each?: string;
  readonly depth: number;
};

type Typed = { readonly operand: Operand; readonly type: ValueType; readonly info?: FieldInfo };

const NAMES: Record<ValueType, string> = {
  string: "a text",
  int: "a whole number",
  bool: "true or false",
  instant: "a moment",
  "list<string>": "a list of texts",
  lines: "the lines",
  map: "a table of texts",
  record: "a group of fields",
};

const ARITHMETIC = new Set(["+", "-", "*", "/", "%"]);

const deeper = (to: LoweringContext): LoweringContext => ({ ...to, depth: to.depth + 1 });

const lowerWhole = (to: LoweringContext, at: Range, value: bigint): Typed | undefined => {
  const number = Number(value);
  return Number.isSafeInteger(number)
    ? { operand: { op: "literal", value: number }, type: "int" }
    : to.report(at, "this number is too large");
};

const lowerLiteral = (to: LoweringContext, node: CelNode, value: unknown): Typed | undefined => {
  if (typeof value === "bigint") return lowerWhole(to, node.range, value);
  if (typeof value === "string" && hasUnstorableText(value))
    return to.report(node.range, "a text must not hold NUL or an unpaired surrogate");
  if (typeof value === "string" || typeof value === "boolean")
    return { operand: { op: "literal", value }, type: typeof value === "string" ? "string" : "bool" };
  if (typeof value === "number")
    return to.report(node.range, "decimal numbers are not allowed: money is whole centavos, 100 for R$ 1,00");
  if (value === null)
    return to.report(node.range, "there is no null: ask whether a field is there with has(…)");
  return to.report(node.range, "only texts, whole numbers, true and false can be written here");
};

const withPlace = (
  to: LoweringContext,
  node: CelNode,
  resolved: ResolvedField | undefined,
): Typed | undefined => {
  if (!resolved) return undefined;
  to.fieldRanges.set(resolved.field, node.range);
  return { operand: resolved.field, type: resolved.info.type, info: resolved.info };
};

const SIZED: ReadonlySet<ValueType> = new Set(["string", "list<string>", "lines", "map"]);

const lowerSize = (to: LoweringContext, node: CelNode, args: readonly CelNode[]): Typed | undefined => {
  const [argument, ...more] = args;
  if (!argument || more.length > 0) return to.report(node.range, "size() takes one field");
  const typed = lowerOperand(deeper(to), argument);
  if (!typed) return undefined;
  if (typed.operand.op === "size" || !SIZED.has(typed.type))
    return to.report(
      argument.range,
      `type mismatch: size() counts a list or a text, not ${NAMES[typed.type]}`,
    );
  return { operand: { op: "size", of: typed.operand }, type: "int" };
};

const CALLS = "it has size(), has(), order.lines.exists(l, …) and order.lines.all(l, …)";

const unknownCall = (to: LoweringContext, node: CelNode, name: string): undefined => {
  if (name === "exists" || name === "all") return to.report(node.range, `write order.lines.${name}(l, …)`);
  const meant = didYouMean(name, ["size", "has", "exists", "all"]);
  return to.report(node.range, `there is no ${name.slice(0, 60)}() in the rule language; ${CALLS}${meant}`);
};

/** Lowers what stands on one side of a comparison. */
const lowerOperand = (to: LoweringContext, node: CelNode): Typed | undefined => {
  switch (node.op) {
    case "value":
      return lowerLiteral(to, node, node.args);
    case "id":
    case ".":
    case "[]":
      return withPlace(to, node, lowerField(to, node));
    case "-_":
      if (node.args.op === "value" && typeof node.args.args === "bigint")
        return lowerWhole(to, node.range, -node.args.args);
      return to.report(node.range, "there is no arithmetic in the rule language");
    case "call":
      if (node.args[0] === "size") return lowerSize(to, node, node.args[1]);
      return isCondition(node) ? conditionAsOperand(to, node) : unknownCall(to, node, node.args[0]);
    case "rcall":
      if (node.args[0] === "size") return lowerSize(to, node, [node.args[1], ...node.args[2]]);
      return isCondition(node) ? conditionAsOperand(to, node) : unknownCall(to, node, node.args[0]);
    case "list":
      return to.report(node.range, "a list can only stand after `in`");
    default:
      return conditionAsOperand(to, node);
  }
};

const isCondition = (node: CelNode): boolean => {
  if (node.op === "call") return node.args[0] === "has";
  if (node.op === "rcall") return node.args[0] === "exists" || node.args[0] === "all";
  return ["&&", "||", "!_", "in", ...COMPARISON_OPERATORS].includes(node.op);
};

const conditionAsOperand = (to: LoweringContext, node: CelNode): undefined => {
  if (isCondition(node)) {
    lowerCondition(to, node);
    return to.report(node.range, "a condition cannot be compared: join conditions with &&, || and !");
  }
  if (ARITHMETIC.has(node.op)) return to.report(node.range, "there is no arithmetic in the rule language");
  if (node.op === "?:") return to.report(node.range, "there is no `? :` in the rule language: use && and ||");
  if (node.op === "map") return to.report(node.range, "tables cannot be written in a rule");
  return to.report(node.range, "this is not part of the rule language");
};

/** A text that is compared with a field of few values must be one of them. */
const checkValue = (
  to: LoweringContext,
  at: Range,
  info: FieldInfo | undefined,
  operand: Operand,
): boolean => {
  if (!info?.values || operand.op !== "literal" || info.values.includes(String(operand.value))) return true;
  const meant = didYouMean(String(operand.value), info.values) || `; it is ${joinWithOr(info.values)}`;
  to.report(
    at,
    `${JSON.stringify(operand.value).slice(0, 60)} is not a value of \`${info.path.at(-1)}\`${meant}`,
  );
  return false;
};

const MOMENT =
  "moments are not compared in `when`: give the rule `from` and `until`, which are compared with payment.paidAt";

const comparable = (
  to: LoweringContext,
  node: CelNode,
  by: ComparisonOperator,
  left: Typed,
  right: Typed,
): boolean => {
  if (left.type === "instant" || right.type === "instant") return to.report(node.range, MOMENT) ?? false;
  if (left.type !== right.type) {
    const detail = `type mismatch: ${NAMES[left.type]} cannot be compared with ${NAMES[right.type]}`;
    return to.report(node.range, detail) ?? false;
  }
  const scalar = left.type === "string" || left.type === "int" || left.type === "bool";
  if (!scalar)
    return (
      to.report(node.range, `type mismatch: ${NAMES[left.type]} cannot be compared; use size() or in`) ??
      false
    );
  if (left.type === "bool" && by !== "==" && by !== "!=")
    return (
      to.report(node.range, `type mismatch: true and false have no order, ${by} makes no sense`) ?? false
    );
  return true;
};

const lowerCompare = (
  to: LoweringContext,
  node: CelNode,
  by: ComparisonOperator,
  sides: readonly [CelNode, CelNode],
): Expression | undefined => {
  const inner = deeper(to);
  const left = lowerOperand(inner, sides[0]);
  const right = lowerOperand(inner, sides[1]);
  if (!left || !right || !comparable(to, node, by, left, right)) return undefined;
  const known = checkValue(to, sides[1].range, left.info, right.operand);
  if (!checkValue(to, sides[0].range, right.info, left.operand) || !known) return undefined;
  return { op: "compare", by, left: left.operand, right: right.operand };
};

const lowerItems = (
  to: LoweringContext,
  items: readonly CelNode[],
  item: Typed | undefined,
): Scalar[] | undefined => {
  const values = items.map((node) => {
    const typed = lowerOperand(deeper(to), node);
    if (!typed) return undefined;
    if (typed.operand.op !== "literal")
      return to.report(node.range, "a list may only hold texts and numbers");
    if (item && item.type !== typed.type)
      return to.report(node.range, `type mismatch: ${NAMES[item.type]} cannot be ${NAMES[typed.type]}`);
    return checkValue(to, node.range, item?.info, typed.operand) ? typed.operand.value : undefined;
  });
  return values.some((value) => value === undefined) ? undefined : (values as Scalar[]);
};

const keyIn = (to: LoweringContext, node: CelNode, item: Typed, map: Field): Expression | undefined => {
  if (item.operand.op !== "literal")
    return to.report(node.range, "the key before `in` must be written out, in quotes");
  if (!isMetadataKey(String(item.operand.value))) return to.report(node.range, "no order has such a key");
  return { op: "has", field: { ...map, path: [...map.path, String(item.operand.value)] } };
};

const lowerIn = (to: LoweringContext, sides: readonly [CelNode, CelNode]): Expression | undefined => {
  const inner = deeper(to);
  const item = lowerOperand(inner, sides[0]);
  if (item?.type === "instant") return to.report(sides[0].range, MOMENT);
  const [, right] = sides;
  if (right.op === "list") {
    const among = lowerItems(inner, right.args, item);
    return item && among ? { op: "in", item: item.operand, among } : undefined;
  }
  const list = lowerOperand(inner, right);
  if (!item || !list) return undefined;
  if (item.type !== "string")
    return to.report(sides[0].range, `type mismatch: ${NAMES[item.type]} is not in a list of texts`);
  if (list.operand.op === "field" && list.type === "map") return keyIn(to, sides[0], item, list.operand);
  if (list.operand.op === "field" && list.type === "list<string>")
    return { op: "in", item: item.operand, among: list.operand };
  return to.report(right.range, `type mismatch: after \`in\` stands a list, not ${NAMES[list.type]}`);
};

const lowerHas = (to: LoweringContext, node: CelNode, args: readonly CelNode[]): Expression | undefined => {
  const [argument, ...more] = args;
  if (argument?.op !== "." || more.length > 0)
    return to.report(node.range, "has() takes one field, as in has(line.agentId)");
  const resolved = lowerField(to, argument);
  return resolved ? { op: "has", field: resolved.field } : undefined;
};

const isOrderLines = (node: CelNode): boolean =>
  node.op === "." && node.args[1] === "lines" && node.args[0].op === "id" && node.args[0].args === "order";

const lowerOverLines = (
  to: LoweringContext,
  node: CelNode,
  op: "exists" | "all",
  over: CelNode,
  args: readonly CelNode[],
) => {
  const [name, body] = args;
  if (!isOrderLines(over)) return to.report(over.range, `${op}() looks at order.lines only`);
  if (to.each !== undefined) return to.report(node.range, `${op}() cannot stand inside exists() or all()`);
  if (name?.op !== "id" || !body || args.length > 2)
    return to.report(node.range, `write order.lines.${op}(l, …)`);
  const each = name.args;
  if (each === "line" || each === "order")
    return to.report(name.range, `\`${each}\` means something already: call it l`);
  const inner = lowerCondition({ ...deeper(to), each }, body);
  return inner ? ({ op, name: each, each: inner } as const) : undefined;
};

const chain = (node: CelNode, op: "&&" | "||"): readonly CelNode[] =>
  node.op === op ? [...chain(node.args[0], op), ...chain(node.args[1], op)] : [node];

const lowerChain = (to: LoweringContext, node: CelNode, op: "&&" | "||"): Expression | undefined => {
  const terms = chain(node, op).map((term) => lowerCondition(deeper(to), term));
  const lowered = terms.filter((term) => term !== undefined);
  return lowered.length === terms.length ? { op: op === "&&" ? "and" : "or", terms: lowered } : undefined;
};

const lowerTruth = (to: LoweringContext, node: CelNode): Expression | undefined => {
  const typed = lowerOperand(to, node);
  if (!typed) return undefined;
  const { operand } = typed;
  if (typed.type !== "bool" || operand.op === "size")
    return to.report(node.range, `type mismatch: a condition is true or false, this is ${NAMES[typed.type]}`);
  return { op: "truth", of: operand };
};

/** Lowers something that must be true or false. Reports every fault in it. */
export const lowerCondition = (to: LoweringContext, node: CelNode): Expression | undefined => {
  if (to.depth > MAX_EXPRESSION_DEPTH)
    return to.report(node.range, `nested more than ${MAX_EXPRESSION_DEPTH} levels deep`);
  switch (node.op) {
    case "&&":
    case "||":
      return lowerChain(to, node, node.op);
    case "!_": {
      const term = lowerCondition(deeper(to), node.args);
      return term ? { op: "not", term } : undefined;
    }
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
      return lowerCompare(to, node, node.op, node.args);
    case "in":
      return lowerIn(to, node.args);
    case "call":
      if (node.args[0] === "has") return lowerHas(to, node, node.args[1]);
      return lowerTruth(to, node);
    case "rcall":
      if (node.args[0] === "exists" || node.args[0] === "all")
        return lowerOverLines(to, node, node.args[0], node.args[1], node.args[2]);
      return lowerTruth(to, node);
    default:
      return lowerTruth(to, node);
  }
};
