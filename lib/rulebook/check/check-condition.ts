/** Checks a `when`: parses, types and narrows it, and reports every issue at the characters that caused it. */
import type { Aggregate, Expression, Field } from "../expression.ts";
import { printExpression, printField, printOperand } from "../print-expression.ts";
import { type Environment, parseCel } from "./cel.ts";
import { type DiagnosticCollector, reportIssue } from "./diagnostics.ts";
import { UNCONSTRAINED, splitStates } from "./narrowing.ts";
import { conditionBudget, isExhausted } from "./proof-budget.ts";
import { lowerCondition } from "./lower-condition.ts";
import type { Roots } from "./lower-field.ts";
import { hidingComment } from "./hiding-comment.ts";
import type { Node, ScalarNode } from "./nodes.ts";
import type { Range } from "./source-location.ts";
import { fieldInfoOf, type AbstractState } from "./abstract-state.ts";
import { joinWithOr } from "../../domain/near-name.ts";
import type { LoweringContext } from "./typed-operand.ts";
import type { Vocabulary } from "./vocabulary.ts";

export type ConditionContext = Roots & {
  readonly env: Environment;
  readonly vocabulary: Vocabulary;
};

/** A condition without issues, and the states of an order and its line for which it holds. */
export type Condition = {
  readonly expression: Expression;
  readonly statesWhenTrue: readonly AbstractState[];
  /** Whether it is proven to hold in every state that it is checked in. */
  readonly alwaysHolds: boolean;
};

const guardFor = (vocabulary: Vocabulary, missing: Field, written: string): string => {
  const { requiredOn, availableOn } = fieldInfoOf(vocabulary, missing);
  const parts = written.split(".");
  if (missing.path[0] === "metadata" && written.includes("["))
    return `${JSON.stringify(missing.path.at(-1))} in order.metadata && …`;
  if (requiredOn && requiredOn.size > 0 && requiredOn.size === availableOn?.size) {
    const types = [...requiredOn].map((type) => JSON.stringify(type));
    const owner = parts[0] ?? "line";
    const test =
      types.length === 1 ? `${owner}.type == ${types[0]}` : `${owner}.type in [${types.join(", ")}]`;
    return `${test} && …`;
  }
  return `has(${written}) && …`;
};

/**
 * What is wrong with reading a field that may be absent.
 * @param each the name of the line inside `exists`/`all`
 * @param where the guard is missing
 */
export const unguardedDetail = (
  vocabulary: Vocabulary,
  missing: Field,
  each: string,
  never: boolean,
  where = "before it",
): string => {
  const written = printField(missing, each);
  const { availableOn } = fieldInfoOf(vocabulary, missing);
  if (never) {
    const types = availableOn ? `: only on lines of type ${joinWithOr([...availableOn])}` : "";
    return `\`${written}\` is never there at this point${types}`;
  }
  const why = availableOn ? "is not there on every line" : "may be absent";
  return `\`${written}\` ${why}: write \`${guardFor(vocabulary, missing, written)}\` ${where}`;
};

/** YAML reads an unquoted `true` as a boolean; as a condition it is the text. */
const conditionText = (node: ScalarNode): string =>
  typeof node.value === "boolean" ? node.rawText : String(node.value);

const COMMENT_DETAIL =
  "the comment hides the lines after it, because YAML joins them: write the condition as a block (`when: |`), or the comment with # outside of it";

type Report = (range: Range, detail: string) => undefined;

/** Reports at a range of the expression's text, wherever YAML has put its characters. */
export const reportIn = (collector: DiagnosticCollector, node: ScalarNode): Report => {
  const offsets = node.offsets();
  const last = offsets.at(-1) ?? node.end;
  return ({ start, end }, detail) => {
    const from = offsets[start] ?? last;
    const to = end > start ? (offsets[end - 1] ?? last) + 1 : from + 1;
    return reportIssue(
      collector,
      { start: from, end: Math.max(to, from + 1), pointer: node.pointer },
      detail,
    );
  };
};

