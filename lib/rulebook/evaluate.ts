/**
 * Compiles an expression into a closure, once per rulebook version. A comparison with an absent field is false, and
 * nothing throws.
 */
import { comparedForm, LIST_KINDS, type ListKind } from "../domain/list.ts";
import { deliveryOf, type OrderLine } from "../domain/order-line.ts";
import type { OrderWithInputs } from "./decision-inputs.ts";
import { compileAggregate } from "./aggregate.ts";
import { compareFixed, compareRead } from "./compare.ts";
import { computedReader } from "./computed-fields.ts";
import {
  type Aggregate,
  type Compare,
  type Expression,
  type Field,
  type In,
  isLineType,
  type ListReference,
  type Literal,
  type Operand,
  type LineQuantifier,
} from "./expression.ts";
import { FORBIDDEN_NAMES } from "../domain/forbidden-names.ts";
import { reads } from "./fields-read.ts";
import { compileSearch, type LineSearch } from "./line-search.ts";
import { type OrderCache, orderCache } from "./order-cache.ts";
import { compileTextTest, isTextTest, readLower } from "./text-functions.ts";

/** Reads from an order, the rule's line (undefined in a rule for each order) and the current line of `exists`/`all`. */
export type Reader<T> = (
  order: OrderWithInputs,
  line: OrderLine | undefined,
  each: OrderLine | undefined,
) => T;
export type Predicate = Reader<boolean>;

const own = (holder: unknown, name: string): unknown =>
  typeof holder === "object" && holder !== null && Object.hasOwn(holder, name)
    ? (holder as Readonly<Record<string, unknown>>)[name]
    : undefined;

const walk = (path: readonly string[]): ((root: unknown) => unknown) => {
  if (path.some((name) => FORBIDDEN_NAMES.has(name))) return () => undefined;
  const [first = "", second] = path;
  if (path.length === 1) return (root) => own(root, first);
  if (path.length === 2 && second !== undefined) return (root) => own(own(root, first), second);
  return (root) => path.reduce(own, root);
};

/** Property reads of the fields that rules use most: several times as fast as reads by a computed name. */
const LINE_READERS: ReadonlyMap<string, Reader<unknown>> = new Map<string, Reader<unknown>>([
  ["type", (_order, line) => line?.type],
  ["sku", (_order, line) => line?.sku],
  ["delivery", (_order, line) => line && deliveryOf(line)],
  ["unitPrice", (_order, line) => line?.unitPrice],
  ["quantity", (_order, line) => line?.quantity],
  ["free", (_order, line) => line?.free],
  ["agentId", (_order, line) => line?.agentId],
]);

const ORDER_READERS: ReadonlyMap<string, Reader<unknown>> = new Map<string, Reader<unknown>>([
  ["history", ({ history }) => history],
  ["history.orders", ({ history }) => history?.orders],
  ["history.paidTotal", ({ history }) => history?.paidTotal],
]);

const READERS = { order: ORDER_READERS, line: LINE_READERS, each: undefined };

/** The value of a field, or undefined when it is absent. */
const readField = (field: Field, cache: OrderCache): Reader<unknown> => {
  const { of, path } = field;
  const direct = READERS[of]?.get(path.join("."));
  if (direct) return direct;
  const computed = computedReader(field, cache);
  if (computed) return computed;
  const read = walk(path);
  switch (of) {
    case "order":
      return (order) => read(order);
    case "line":
      return (_order, line) => read(line);
    case "each":
      return (_order, _line, each) => read(each);
  }
};

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc_00 && unit <= 0xdf_ff;
const isHighSurrogate = (unit: number): boolean => unit >= 0xd8_00 && unit <= 0xdb_ff;

/** An accepted text has no unpaired surrogates, but an example may. */
const codePointsIn = (text: string): number => {
  let count = text.length;
  for (let at = 1; at < text.length; at += 1)
    if (isLowSurrogate(text.charCodeAt(at)) && isHighSurrogate(text.charCodeAt(at - 1))) count -= 1;
  return count;
};

/** Items of a list, entries of a map, characters (code points, not UTF-16 units) of a text. */
const sizeOf = (value: unknown): number | undefined => {
  if (typeof value === "string") return codePointsIn(value);
  if (Array.isArray(value)) return value.length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : undefined;
};

/** Compiles an aggregate of a condition. */
export const compileAggregateIn = (aggregate: Aggregate, cache: OrderCache) =>
  compileAggregate(aggregate, cache, {
    test: (expression) => compilePredicate(expression, cache),
    field: (field) => readField(field, cache),
  });

export const readOperand = (operand: Operand, cache: OrderCache): Reader<unknown> => {
  switch (operand.op) {
    case "field":
      return readField(operand, cache);
    case "literal":
      return () => operand.value;
    case "lower":
      return readLower(operand, readField(operand.of, cache), cache);
    case "size": {
      const read = readOperand(operand.of, cache);
      return (order, line, each) => sizeOf(read(order, line, each));
    }
    default:
      return compileAggregateIn(operand, cache).value;
  }
};

