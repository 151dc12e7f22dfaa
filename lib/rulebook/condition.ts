/**
 * Explains why a condition held or failed: by the clause that decided, with the actual values. Every task carries such
 * a text, so the parts that do not depend on the order are made when the rulebook is compiled.
 */
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { compilePredicate, type Reader, readOperand, type Predicate } from "./evaluate.ts";
import type { Connective, Expression, Operand, LineQuantifier } from "./expression.ts";
import { printExpression } from "./print-expression.ts";

/** A failed condition: the text of the clause to show, and how many clauses failed and held. */
type Failure = { readonly text: string; readonly failed: number; readonly held: number };

export type CompiledCondition = {
  readonly test: Predicate;
  /** Call only when the condition holds. */
  readonly why: Reader<string>;
  /** Call only when the condition fails. */
  readonly whyNot: Reader<Failure>;
};

/** In characters. Longer values are cut in explanations; the order has them in full. */
const MAX_VALUE_LENGTH = 80;
/** Of a longer `&&` only the first clauses are shown. */
const MAX_CLAUSES = 4;
/** Per clause. Types and SKUs repeat from order to order; prices and ids would fill the cache. */
const MAX_CACHED_TEXTS = 64;

/** A value as explanations show it. */
const shown = (value: unknown): string => {
  if (value === undefined) return "absent";
  const text = JSON.stringify(value) ?? "absent";
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text;
};

const cached = (make: (value: unknown) => string): ((value: unknown) => string) => {
  const texts = new Map<unknown, string>();
  return (value) => {
    const existing = texts.get(value);
    if (existing !== undefined) return existing;
    const text = make(value);
    if (texts.size < MAX_CACHED_TEXTS && typeof value !== "object") texts.set(value, text);
    return text;
  };
};

const valuesIn = (expression: Expression): readonly Operand[] => {
  switch (expression.op) {
    case "compare":
      return [expression.left, expression.right].filter((operand) => operand.op !== "literal");
    case "in": {
      const { item, among } = expression;
      return "op" in among ? [item, among].filter((operand) => operand.op !== "literal") : [item];
    }
    case "has":
      return [expression.field];
    case "truth":
      return [expression.of].filter((operand) => operand.op !== "literal");
    default:
      return [];
  }
};

/** A clause as written, with the values that its fields had. */
const clause = (expression: Expression, each: string): Reader<string> => {
  const text = printExpression(expression, each);
  const [first, ...others] = valuesIn(expression);
  if (!first) return () => text;
  const readFirst = readOperand(first);
  if (others.length === 0) {
    const withValue = cached((value) => `${text} (was ${shown(value)})`);
    return (order, line, here) => withValue(readFirst(order, line, here));
  }
  const readers = [first, ...others].map(readOperand);
  return (order, line, here) =>
    `${text} (was ${readers.map((read) => shown(read(order, line, here))).join(", ")})`;
};

const explainClause = (expression: Expression, each: string): CompiledCondition => {
  const why = clause(expression, each);
  return {
    test: compilePredicate(expression),
    why,
    whyNot: (order, line, here) => ({ text: why(order, line, here), failed: 1, held: 0 }),
  };
};

const joined = (parts: readonly CompiledCondition[]): Reader<string> => {
  const [first, second] = parts;
  if (parts.length === 2 && first && second)
    return (o, l, e) => `${first.why(o, l, e)} && ${second.why(o, l, e)}`;
  const few = parts.slice(0, MAX_CLAUSES);
  const more = parts.length > MAX_CLAUSES ? " && …" : "";
  return (order, line, each) => few.map((part) => part.why(order, line, each)).join(" && ") + more;
};

/** All terms count; the text is that of the first that failed. */
const failureOfAnd =
  (parts: readonly CompiledCondition[]): Reader<Failure> =>
  (order, line, each) => {
    const failures = parts
      .filter((part) => !part.test(order, line, each))
      .map((part) => part.whyNot(order, line, each));
    const failed = failures.reduce((sum, failure) => sum + failure.failed, 0);
    const held = failures.reduce((sum, failure) => sum + failure.held, parts.length - failures.length);
    return { text: failures[0]?.text ?? "", failed, held };
  };

/** The branch with the fewest failed clauses; of equal ones that with the most clauses that held, then the first. */
const nearer = (best: Failure, next: Failure): Failure =>
  next.failed < best.failed || (next.failed === best.failed && next.held > best.held) ? next : best;

const explainConnective = ({ op, terms }: Connective, each: string): CompiledCondition => {
  const parts = terms.map((term) => compileCondition(term, each));
  const test = compilePredicate({ op, terms });
  if (op === "and") return { test, why: joined(parts), whyNot: failureOfAnd(parts) };
  return {
    test,
    why: (order, line, here) => {
      for (const part of parts) if (part.test(order, line, here)) return part.why(order, line, here);
      return "";
    },
    whyNot: (order, line, here) => parts.map((part) => part.whyNot(order, line, here)).reduce(nearer),
  };
};

const findLine = (order: Order, wanted: boolean, test: Predicate, line: OrderLine | undefined) =>
  order.lines.find((each) => test(order, line, each) === wanted);

const explainOverLines = (expression: LineQuantifier): CompiledCondition => {
  const inner = compileCondition(expression.each, expression.name);
  const text = printExpression(expression);
  const count = (order: Order) => `${text} (of ${order.lines.length} lines`;
  const exists = expression.op === "exists";
  const why: Reader<string> = (order, line) => {
    const found = exists ? findLine(order, true, inner.test, line) : undefined;
    if (!found) return `${count(order)}, all)`;
    return `${text} (line ${found.lineId}: ${inner.why(order, line, found)})`;
  };
  const whyNotText: Reader<string> = (order, line) => {
    const failing = exists ? undefined : findLine(order, false, inner.test, line);
    if (!failing) return `${count(order)}, none)`;
    return `${text} (line ${failing.lineId}: ${inner.whyNot(order, line, failing).text})`;
  };
  return {
    test: compilePredicate(expression),
    why,
    whyNot: (order, line, each) => ({ text: whyNotText(order, line, each), failed: 1, held: 0 }),
  };
};

/** Compiles a condition together with its explanations. */
export const compileCondition = (expression: Expression, each = "l"): CompiledCondition => {
  switch (expression.op) {
    case "and":
    case "or":
      return explainConnective(expression, each);
    case "not": {
      const inner = compileCondition(expression.term, each);
      return {
        test: compilePredicate(expression),
        why: (order, line, here) => `!(${inner.whyNot(order, line, here).text})`,
        whyNot: (order, line, here) => ({ text: `!(${inner.why(order, line, here)})`, failed: 1, held: 0 }),
      };
    }
    case "exists":
    case "all":
      return explainOverLines(expression);
    default:
      return explainClause(expression, each);
  }
};
