/**
 * Lowers a parsed expression into the stored form. It reports everything that the rule language does not have, all at
 * once and in the language's own terms; cel-js stops at its first error.
 */
import {
  COMPARISON_OPERATORS,
  type ComparisonOperator,
  type Expression,
  type Field,
  type Scalar,
} from "../expression.ts";
import { isTextTestName } from "../text-functions.ts";
import { type CelNode, MAX_EXPRESSION_DEPTH } from "./cel.ts";
import { asDateBeside } from "./date-literal.ts";
import { isValueOf } from "./known-value.ts";
import { bareListId, isListReference, lowerListReference } from "./list-reference.ts";
import { isMetadataKey, lowerField, type ResolvedField } from "./lower-field.ts";
import { isAggregateName, isQuantifier, lowerAggregate, lowerQuantifier } from "./lower-over-lines.ts";
import { lowerLower, lowerTextTest } from "./lower-text.ts";
import {
  checkComparable,
  instantComparison,
  type LoweringContext,
  lowerInteger,
  lowerLiteral,
  TYPE_NAMES,
  NO_ARITHMETIC,
  type TypedOperand,
} from "./typed-operand.ts";
import { unknownCall } from "./unknown-call.ts";
import type { ValueType } from "./vocabulary.ts";

const ARITHMETIC = new Set(["+", "-", "*", "/", "%"]);

const deeper = (context: LoweringContext): LoweringContext => ({ ...context, depth: context.depth + 1 });

const withRange = (
  context: LoweringContext,
  node: CelNode,
  resolved: ResolvedField | undefined,
): TypedOperand | undefined => {
  if (!resolved) return undefined;
  context.fieldRanges.set(resolved.field, node.range);
  return { operand: resolved.field, type: resolved.info.type, info: resolved.info };
};

const SIZED: ReadonlySet<ValueType> = new Set(["string", "list<string>", "lines", "map"]);

const lowerSize = (
  context: LoweringContext,
  node: CelNode,
  args: readonly CelNode[],
): TypedOperand | undefined => {
  const [argument, ...more] = args;
  if (!argument || more.length > 0) return context.report(node.range, "size() takes one field");
  const typed = lowerOperand(deeper(context), argument);
  if (!typed) return undefined;
  const { operand } = typed;
  if (
    (operand.op !== "field" && operand.op !== "literal" && operand.op !== "lower") ||
    !SIZED.has(typed.type)
  )
    return context.report(
      argument.range,
      `type mismatch: size() counts a list or a text, not ${TYPE_NAMES[typed.type]}`,
    );
  return { operand: { op: "size", of: operand }, type: "int" };
};

/** Lowers one side of a comparison. */
const lowerOperand = (context: LoweringContext, node: CelNode): TypedOperand | undefined => {
  switch (node.op) {
    case "value":
      return lowerLiteral(context, node, node.args);
    case "id":
    case ".":
    case "[]":
      return withRange(context, node, lowerField(context, node));
    case "-_":
      if (node.args.op === "value" && typeof node.args.args === "bigint")
        return lowerInteger(context, node.range, -node.args.args);
      return context.report(node.range, NO_ARITHMETIC);
    case "call":
      if (node.args[0] === "size") return lowerSize(context, node, node.args[1]);
      if (node.args[0] === "lower") return lowerLower(deeper(context), node, node.args[1], lowerOperand);
      return isCondition(node) ? conditionAsOperand(context, node) : unknownCall(context, node, node.args[0]);
    case "rcall":
      if (node.args[0] === "size") return lowerSize(context, node, [node.args[1], ...node.args[2]]);
      if (isAggregateName(node.args[0]))
        return lowerAggregate(
          context,
          { op: node.args[0], node, over: node.args[1], args: node.args[2] },
          lowerCondition,
        );
      return isCondition(node) ? conditionAsOperand(context, node) : unknownCall(context, node, node.args[0]);
    case "list":
      return context.report(node.range, "a list can only come after `in`");
    default:
      return conditionAsOperand(context, node);
  }
};

const isCondition = (node: CelNode): boolean => {
  if (node.op === "call") return node.args[0] === "has";
  if (node.op === "rcall") return isQuantifier(node.args[0]) || isTextTestName(node.args[0]);
  return ["&&", "||", "!_", "in", ...COMPARISON_OPERATORS].includes(node.op);
};

const conditionAsOperand = (context: LoweringContext, node: CelNode): undefined => {
  if (isCondition(node)) {
    lowerCondition(context, node);
    return context.report(node.range, "a condition cannot be compared: join conditions with &&, || and !");
  }
  if (ARITHMETIC.has(node.op)) return context.report(node.range, NO_ARITHMETIC);
  if (node.op === "?:")
    return context.report(node.range, "there is no `? :` in the rule language: use && and ||");
  if (node.op === "map") return context.report(node.range, "tables cannot be written in a rule");
  return context.report(node.range, "this is not part of the rule language");
};

const lowerCompare = (
  context: LoweringContext,
  node: CelNode,
  by: ComparisonOperator,
  sides: readonly [CelNode, CelNode],
): Expression | undefined => {
  const inner = deeper(context);
  const written = [lowerOperand(inner, sides[0]), lowerOperand(inner, sides[1])] as const;
  const left = written[0] && asDateBeside(context, sides[0].range, written[0], written[1]);
  const right = written[1] && asDateBeside(context, sides[1].range, written[1], written[0]);
  if (!left || !right || !checkComparable(context, node, by, left, right)) return undefined;
  const isRightKnown = isValueOf(context, by, sides[1], left, right);
  if (!isValueOf(context, by, sides[0], right, left) || !isRightKnown) return undefined;
  return { op: "compare", by, left: left.operand, right: right.operand };
};

