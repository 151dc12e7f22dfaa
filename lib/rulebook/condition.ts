/**
 * Explains why a condition held or failed: by the clause that decided, with the actual values. Every task carries such
 * a text, so the parts that do not depend on the order are made when the rulebook is compiled.
 */
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { cutText } from "./cut-text.ts";
import { linesSeen } from "./aggregate.ts";
import {
  compileAggregateIn,
  compileLineSearch,
  compilePredicate,
  type Predicate,
  type Reader,
  readOperand,
} from "./evaluate.ts";
import {
  type Connective,
  type Expression,
  isAggregate,
  type LineQuantifier,
  type ListReference,
  type Operand,
} from "./expression.ts";
import { reads } from "./fields-read.ts";
import { type OrderCache, orderCache } from "./order-cache.ts";
import { printBriefly, printOperandBriefly } from "./print-expression.ts";

/** A failed condition: how to explain the clause to show, and how many clauses failed and held. */
type Failure = { readonly text: Reader<string>; readonly failed: number; readonly held: number };

export type CompiledCondition = {
  readonly test: Predicate;
  /** Call only when the condition holds. */
  readonly why: Reader<string>;
  /** Call only when the condition fails. */
  readonly whyNot: Reader<Failure>;
};

/** In characters. Longer values are cut in explanations; the order has them in full. */
const MAX_VALUE_LENGTH = 80;
/** In characters: of a whole explanation. */
const MAX_EXPLANATION_LENGTH = 800;
/** Of a longer `&&` only the first clauses are shown. */
const MAX_CLAUSES = 4;
/** Per clause. Types and SKUs repeat from order to order; prices and ids would fill the cache. */
const MAX_CACHED_TEXTS = 64;