const isLiteral = (operand: Operand): operand is Literal => operand.op === "literal";

const compileCompare = ({ by, left, right }: Compare, cache: OrderCache): Predicate => {
  const readLeft = readOperand(left, cache);
  if (!isLiteral(right)) return compareRead(by, readLeft, readOperand(right, cache));
  const { value } = right;
  // The most frequent clause gets the shortest closure.
  if (by === "==" && isLineType(left)) return (_order, line) => line?.type === value;
  return compareFixed(by, readLeft, value);
};

const FORMS = Object.fromEntries(LIST_KINDS.map((kind) => [kind, comparedForm(kind)])) as Record<
  ListKind,
  (value: string) => string
>;

const compileInList = (readItem: Reader<unknown>, { id }: ListReference): Predicate => {
  return (order, line, each) => {
    const list = order.lists?.get(id);
    const value = readItem(order, line, each);
    return list !== undefined && typeof value === "string" && list.values.has(FORMS[list.kind](value));
  };
};

const compileIn = ({ item, among }: In, cache: OrderCache): Predicate => {
  const readItem = readOperand(item, cache);
  if (!("op" in among)) {
    const set = new Set<unknown>(among);
    if (isLineType(item)) return (_order, line) => set.has(line?.type);
    return (order, line, each) => set.has(readItem(order, line, each));
  }
  if (among.op === "list") return compileInList(readItem, among);
  const readList = readField(among, cache);
  return (order, line, each) => {
    const value = readItem(order, line, each);
    const list = readList(order, line, each);
    return value !== undefined && Array.isArray(list) && list.includes(value);
  };
};

const every = (tests: readonly Predicate[]): Predicate => {
  const [first, second, third] = tests;
  if (tests.length === 2 && first && second) return (o, l, e) => first(o, l, e) && second(o, l, e);
  if (tests.length === 3 && first && second && third)
    return (o, l, e) => first(o, l, e) && second(o, l, e) && third(o, l, e);
  return (order, line, each) => {
    for (const test of tests) if (!test(order, line, each)) return false;
    return true;
  };
};

const some = (tests: readonly Predicate[]): Predicate => {
  const [first, second] = tests;
  if (tests.length === 2 && first && second) return (o, l, e) => first(o, l, e) || second(o, l, e);
  return (order, line, each) => {
    for (const test of tests) if (test(order, line, each)) return true;
    return false;
  };
};

const always: Predicate = () => true;

const everyTerm =
  (cache: OrderCache) =>
  (terms: readonly Expression[]): Predicate => {
    const tests = terms.map((term) => compilePredicate(term, cache));
    if (tests.length < 2) return tests[0] ?? always;
    return every(tests);
  };

/** The line that decides an `exists` or `all`. */
export const compileLineSearch = (expression: LineQuantifier, cache: OrderCache): LineSearch =>
  compileSearch(expression, cache, {
    every: everyTerm(cache),
    operand: (operand) => readOperand(operand, cache),
  });

const compileDirectly = (expression: Expression, cache: OrderCache): Predicate => {
  switch (expression.op) {
    case "compare":
      return compileCompare(expression, cache);
    case "in":
      return compileIn(expression, cache);
    case "startsWith":
    case "endsWith":
    case "contains":
      return compileTextTest(
        expression.op,
        readOperand(expression.text, cache),
        readOperand(expression.part, cache),
      );
    case "has": {
      const read = readField(expression.field, cache);
      return (order, line, each) => read(order, line, each) !== undefined;
    }
    case "truth": {
      const read = readOperand(expression.of, cache);
      return (order, line, each) => read(order, line, each) === true;
    }
    case "and":
      return every(expression.terms.map((term) => compilePredicate(term, cache)));
    case "or":
      return some(expression.terms.map((term) => compilePredicate(term, cache)));
    case "not": {
      const test = compilePredicate(expression.term, cache);
      return (order, line, each) => !test(order, line, each);
    }
    case "exists":
    case "all": {
      const search = compileLineSearch(expression, cache);
      const isExists = expression.op === "exists";
      return (order, line) => (search(order, line) !== undefined) === isExists;
    }
  }
};

/** A search keeps its own result; a single comparison costs no more than looking its result up. */
const isCheap = (expression: Expression): boolean => {
  if (expression.op === "not") return isCheap(expression.term);
  return expression.op !== "and" && expression.op !== "or" && !isTextTest(expression);
};

/** Whether an expression has one value per order that is worth keeping. */
export const isKeptPerOrder = (expression: Expression): boolean =>
  !isCheap(expression) && !reads(expression, "line") && !reads(expression, "each");

/**
 * Compiles a condition. The closure is pure and never throws.
 * @param cache shared by the conditions of a rulebook
 */
export const compilePredicate = (expression: Expression, cache: OrderCache = orderCache()): Predicate => {
  if (!isKeptPerOrder(expression)) return compileDirectly(expression, cache);
  return cache.shared(`test ${JSON.stringify(expression)}`, () => {
    const test = compileDirectly(expression, cache);
    return cache.once((order) => test(order, undefined, undefined));
  });
};
