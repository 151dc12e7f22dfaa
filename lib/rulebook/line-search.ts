/**
 * Finds the line of an order that decides an `exists` or `all`. What does not depend on the rule's line is computed once
 * per order, and an equality of the two lines is looked up in an index.
 */
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { linesSeen } from "./aggregate.ts";
import type { Expression, LineQuantifier, Operand } from "./expression.ts";
import { reads, searchOf } from "./fields-read.ts";
import type { OrderCache } from "./order-cache.ts";

type Reader<T> = (order: Order, line: OrderLine | undefined, each: OrderLine | undefined) => T;

type Compilers = {
  readonly every: (terms: readonly Expression[]) => Reader<boolean>;
  readonly operand: (operand: Operand) => Reader<unknown>;
};

/** The first line in the order that an `exists` is about, or that makes an `all` false; undefined when there is none. */
export type LineSearch = (order: Order, line: OrderLine | undefined) => OrderLine | undefined;

const NO_LINES: readonly OrderLine[] = [];

const oncePerOrder = (cache: OrderCache, find: (order: Order) => OrderLine | undefined): LineSearch => {
  const found = cache.once((order) => find(order) ?? null);
  return (order) => found(order) ?? undefined;
};

const searchPairs = (
  expression: LineQuantifier,
  cache: OrderCache,
  { every, operand }: Compilers,
): LineSearch => {
  const { eachTerms, lineTerms, equality, pairTerms } = searchOf(expression);
  const fitsEach = every(eachTerms);
  const fitsLine = every(lineTerms);
  const fitsPair = every(pairTerms);
  const lines = linesSeen(expression, cache);
  const candidates = cache.once((order) => lines(order).filter((each) => fitsEach(order, undefined, each)));
  const first = (lines: readonly OrderLine[], order: Order, line: OrderLine | undefined) =>
    pairTerms.length === 0 ? lines[0] : lines.find((each) => fitsPair(order, line, each));
  if (equality === undefined)
    return (order, line) =>
      fitsLine(order, line, undefined) ? first(candidates(order), order, line) : undefined;
  const readEach = operand(equality.each);
  const readLine = operand(equality.line);
  const index = cache.once((order) =>
    Map.groupBy(candidates(order), (each) => readEach(order, undefined, each)),
  );
  return (order, line) => {
    const value = readLine(order, line, undefined);
    if (value === undefined || !fitsLine(order, line, undefined)) return undefined;
    return first(index(order).get(value) ?? NO_LINES, order, line);
  };
};

/** Compiles the search of an `exists` or `all`. */
export const compileSearch = (
  expression: LineQuantifier,
  cache: OrderCache,
  compilers: Compilers,
): LineSearch =>
  cache.shared(`search ${JSON.stringify(expression)}`, () => {
    if (reads(expression, "line")) return searchPairs(expression, cache, compilers);
    const fits = compilers.every(searchOf(expression).eachTerms);
    const lines = linesSeen(expression, cache);
    return oncePerOrder(cache, (order) => lines(order).find((each) => fits(order, undefined, each)));
  });