/** A value as explanations show it. */
const shown = (value: unknown): string => {
  if (value === undefined) return "absent";
  return cutText(JSON.stringify(value) ?? "absent", MAX_VALUE_LENGTH);
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

/** Of a text in lower case, the explanation shows it as the order has it. */
const asInOrder = (operand: Operand): Operand => (operand.op === "lower" ? operand.of : operand);

const notLiteral = (operands: readonly Operand[]): readonly Operand[] =>
  operands.filter((operand) => operand.op !== "literal").map(asInOrder);

const valuesIn = (expression: Expression): readonly Operand[] => {
  switch (expression.op) {
    case "compare":
      return notLiteral([expression.left, expression.right]);
    case "startsWith":
    case "endsWith":
    case "contains":
      return notLiteral([expression.text, expression.part]);
    case "in": {
      const { item, among } = expression;
      return "op" in among && among.op === "field" ? notLiteral([item, among]) : [asInOrder(item)];
    }
    case "has":
      return [expression.field];
    case "truth":
      return notLiteral([expression.of]);
    default:
      return [];
  }
};

/** The value of an operand as explanations show it; of an aggregate, with the lines it comes from. */
const shownOperand = (operand: Operand, cache: OrderCache): Reader<string> => {
  if (isAggregate(operand)) return compileAggregateIn(operand, cache).text;
  const read = readOperand(operand, cache);
  return (order, line, each) => shown(read(order, line, each));
};

/** A clause as written, with the values that its fields had. */
const clause = (expression: Expression, cache: OrderCache, each: string): Reader<string> => {
  const text = printBriefly(expression, each);
  const [first, ...others] = valuesIn(expression);
  if (!first) return () => text;
  if (others.length === 0 && !isAggregate(first)) {
    const readFirst = readOperand(first, cache);
    const withValue = cached((value) => `${text} (was ${shown(value)})`);
    return (order, line, here) => withValue(readFirst(order, line, here));
  }
  const readers = [first, ...others].map((operand) => shownOperand(operand, cache));
  return (order, line, here) => `${text} (was ${readers.map((read) => read(order, line, here)).join(", ")})`;
};

/** `line.sku in list december-skus v7 (was "BOOK-8")`: with the version that the order is decided with. */
const listClause = (
  item: Operand,
  { id }: ListReference,
  cache: OrderCache,
  each: string,
): Reader<string> => {
  const text = `${printOperandBriefly(item, each)} in list ${id}`;
  const readItem = readOperand(asInOrder(item), cache);
  return (order, line, here) => {
    const version = order.lists?.get(id)?.version;
    const named = version === undefined ? `${text} (there is none)` : `${text} v${version}`;
    return `${named} (was ${shown(readItem(order, line, here))})`;
  };
};

const reasonOf = (expression: Expression, cache: OrderCache, each: string): Reader<string> => {
  const among = expression.op === "in" ? expression.among : undefined;
  return expression.op === "in" && among !== undefined && "op" in among && among.op === "list"
    ? listClause(expression.item, among, cache, each)
    : clause(expression, cache, each);
};

const onlyFailure = (text: Reader<string>): Reader<Failure> => {
  const failure: Failure = { text, failed: 1, held: 0 };
  return () => failure;
};

const explainClause = (expression: Expression, cache: OrderCache, each: string): CompiledCondition => {
  const why = reasonOf(expression, cache, each);
  return { test: compilePredicate(expression, cache), why, whyNot: onlyFailure(why) };
};

const joined = (parts: readonly CompiledCondition[]): Reader<string> => {
  const [first, second] = parts;
  if (parts.length === 2 && first && second)
    return (o, l, e) => `${first.why(o, l, e)} && ${second.why(o, l, e)}`;
  const few = parts.slice(0, MAX_CLAUSES);
  const more = parts.length > MAX_CLAUSES ? " && …" : "";
  return (order, line, each) => few.map((part) => part.why(order, line, each)).join(" && ") + more;
};

const noText: Reader<string> = () => "";

/** All terms count; the text is that of the first that failed. */
const failureOfAnd =
  (parts: readonly CompiledCondition[]): Reader<Failure> =>
  (order, line, each) => {
    let text: Reader<string> | undefined;
    let failed = 0;
    let held = 0;
    for (const part of parts) {
      if (part.test(order, line, each)) {
        held += 1;
        continue;
      }
      const failure = part.whyNot(order, line, each);
      text ??= failure.text;
      failed += failure.failed;
      held += failure.held;
    }
    return { text: text ?? noText, failed, held };
  };

/** The branch with the fewest failed clauses; of equal ones that with the most clauses that held, then the first. */
const nearer = (best: Failure, next: Failure): Failure =>
  next.failed < best.failed || (next.failed === best.failed && next.held > best.held) ? next : best;

const explainConnective = ({ op, terms }: Connective, cache: OrderCache, each: string): CompiledCondition => {
  const parts = terms.map((term) => compileCondition(term, cache, each));
  const test = compilePredicate({ op, terms }, cache);
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

const explainOverLines = (expression: LineQuantifier, cache: OrderCache): CompiledCondition => {
  const inner = compileCondition(expression.each, cache, expression.name);
  const search = compileLineSearch(expression, cache);
  const text = printBriefly(expression);
  const seen = linesSeen(expression, cache);
  const none = (order: Order, lines: "all" | "none") => `${text} (of ${seen(order).length} lines, ${lines})`;
  const why: Reader<string> = (order, line) => {
    const found = search(order, line);
    return found ? `${text} (line ${found.lineId}: ${inner.why(order, line, found)})` : none(order, "all");
  };
  const whyNotText: Reader<string> = (order, line) => {
    const found = search(order, line);
    if (!found) return none(order, "none");
    const failure = inner.whyNot(order, line, found);
    return `${text} (line ${found.lineId}: ${failure.text(order, line, found)})`;
  };
  return { test: compilePredicate(expression, cache), why, whyNot: onlyFailure(whyNotText) };
};

const explainNot = (
  expression: Extract<Expression, { op: "not" }>,
  cache: OrderCache,
  each: string,
): CompiledCondition => {
  const inner = compileCondition(expression.term, cache, each);
  return {
    test: compilePredicate(expression, cache),
    why: (order, line, here) => `!(${inner.whyNot(order, line, here).text(order, line, here)})`,
    whyNot: onlyFailure((order, line, here) => `!(${inner.why(order, line, here)})`),
  };
};

const explain = (expression: Expression, cache: OrderCache, each: string): CompiledCondition => {
  switch (expression.op) {
    case "and":
    case "or":
      return explainConnective(expression, cache, each);
    case "not":
      return explainNot(expression, cache, each);
    case "exists":
    case "all":
      return explainOverLines(expression, cache);
    default:
      return explainClause(expression, cache, each);
  }
};

/** Explains a condition that has one value per order once per order. */
const explainedPerOrder = (
  { test, why, whyNot }: CompiledCondition,
  cache: OrderCache,
): CompiledCondition => {
  const whyOnce = cache.once((order) => why(order, undefined, undefined));
  const whyNotOnce = cache.once((order): Failure => {
    const { text, failed, held } = whyNot(order, undefined, undefined);
    const once = text(order, undefined, undefined);
    return { text: () => once, failed, held };
  });
  return { test, why: whyOnce, whyNot: whyNotOnce };
};

const isPerOrder = (expression: Expression): boolean =>
  !reads(expression, "line") && !reads(expression, "each") && hasParts(expression);

const hasParts = ({ op }: Expression): boolean => ["and", "or", "not", "exists", "all"].includes(op);

/**
 * Compiles a condition together with its explanations.
 * @param cache shared by the conditions of a rulebook
 * @param each the name of the line inside `exists`/`all`
 */
export const compileCondition = (
  expression: Expression,
  cache: OrderCache = orderCache(),
  each = "l",
): CompiledCondition => {
  if (!isPerOrder(expression)) return explain(expression, cache, each);
  return cache.shared(`explained ${JSON.stringify(expression)}`, () =>
    explainedPerOrder(explain(expression, cache, each), cache),
  );
};

/** Why a condition holds, in bounded length. Call only when it holds. */
export const whyText = ({ why }: CompiledCondition, order: Order, line: OrderLine | undefined): string =>
  cutText(why(order, line, undefined), MAX_EXPLANATION_LENGTH);

/** Why a condition fails, in bounded length. Call only when it fails. */
export const whyNotText = (
  { whyNot }: CompiledCondition,
  order: Order,
  line: OrderLine | undefined,
): string => {
  const { text } = whyNot(order, line, undefined);
  return cutText(text(order, line, undefined), MAX_EXPLANATION_LENGTH);
};