const lowerItems = (
  context: LoweringContext,
  items: readonly CelNode[],
  item: TypedOperand | undefined,
): Scalar[] | undefined => {
  const values = items.map((node) => {
    const written = lowerOperand(deeper(context), node);
    const typed = written && asDateBeside(context, node.range, written, item);
    if (!typed) return undefined;
    if (typed.operand.op !== "literal")
      return context.report(node.range, "a list may only hold texts and numbers");
    if (item && item.type !== typed.type)
      return context.report(
        node.range,
        `type mismatch: ${TYPE_NAMES[item.type]} cannot be ${TYPE_NAMES[typed.type]}`,
      );
    return item === undefined || isValueOf(context, "==", node, item, typed)
      ? typed.operand.value
      : undefined;
  });
  return values.some((value) => value === undefined) ? undefined : (values as Scalar[]);
};

const keyIn = (
  context: LoweringContext,
  node: CelNode,
  item: TypedOperand,
  map: Field,
): Expression | undefined => {
  if (item.operand.op !== "literal")
    return context.report(node.range, "the key before `in` must be written out, in quotes");
  if (!isMetadataKey(String(item.operand.value)))
    return context.report(node.range, "no order has such a key");
  return { op: "has", field: { ...map, path: [...map.path, String(item.operand.value)] } };
};

const lowerIn = (context: LoweringContext, sides: readonly [CelNode, CelNode]): Expression | undefined => {
  const inner = deeper(context);
  const item = lowerOperand(inner, sides[0]);
  if (item?.type === "instant") return context.report(sides[0].range, instantComparison(context));
  const [, right] = sides;
  if (right.op === "list") {
    const among = lowerItems(inner, right.args, item);
    return item && among ? { op: "in", item: item.operand, among } : undefined;
  }
  if (isListReference(right)) {
    const list = lowerListReference(context, right, item, sides[0].range);
    return item && list ? { op: "in", item: item.operand, among: list } : undefined;
  }
  const id = bareListId(right, context.each);
  if (id !== undefined) return context.report(right.range, `write a list as lists["${id}"]`);
  const list = lowerOperand(inner, right);
  if (!item || !list) return undefined;
  if (item.type !== "string")
    return context.report(
      sides[0].range,
      `type mismatch: ${TYPE_NAMES[item.type]} is not in a list of texts`,
    );
  if (list.operand.op === "field" && list.type === "map") return keyIn(context, sides[0], item, list.operand);
  if (list.operand.op === "field" && list.type === "list<string>")
    return { op: "in", item: item.operand, among: list.operand };
  return context.report(
    right.range,
    `type mismatch: after \`in\` comes a list, not ${TYPE_NAMES[list.type]}`,
  );
};

const lowerHas = (
  context: LoweringContext,
  node: CelNode,
  args: readonly CelNode[],
): Expression | undefined => {
  const [argument, ...more] = args;
  if (argument?.op !== "." || more.length > 0)
    return context.report(node.range, "has() takes one field, as in has(line.agentId)");
  const resolved = lowerField(context, argument);
  return resolved ? { op: "has", field: resolved.field } : undefined;
};

const chain = (node: CelNode, op: "&&" | "||"): readonly CelNode[] =>
  node.op === op ? [...chain(node.args[0], op), ...chain(node.args[1], op)] : [node];

const lowerChain = (context: LoweringContext, node: CelNode, op: "&&" | "||"): Expression | undefined => {
  const terms = chain(node, op).map((term) => lowerCondition(deeper(context), term));
  const lowered = terms.filter((term) => term !== undefined);
  return lowered.length === terms.length ? { op: op === "&&" ? "and" : "or", terms: lowered } : undefined;
};

const lowerTruth = (context: LoweringContext, node: CelNode): Expression | undefined => {
  const typed = lowerOperand(context, node);
  if (!typed) return undefined;
  const { operand } = typed;
  if (typed.type !== "bool" || (operand.op !== "field" && operand.op !== "literal"))
    return context.report(
      node.range,
      `type mismatch: a condition is true or false, this is ${TYPE_NAMES[typed.type]}`,
    );
  return { op: "truth", of: operand };
};

/** Lowers a condition: an expression that is true or false. Reports every issue in it. */
export const lowerCondition = (context: LoweringContext, node: CelNode): Expression | undefined => {
  if (context.depth > MAX_EXPRESSION_DEPTH)
    return context.report(node.range, `nested more than ${MAX_EXPRESSION_DEPTH} levels deep`);
  switch (node.op) {
    case "&&":
    case "||":
      return lowerChain(context, node, node.op);
    case "!_": {
      const term = lowerCondition(deeper(context), node.args);
      return term ? { op: "not", term } : undefined;
    }
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
      return lowerCompare(context, node, node.op, node.args);
    case "in":
      return lowerIn(context, node.args);
    case "call":
      if (node.args[0] === "has") return lowerHas(context, node, node.args[1]);
      return lowerTruth(context, node);
    case "rcall":
      if (isQuantifier(node.args[0]))
        return lowerQuantifier(
          context,
          { op: node.args[0], node, over: node.args[1], args: node.args[2] },
          lowerCondition,
        );
      if (isTextTestName(node.args[0]))
        return lowerTextTest(
          deeper(context),
          { op: node.args[0], node, on: node.args[1], args: node.args[2] },
          lowerOperand,
        );
      return lowerTruth(context, node);
    default:
      return lowerTruth(context, node);
  }
};
