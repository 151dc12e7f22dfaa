/** Numbers over the lines of an order: their sum, count, maximum and minimum. */
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { customerLines, linesOfOrder } from "./computed-fields.ts";
import { cutText } from "./cut-text.ts";
import type { Aggregate, Expression, Field, LineQuantifier } from "./expression.ts";
import { reads } from "./fields-read.ts";
import type { OrderCache } from "./order-cache.ts";

type Reader<T> = (order: Order, line: OrderLine | undefined, each: OrderLine | undefined) => T;

type Compilers = {
  readonly test: (expression: Expression) => Reader<boolean>;
  readonly field: (field: Field) => Reader<unknown>;
};

/** A line that counts, with the value of its field; 1 for `count`. */
type Part = { readonly lineId: string; readonly value: number };
type CompiledAggregate = {
  readonly value: Reader<number | undefined>;
  /** The value and the lines it comes from, in bounded length. */
  readonly text: Reader<string>;
  readonly parts: Reader<readonly Part[]>;
};

/** Of a longer list, an explanation shows the first lines. */
const MAX_SHOWN_LINES = 5;
/** In characters: line ids may be long. */
const MAX_TEXT_LENGTH = 240;

/** The lines that a quantifier or an aggregate looks at. */
export const linesSeen = (
  { lines }: Pick<LineQuantifier, "lines">,
  cache: OrderCache,
): ((order: Order) => readonly OrderLine[]) =>
  lines === "customer"
    ? customerLines(cache)
    : lines === "cancelled"
      ? ({ lines: cancelled }) => cancelled
      : linesOfOrder;

const COMBINE: Readonly<Record<Aggregate["op"], (total: number, value: number) => number>> = {
  sum: (total, value) => total + value,
  count: (total, value) => total + value,
  max: (total, value) => Math.max(total, value),
  min: (total, value) => Math.min(total, value),
};

const overNothing = (op: Aggregate["op"]): number | undefined =>
  op === "sum" || op === "count" ? 0 : undefined;

const textOf = (op: Aggregate["op"], value: number | undefined, parts: readonly Part[]): string => {
  if (parts.length === 0) return `${value ?? "absent"}: no line`;
  const shown = parts
    .slice(0, MAX_SHOWN_LINES)
    .map((part) => `line ${part.lineId}${op === "count" ? "" : ` = ${part.value}`}`);
  const more = parts.length > MAX_SHOWN_LINES ? ", …" : "";
  return cutText(`${value}: ${shown.join(", ")}${more}`, MAX_TEXT_LENGTH);
};

/** The number alone is read for every order, its parts for explanations only. */
const readersOf = (
  aggregate: Aggregate,
  cache: OrderCache,
  { test, field }: Compilers,
): { readonly number: Reader<number | undefined>; readonly parts: Reader<readonly Part[]> } => {
  const { op } = aggregate;
  const lines = linesSeen(aggregate, cache);
  const fits = test(aggregate.each);
  const read = aggregate.op === "count" ? () => 1 : field(aggregate.field);
  const combine = COMBINE[op];
  const none = overNothing(op);
  return {
    number: (order, line) => {
      let total = none;
      for (const each of lines(order)) {
        if (!fits(order, line, each)) continue;
        const value = read(order, line, each);
        if (typeof value === "number") total = total === undefined ? value : combine(total, value);
      }
      return total;
    },
    parts: (order, line) =>
      lines(order).flatMap((each) => {
        if (!fits(order, line, each)) return [];
        const value = read(order, line, each);
        return typeof value === "number" ? [{ lineId: each.lineId, value }] : [];
      }),
  };
};

/** Compiles an aggregate. One that does not depend on the rule's line is computed once per order. */
export const compileAggregate = (
  aggregate: Aggregate,
  cache: OrderCache,
  compilers: Compilers,
): CompiledAggregate => {
  const { op } = aggregate;
  const { number, parts } = readersOf(aggregate, cache, compilers);
  if (reads(aggregate.each, "line"))
    return { value: number, text: (...at) => textOf(op, number(...at), parts(...at)), parts };
  return cache.shared(`aggregate ${JSON.stringify(aggregate)}`, () => {
    const value = cache.once((order) => number(order, undefined, undefined) ?? null);
    const text = cache.once((order) =>
      textOf(op, value(order) ?? undefined, parts(order, undefined, undefined)),
    );
    return { value: (order) => value(order) ?? undefined, text, parts };
  });
};
