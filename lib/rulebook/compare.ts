/** Comparisons of conditions. One with a field that is absent is false. */
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import type { ComparisonOperator, Scalar } from "./expression.ts";

type Reader<T> = (order: Order, line: OrderLine | undefined, each: OrderLine | undefined) => T;
type Predicate = Reader<boolean>;

type Relation = (left: unknown, right: unknown) => boolean;

const ordered =
  (holds: (left: Scalar, right: Scalar) => boolean): Relation =>
  (left, right) =>
    (typeof left === "number" && typeof right === "number") ||
    (typeof left === "string" && typeof right === "string")
      ? holds(left, right)
      : false;

const RELATIONS: Record<ComparisonOperator, Relation> = {
  "==": (left, right) => left !== undefined && left === right,
  "!=": (left, right) => left !== undefined && right !== undefined && left !== right,
  "<": ordered((left, right) => left < right),
  "<=": ordered((left, right) => left <= right),
  ">": ordered((left, right) => left > right),
  ">=": ordered((left, right) => left >= right),
};

type Fixed<Value> = (read: Reader<unknown>, value: Value) => Predicate;

/** With a fixed value: each calls nothing but the reader, because such clauses are the most frequent ones. */
const EQUALITY: Record<"==" | "!=", Fixed<Scalar>> = {
  "==": (read, value) => (order, line, each) => read(order, line, each) === value,
  "!=": (read, value) => (order, line, each) => {
    const left = read(order, line, each);
    return left !== undefined && left !== value;
  },
};

const NUMBERS: Record<Exclude<ComparisonOperator, "==" | "!=">, Fixed<number>> = {
  "<": (read, value) => (order, line, each) => {
    const left = read(order, line, each);
    return typeof left === "number" && left < value;
  },
  "<=": (read, value) => (order, line, each) => {
    const left = read(order, line, each);
    return typeof left === "number" && left <= value;
  },
  ">": (read, value) => (order, line, each) => {
    const left = read(order, line, each);
    return typeof left === "number" && left > value;
  },
  ">=": (read, value) => (order, line, each) => {
    const left = read(order, line, each);
    return typeof left === "number" && left >= value;
  },
};

/** Compares a value that is read with a fixed one. */
export const compareFixed = (by: ComparisonOperator, read: Reader<unknown>, value: Scalar): Predicate => {
  if (by === "==" || by === "!=") return EQUALITY[by](read, value);
  if (typeof value === "number") return NUMBERS[by](read, value);
  const holds = RELATIONS[by];
  return (order, line, each) => holds(read(order, line, each), value);
};

/** Compares two values that are read. */
export const compareRead = (
  by: ComparisonOperator,
  readLeft: Reader<unknown>,
  readRight: Reader<unknown>,
): Predicate => {
  const holds = RELATIONS[by];
  return (order, line, each) => holds(readLeft(order, line, each), readRight(order, line, each));
};
