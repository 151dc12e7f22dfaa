/** Lowers what looks at several lines: `order.lines.exists(l, …)`, `.all`, `.count`, `.sum`, `.max` and `.min`. */
import { CANCELLATION } from "../../domain/cancellation-facts.ts";
import {
  type Aggregate,
  type Expression,
  type Field,
  LINE_PATHS,
  type LineQuantifier,
  type LineScope,
} from "../expression.ts";
import type { CelNode } from "./cel.ts";
import { lowerField } from "./lower-field.ts";
import { type LoweringContext, TYPE_NAMES, type TypedOperand } from "./typed-operand.ts";

export const QUANTIFIERS = ["exists", "all"] as const;
export const AGGREGATES = ["count", "sum", "max", "min"] as const;

export const isQuantifier = (name: unknown): name is LineQuantifier["op"] =>
  QUANTIFIERS.some((known) => known === name);
export const isAggregateName = (name: unknown): name is Aggregate["op"] =>
  AGGREGATES.some((known) => known === name);

/** How a call over lines is written. */
export const usageOf = (name: LineQuantifier["op"] | Aggregate["op"]): string =>
  `order.lines.${name}(l, …${isQuantifier(name) || name === "count" ? "" : ", l.quantity"})`;

type Lower = (context: LoweringContext, node: CelNode) => Expression | undefined;
type OverLines = Omit<LineQuantifier, "op">;

/**
 * `customer` for `order.lines`, all lines for `order.allLines`, `cancelled` for `cancellation.lines`; undefined for anything
 * else.
 */
const scopeOf = ({ hasCancellation }: LoweringContext, node: CelNode): LineScope | undefined => {
  if (node.op !== "." || node.args[0].op !== "id") return undefined;
  const [{ args: root }, name] = node.args;
  if (root === CANCELLATION && hasCancellation) return name === "lines" ? { lines: "cancelled" } : undefined;
  if (root !== "order") return undefined;
  if (name === "lines") return { lines: "customer" };
  return Object.hasOwn(LINE_PATHS, name) ? {} : undefined;
};

type Call = {
  readonly op: LineQuantifier["op"] | Aggregate["op"];
  readonly node: CelNode;
  readonly over: CelNode;
  readonly args: readonly CelNode[];
};

/** The line's name and the condition on it; reports what is wrong with them. */
const lowerBody = (
  context: LoweringContext,
  { op, node, over, args }: Call,
  argumentCount: number,
  lower: Lower,
): OverLines | undefined => {
  const [name, body] = args;
  const scope = scopeOf(context, over);
  if (!scope)
    return context.report(
      over.range,
      `${op}() looks at ${context.hasCancellation ? "cancellation.lines, " : ""}order.lines or order.allLines only`,
    );
  if (context.each !== undefined)
    return context.report(node.range, `${op}() cannot be inside exists(), all() or a number over lines`);
  if (name?.op !== "id" || !body || args.length !== argumentCount)
    return context.report(node.range, `write ${usageOf(op)}`);
  const each = name.args;
  if (each === "line" || each === "order" || each === CANCELLATION)
    return context.report(name.range, `\`${each}\` means something already: call it l`);
  const inner = lower({ ...context, depth: context.depth + 1, each }, body);
  return inner && { name: each, ...scope, each: inner };
};

/** Lowers an `exists` or `all`. */
export const lowerQuantifier = (
  context: LoweringContext,
  call: Call & { readonly op: LineQuantifier["op"] },
  lower: Lower,
): LineQuantifier | undefined => {
  const body = lowerBody(context, call, 2, lower);
  return body && { op: call.op, ...body };
};

const lowerNumberField = (context: LoweringContext, node: CelNode, each: string): Field | undefined => {
  const resolved = lowerField({ ...context, each }, node);
  if (!resolved) return undefined;
  if (resolved.field.of !== "each")
    return context.report(node.range, `name a field of the line, as in ${each}.quantity`);
  if (resolved.info.type !== "int")
    return context.report(
      node.range,
      `type mismatch: ${TYPE_NAMES[resolved.info.type]} is not a whole number`,
    );
  context.fieldRanges.set(resolved.field, node.range);
  return resolved.field;
};

/** Lowers a number over lines. */
export const lowerAggregate = (
  context: LoweringContext,
  call: Call & { readonly op: Aggregate["op"] },
  lower: Lower,
): TypedOperand | undefined => {
  const { op, args, node } = call;
  const body = lowerBody(context, call, op === "count" ? 2 : 3, lower);
  const field =
    op === "count" || !args[2] || !body ? undefined : lowerNumberField(context, args[2], body.name);
  if (!body || (op !== "count" && !field)) return undefined;
  const operand: Aggregate = op === "count" ? { op, ...body } : { op, ...body, field: field! };
  context.fieldRanges.set(operand, node.range);
  return { operand, type: "int" };
};
