/**
 * The clauses of an explanation in parts, for readers that translate them: what was compared, how, with what, and the
 * value that it had. They are compiled and computed when an order is explained, never when it is decided.
 */
import type { OrderLine } from "../domain/order-line.ts";
import { compileAggregateIn, type Reader, readOperand } from "./evaluate.ts";
import { cutText } from "./cut-text.ts";
import {
  type Aggregate,
  type Compare,
  type ComparisonOperator,
  type Expression,
  type In,
  isAggregate,
  type LineQuantifier,
  type Operand,
  type Scalar,
  writtenLines,
} from "./expression.ts";
import type { OrderCache } from "./order-cache.ts";
import { printBriefly, printField, printOperandBriefly } from "./print-expression.ts";

/** Every operator beside the one that holds when it does not. */
const NEGATED = {
  "==": "!=",
  "!=": "==",
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
  in: "not in",
  "not in": "in",
  startsWith: "not startsWith",
  "not startsWith": "startsWith",
  endsWith: "not endsWith",
  "not endsWith": "endsWith",
  contains: "not contains",
  "not contains": "contains",
  has: "not has",
  "not has": "has",
  exists: "not exists",
  "not exists": "exists",
  all: "not all",
  "not all": "all",
} as const;
export type ClauseOperator = keyof typeof NEGATED;
export const CLAUSE_OPERATORS = Object.keys(NEGATED) as readonly ClauseOperator[];

/** Null when it was absent; true for a group of fields that was there. */
export type ClauseValue = Scalar | null | readonly string[];

export type Clause = {
  /** `line.type`, `sum(order.lines.quantity)`; `order.lines.type` is of a line inside `exists` or `all`. */
  readonly path: string;
  readonly op: ClauseOperator;
  /** What it was compared with; of a long list, the first values. */
  readonly values: readonly ClauseValue[];
  /** How many further values there are. */
  readonly valuesOmitted?: number;
  readonly was: ClauseValue;
  /** The field that the values are of. */
  readonly against?: string;
  /** The list that it was looked up in; the version is null when there was none. */
  readonly list?: { readonly id: string; readonly version: number | null };
  /** The condition of the lines that were looked at. */
  readonly where?: string;
  /** Of a number over lines: the first lines that it comes from. */
  readonly lines?: readonly { readonly lineId: string; readonly value: number }[];
  /** The line that decided, and its clauses. */
  readonly lineId?: string;
  readonly clauses?: readonly Clause[];
};

type Clauses = Reader<readonly Clause[]>;
/** A condition without conditions inside, but for those of numbers over lines. */
export type SimpleExpression = Exclude<Expression, { op: "and" | "or" | "not" | "exists" | "all" }>;

/** In characters. The order has longer values in full. */
const MAX_VALUE_LENGTH = 80;
const MAX_VALUES = 10;
const MAX_LINES = 5;

const short = (value: Scalar): Scalar =>
  typeof value === "string" ? cutText(value, MAX_VALUE_LENGTH) : value;

const clauseValue = (value: unknown): ClauseValue => {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.slice(0, MAX_VALUES).map((one) => String(short(one)));
  return typeof value === "object" ? true : short(value as Scalar);
};

/** The first of many values. */
const shortList = (values: readonly Scalar[]): Pick<Clause, "values" | "valuesOmitted"> => ({
  values: values.slice(0, MAX_VALUES).map(short),
  ...(values.length > MAX_VALUES ? { valuesOmitted: values.length - MAX_VALUES } : {}),
});

/** How a field of the line of `exists` or `all` is named, whatever its author called the line. */
const EACH = "order.lines";

const aggregatePath = (aggregate: Aggregate): string => {
  const lines = writtenLines(aggregate);
  const of = aggregate.op === "count" ? lines : printField(aggregate.field, lines);
  return `${aggregate.op}(${of})`;
};

const pathOf = (operand: Operand): string =>
  isAggregate(operand) ? aggregatePath(operand) : printOperandBriefly(operand, EACH);

type Subject = Pick<Clause, "path" | "was" | "where" | "lines">;

