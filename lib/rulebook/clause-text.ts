/** The text of one clause of an explanation: the condition as it is written, and the values that it was decided by. */
import { cutText } from "./cut-text.ts";
import type { SimpleExpression } from "./clause.ts";
import { compileAggregateIn, type Reader, readOperand } from "./evaluate.ts";
import { isAggregate, type ListReference, type Operand } from "./expression.ts";
import type { OrderCache } from "./order-cache.ts";
import { printBriefly, printOperandBriefly } from "./print-expression.ts";

/** In characters. Longer values are cut in explanations; the order has them in full. */
const MAX_VALUE_LENGTH = 80;
/** Per clause. Types and SKUs repeat from order to order; prices and ids would fill the cache. */
const MAX_CACHED_TEXTS = 64;

const isGroup = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A value as explanations show it: of a group of fields, such as an address, only that it is there. */
const shown = (value: unknown): string => {
  if (typeof value === "number") return String(value);
  if (value === undefined) return "absent";
  if (isGroup(value)) return "present";
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

const valuesIn = (expression: SimpleExpression): readonly Operand[] => {
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
  }
};

/** The value of an operand as explanations show it; of an aggregate, with the lines it comes from. */
const shownOperand = (operand: Operand, cache: OrderCache): Reader<string> => {
  if (isAggregate(operand)) return compileAggregateIn(operand, cache).text;
  const read = readOperand(operand, cache);
  return (order, line, each) => shown(read(order, line, each));
};

/** A clause as written, with the values that its fields had. */
const clause = (expression: SimpleExpression, cache: OrderCache, each: string): Reader<string> => {
  const text = printBriefly(expression, each);
  const [first, ...others] = valuesIn(expression);
  if (!first) return () => text;
  if (others.length === 0 && !isAggregate(first)) {
    const readFirst = readOperand(first, cache);
    const withValue = cached((value) => `${text} (was ${shown(value)})`);
    return (order, line, here) => withValue(readFirst(order, line, here));
  }
  const readers = [first, ...others].map((operand) => shownOperand(operand, cache));
  const [only] = readers;
  if (readers.length === 1 && only) return (order, line, here) => `${text} (was ${only(order, line, here)})`;
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

/** Compiles the text of a simple condition, with the values that it was decided by. */
export const compileClauseText = (
  expression: SimpleExpression,
  cache: OrderCache,
  each: string,
): Reader<string> => {
  const among = expression.op === "in" ? expression.among : undefined;
  return expression.op === "in" && among !== undefined && "op" in among && among.op === "list"
    ? listClause(expression.item, among, cache, each)
    : clause(expression, cache, each);
};