/** Warns at a range of the expression's text. */
const warnIn = (collector: DiagnosticCollector, node: ScalarNode): LoweringContext["warn"] => {
  const report = reportIn({ ...collector, issues: collector.warnings }, node);
  return (range, detail) => void report(range, detail);
};

type LoweredCondition = {
  readonly text: string;
  readonly expression: Expression;
  readonly vocabulary: Vocabulary;
  readonly fieldRanges: WeakMap<object, Range>;
  readonly report: Report;
};

/** Parses, lowers and types a condition. Fields that may be absent are not reported. */
export const lowerText = (
  text: string,
  { env, vocabulary, hasLine, hasCancellation }: ConditionContext,
  report: Report,
  warn: LoweringContext["warn"],
): LoweredCondition | undefined => {
  const parsed = parseCel(env, text);
  if (!parsed.ok) return report(parsed.error, parsed.error.detail);
  const fieldRanges = new WeakMap<object, Range>();
  const roots = { hasLine, hasCancellation };
  const context = { ...roots, vocabulary, fieldRanges, report, ...(warn && { warn }), depth: 0 };
  const expression = lowerCondition(context, parsed.value.ast);
  if (!expression) return undefined;
  const typeIssue = parsed.value.check();
  if (typeIssue) return report(typeIssue, typeIssue.detail);
  return { text, expression, vocabulary, fieldRanges, report };
};

const tooComplexDetail = (written: string): string =>
  `the condition is too complex to prove that \`${written}\` is there: write fewer clauses, or several rules`;

const emptyAggregateDetail = (aggregate: Aggregate): string => {
  const { op, name, lines, each } = aggregate;
  const guard = printExpression({ op: "exists", name, lines, each });
  return `there is no ${op} where no line fits: write \`${guard} && …\` before it`;
};

/** Splits the states by the condition, and reports every field that it reads unguarded. */
const narrow = (
  { text, expression, vocabulary, fieldRanges, report }: LoweredCondition,
  states: readonly AbstractState[],
): Condition | undefined => {
  let isGuarded = true;
  const budget = conditionBudget(text);
  const onUnguardedRead = (field: Field, missing: Field, never: boolean): void => {
    isGuarded = false;
    const range = fieldRanges.get(field) ?? { start: 0, end: 1 };
    const each = /^\w+/.exec(text.slice(range.start))?.[0] ?? "l";
    report(
      range,
      isExhausted(budget)
        ? tooComplexDetail(printField(missing, each))
        : unguardedDetail(vocabulary, missing, each, never),
    );
  };
  const onEmptyAggregate = (aggregate: Aggregate): void => {
    isGuarded = false;
    report(
      fieldRanges.get(aggregate) ?? { start: 0, end: 1 },
      isExhausted(budget) ? tooComplexDetail(printOperand(aggregate)) : emptyAggregateDetail(aggregate),
    );
  };
  const { whenTrue, whenFalse } = splitStates(
    { vocabulary, budget, onUnguardedRead, onEmptyAggregate },
    expression,
    states,
  );
  return isGuarded
    ? { expression, statesWhenTrue: whenTrue, alwaysHolds: whenFalse.length === 0 }
    : undefined;
};

/**
 * Checks a condition that the schema accepts.
 * @param states what is known before it: for an exception, the states in which the rule's own `when` holds
 * @returns undefined when it has an issue
 */
export const checkCondition = (
  collector: DiagnosticCollector,
  node: Node,
  context: ConditionContext,
  states: readonly AbstractState[] = UNCONSTRAINED,
): Condition | undefined => {
  if (node.kind !== "scalar") return undefined;
  const text = conditionText(node);
  const report = reportIn(collector, node);
  const comment = hidingComment(text, node.offsets(), collector.source.text);
  if (comment) return report(comment, COMMENT_DETAIL);
  const lowered = lowerText(text, context, report, warnIn(collector, node));
  return lowered && narrow(lowered, states);
};
