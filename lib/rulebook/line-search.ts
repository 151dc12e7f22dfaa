/**
 * Finds the line of an order that decides an `exists` or `all`. What does not depend on the rule's line is computed once
 * per order, and an equality of the two lines is looked up in an index.
 */
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { linesSeen } from "./aggregate.ts";
import type { Expression, LineQuantifier, Operand } from "./expression.ts";
import { type Equality, reads, searchOf } from "./fields-read.ts";
import type { OrderCache } from "./order-cache.ts";

type Reader<T> = (order: Order, line: OrderLine | undefined, each: OrderLine | undefined) => T;

type Compilers = {
  readonly every: (terms: readonly Expression[]) => Reader<boolean>;
  readonly operand: (operand: Operand) => Reader<unknown>;
};

/** The first line in the order that an `exists` is about, or that makes an `all` false; undefined when there is none. */
export type LineSearch = (order: Order, line: OrderLine | undefined) => OrderLine | undefined;

const oncePerOrder = (cache: OrderCache, find: (order: Order) => OrderLine | undefined): LineSearch => {
  const found = cache.once((order) => find(order) ?? null);
  return (order) => found(order) ?? undefined;
};

const NO_LINES: readonly OrderLine[] = [];

/** The lines of an order in groups of those with an equal value. */
type Groups = {
  readonly numbers: ReadonlyMap<unknown, number>;
  readonly lines: readonly (readonly OrderLine[])[];
};

const groupsOf = (lines: readonly OrderLine[], read: (line: OrderLine) => unknown): Groups => {
  const groups = [...Map.groupBy(lines, read)];
  return {
    numbers: new Map(groups.map(([value], number) => [value, number])),
    lines: groups.map(([, group]) => group),
  };
};

/** The lines that have the value of the rule's line; undefined when there are none. */
type EqualLines = {
  readonly groups: (order: Order) => Groups;
  readonly numberOf: (order: Order, line: OrderLine | undefined) => number | undefined;
};

/**
 * One index for all conditions with the same equality. An order is decided line by line, so that rule after rule asks for the
 * same line.
 */
const equalLines = (
  { each, line: ofLine }: Equality,
  scope: LineQuantifier["lines"],
  cache: OrderCache,
  operand: Compilers["operand"],
): EqualLines =>
  cache.shared(`equal ${JSON.stringify([each, ofLine, scope])}`, () => {
    const readEach = operand(each);
    const readLine = operand(ofLine);
    const seen = linesSeen({ lines: scope }, cache);
    const groups = cache.once((order) => groupsOf(seen(order), (one) => readEach(order, undefined, one)));
    const lastOf = cache.once(() => ({
      line: undefined as OrderLine | undefined,
      number: undefined as number | undefined,
    }));
    return {
      groups,
      numberOf: (order, line) => {
        const last = lastOf(order);
        if (line === undefined || last.line !== line) {
          const value = readLine(order, line, undefined);
          last.line = line;
          last.number = value === undefined ? undefined : groups(order).numbers.get(value);
        }
        return last.number;
      },
    };
  });

const searchPairs = (
  expression: LineQuantifier,
  cache: OrderCache,
  { every, operand }: Compilers,
): LineSearch => {
  const { eachTerms, lineTerms, equality, pairTerms } = searchOf(expression);
  const fitsEach = every(eachTerms);
  const fitsLine = every(lineTerms);
  const fitsPair = every(pairTerms);
  const readsPairs = pairTerms.length > 0;
  const fitting = (order: Order, among: readonly OrderLine[]): readonly OrderLine[] => {
    if (readsPairs) return among.filter((each) => fitsEach(order, undefined, each));
    const found = among.find((each) => fitsEach(order, undefined, each));
    return found === undefined ? NO_LINES : [found];
  };
  const first = (candidates: readonly OrderLine[], order: Order, line: OrderLine | undefined) =>
    readsPairs ? candidates.find((each) => fitsPair(order, line, each)) : candidates[0];
  if (equality === undefined) {
    const lines = linesSeen(expression, cache);
    const candidates = cache.once((order) => fitting(order, lines(order)));
    return (order, line) =>
      fitsLine(order, line, undefined) ? first(candidates(order), order, line) : undefined;
  }
  const { groups, numberOf } = equalLines(equality, expression.lines, cache, operand);
  const candidatesOf = cache.once((): (readonly OrderLine[])[] => []);
  return (order, line) => {
    const group = numberOf(order, line);
    if (group === undefined || !fitsLine(order, line, undefined)) return undefined;
    const known = candidatesOf(order);
    known[group] ??= fitting(order, groups(order).lines[group]!);
    return first(known[group], order, line);
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
