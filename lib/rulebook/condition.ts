/**
 * Explains why a condition held or failed: by the clause that decided, with the actual values. Every task carries such
 * a text, so the parts that do not depend on the order are made when the rulebook is compiled.
 */
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { cutText } from "./cut-text.ts";
import { linesSeen } from "./aggregate.ts";
import {
  type Clause,
  compileClause,
  negatedClause,
  quantifierClause,
  type SimpleExpression,
} from "./clause.ts";
import { compileClauseText } from "./clause-text.ts";
import { compileLineSearch, compilePredicate, type Predicate, type Reader } from "./evaluate.ts";
import type { Connective, Expression, LineQuantifier } from "./expression.ts";
import { reads } from "./fields-read.ts";
import { type OrderCache, orderCache } from "./order-cache.ts";
import { printBriefly } from "./print-expression.ts";

type Clauses = Reader<readonly Clause[]>;

/** A failed condition: how to explain the clause to show, and how many clauses failed and held. */
type Failure = {
  readonly text: Reader<string>;
  readonly clauses: Clauses;
  readonly failed: number;
  readonly held: number;
};

export type CompiledCondition = {
  readonly test: Predicate;
  /** Call only when the condition holds. */
  readonly why: Reader<string>;
  /** What `why` says, in parts. Call only when the condition holds. */
  readonly whyClauses: Clauses;
  /** Call only when the condition fails. */
  readonly whyNot: Reader<Failure>;
};

/** In characters: of a whole explanation. */
const MAX_EXPLANATION_LENGTH = 800;
/** Of a longer `&&` only the first clauses are shown. */
const MAX_CLAUSES = 4;
/** Of conditions with `&&` within `&&`. */
const MAX_LISTED_CLAUSES = 16;

const onlyFailure = (text: Reader<string>, clauses: Clauses): Reader<Failure> => {
  const failure: Failure = { text, clauses, failed: 1, held: 0 };
  return () => failure;
};

const explainClause = (expression: SimpleExpression, cache: OrderCache, each: string): CompiledCondition => {
  const why = compileClauseText(expression, cache, each);
  const whyClauses = compileClause(expression, cache);
  return { test: compilePredicate(expression, cache), why, whyClauses, whyNot: onlyFailure(why, whyClauses) };
};

const joined = (parts: readonly CompiledCondition[]): Reader<string> => {
  const [first, ...others] = parts.slice(0, MAX_CLAUSES);
  const more = parts.length > MAX_CLAUSES ? " && …" : "";
  return (order, line, each) => {
    let text = first === undefined ? "" : first.why(order, line, each);
    for (const other of others) text += ` && ${other.why(order, line, each)}`;
    return text + more;
  };
};

/** The clauses that `joined` shows. */
const joinedClauses =
  (parts: readonly CompiledCondition[]): Clauses =>
  (order, line, each) =>
    parts.slice(0, MAX_CLAUSES).flatMap((part) => part.whyClauses(order, line, each));

const noText: Reader<string> = () => "";
const noClauses: Clauses = () => [];

/** All terms count; the text is that of the first that failed. */
const failureOfAnd =
  (parts: readonly CompiledCondition[]): Reader<Failure> =>
  (order, line, each) => {
    let text: Reader<string> | undefined;
    let clauses: Clauses | undefined;
    let failed = 0;
    let held = 0;
    for (const part of parts) {
      if (part.test(order, line, each)) {
        held += 1;
        continue;
      }
      const failure = part.whyNot(order, line, each);
      text ??= failure.text;
      clauses ??= failure.clauses;
      failed += failure.failed;
      held += failure.held;
    }
    return { text: text ?? noText, clauses: clauses ?? noClauses, failed, held };
  };

/** The branch with the fewest failed clauses; of equal ones that with the most clauses that held, then the first. */
const nearer = (best: Failure, next: Failure): Failure =>
  next.failed < best.failed || (next.failed === best.failed && next.held > best.held) ? next : best;

const explainConnective = ({ op, terms }: Connective, cache: OrderCache, each: string): CompiledCondition => {
  const parts = terms.map((term) => compileCondition(term, cache, each));
  const test = compilePredicate({ op, terms }, cache);
  if (op === "and")
    return { test, why: joined(parts), whyClauses: joinedClauses(parts), whyNot: failureOfAnd(parts) };
  return {
    test,
    why: (order, line, here) => {
      for (const part of parts) if (part.test(order, line, here)) return part.why(order, line, here);
      return "";
    },
    whyClauses: (order, line, here) =>
      parts.find((part) => part.test(order, line, here))?.whyClauses(order, line, here) ?? [],
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
  const clausesBy =
    (explained: (found: OrderLine) => Clauses): Clauses =>
    (order, line) => {
      const found = search(order, line);
      const holds = (found !== undefined) === (expression.op === "exists");
      const inside = found && explained(found)(order, line, found);
      return [quantifierClause(expression, holds, found, inside)];
    };
  const whyClauses = clausesBy(() => inner.whyClauses);
  const whyNotClauses = clausesBy(
    () => (order, line, found) => inner.whyNot(order, line, found).clauses(order, line, found),
  );
  return {
    test: compilePredicate(expression, cache),
    why,
    whyClauses,
    whyNot: onlyFailure(whyNotText, whyNotClauses),
  };
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
    whyClauses: (order, line, here) =>
      inner.whyNot(order, line, here).clauses(order, line, here).map(negatedClause),
    whyNot: onlyFailure(
      (order, line, here) => `!(${inner.why(order, line, here)})`,
      (order, line, here) => inner.whyClauses(order, line, here).map(negatedClause),
    ),
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
  { test, why, whyClauses, whyNot }: CompiledCondition,
  cache: OrderCache,
): CompiledCondition => {
  const whyOnce = cache.once((order) => why(order, undefined, undefined));
  const whyNotOnce = cache.once((order): Failure => {
    const { text, clauses, failed, held } = whyNot(order, undefined, undefined);
    const once = text(order, undefined, undefined);
    return { text: () => once, clauses, failed, held };
  });
  return { test, why: whyOnce, whyClauses, whyNot: whyNotOnce };
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

/** `whyText` of one condition. */
export const explainerOf =
  (condition: CompiledCondition) =>
  (order: Order, line: OrderLine | undefined): string =>
    whyText(condition, order, line);

/** Why a condition fails, in bounded length. Call only when it fails. */
export const whyNotText = (
  { whyNot }: CompiledCondition,
  order: Order,
  line: OrderLine | undefined,
): string => {
  const { text } = whyNot(order, line, undefined);
  return cutText(text(order, line, undefined), MAX_EXPLANATION_LENGTH);
};

/** The clauses of `whyText`. Call only when the condition holds. */
export const whyClauses = (
  condition: CompiledCondition,
  order: Order,
  line: OrderLine | undefined,
): readonly Clause[] => condition.whyClauses(order, line, undefined).slice(0, MAX_LISTED_CLAUSES);

/** The clauses of `whyNotText`. Call only when the condition fails. */
export const whyNotClauses = (
  { whyNot }: CompiledCondition,
  order: Order,
  line: OrderLine | undefined,
): readonly Clause[] =>
  whyNot(order, line, undefined).clauses(order, line, undefined).slice(0, MAX_LISTED_CLAUSES);