/** What a clause is about, with the value that it had. */
const subjectOf = (operand: Operand, cache: OrderCache): Reader<Subject> => {
  const path = pathOf(operand);
  const read = readOperand(operand, cache);
  if (!isAggregate(operand))
    return (order, line, each) => ({ path, was: clauseValue(read(order, line, each)) });
  const { parts } = compileAggregateIn(operand, cache);
  const where = printBriefly(operand.each, operand.name);
  return (order, line, each) => ({
    path,
    where,
    lines: parts(order, line, each).slice(0, MAX_LINES),
    was: clauseValue(read(order, line, each)),
  });
};

const FLIPPED: Record<ComparisonOperator, ComparisonOperator> = {
  "==": "==",
  "!=": "!=",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

const ofRelation = (op: ClauseOperator, left: Operand, right: Operand, cache: OrderCache): Clauses => {
  const subject = subjectOf(left, cache);
  if (right.op === "literal") {
    const values = [short(right.value)];
    return (...at) => [{ ...subject(...at), op, values }];
  }
  const read = readOperand(right, cache);
  const against = pathOf(right);
  return (...at) => [{ ...subject(...at), op, values: [clauseValue(read(...at))], against }];
};

/** The clause is about the left side, or about the right one of a fixed value. */
const ofCompare = ({ by, left, right }: Compare, cache: OrderCache): Clauses =>
  left.op === "literal" && right.op !== "literal"
    ? ofRelation(FLIPPED[by], right, left, cache)
    : ofRelation(by, left, right, cache);

const ofIn = ({ item, among }: In, cache: OrderCache): Clauses => {
  const subject = subjectOf(item, cache);
  if (!("op" in among)) {
    const list = shortList(among);
    return (...at) => [{ ...subject(...at), op: "in", ...list }];
  }
  if (among.op === "list") {
    const { id } = among;
    return (order, line, each) => {
      const version = order.lists?.get(id)?.version ?? null;
      return [{ ...subject(order, line, each), op: "in", values: [], list: { id, version } }];
    };
  }
  const holder = subjectOf(among, cache);
  if (item.op === "literal") {
    const values = [short(item.value)];
    return (...at) => [{ ...holder(...at), op: "contains", values }];
  }
  const read = readOperand(among, cache);
  return (...at) => {
    const held = read(...at);
    const values = Array.isArray(held) ? shortList(held as readonly Scalar[]) : { values: [] };
    return [{ ...subject(...at), op: "in", ...values, against: pathOf(among) }];
  };
};

const compiled = (expression: SimpleExpression, cache: OrderCache): Clauses => {
  switch (expression.op) {
    case "compare":
      return ofCompare(expression, cache);
    case "in":
      return ofIn(expression, cache);
    case "startsWith":
    case "endsWith":
    case "contains":
      return ofRelation(expression.op, expression.text, expression.part, cache);
    case "has": {
      const subject = subjectOf(expression.field, cache);
      return (...at) => [{ ...subject(...at), op: "has", values: [] }];
    }
    case "truth": {
      // `when: true` compares nothing.
      if (expression.of.op === "literal") return () => [];
      const subject = subjectOf(expression.of, cache);
      return (...at) => [{ ...subject(...at), op: "==", values: [true] }];
    }
  }
};

/** The clause of a simple condition, compiled when it is read first. */
export const compileClause = (expression: SimpleExpression, cache: OrderCache): Clauses => {
  let clauses: Clauses | undefined;
  return (...at) => {
    clauses ??= compiled(expression, cache);
    return clauses(...at);
  };
};

/**
 * The clause of an `exists` or `all`.
 * @param found the line that decides, if one does
 * @param clauses those of that line
 */
export const quantifierClause = (
  expression: LineQuantifier,
  holds: boolean,
  found: OrderLine | undefined,
  clauses: readonly Clause[] = [],
): Clause => ({
  path: writtenLines(expression),
  op: expression.op,
  values: [],
  was: holds,
  where: printBriefly(expression.each, expression.name),
  ...(found === undefined ? {} : { lineId: found.lineId, clauses }),
});

/** The clause that holds exactly when the given one does not. */
export const negatedClause = (clause: Clause): Clause => {
  const { op, values } = clause;
  const [value] = values;
  // "free is false" reads better than "free is not true".
  if (op === "==" && typeof value === "boolean") return { ...clause, values: [!value] };
  return { ...clause, op: NEGATED[op] };
};
