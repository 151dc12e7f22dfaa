/** Reads a `when`: text to tree, with every fault at the characters that caused it. */
import type { Expression, Field } from "../expression.ts";
import { printField } from "../print-expression.ts";
import { type Environment, MAX_EXPRESSION_LENGTH, parseCel } from "./cel.ts";
import { type DiagnosticCollector, reportIssue } from "./diagnostics.ts";
import { UNCONSTRAINED, splitStates } from "./narrowing.ts";
import { lowerCondition } from "./lower-condition.ts";
import type { Node, ScalarNode } from "./nodes.ts";
import type { Range } from "./source-location.ts";
import { fieldInfoOf, type AbstractState } from "./abstract-state.ts";
import { joinWithOr } from "./suggestions.ts";
import type { Vocabulary } from "./vocabulary.ts";

export type ConditionContext = {
  readonly env: Environment;
  readonly vocabulary: Vocabulary;
  readonly hasLine: boolean;
};

/** A condition, and what is known of an order for which it holds. */
export type Condition = {
  readonly expression: Expression;
  readonly statesWhenTrue: readonly AbstractState[];
};

const guardFor = (vocabulary: Vocabulary, missing: Field, written: string): string => {
  const { requiredOn, availableOn: on } = fieldInfoOf(vocabulary, missing);
  const parts = written.split(".");
  if (missing.path[0] === "metadata" && written.includes("["))
    return `${JSON.stringify(missing.path.at(-1))} in order.metadata && …`;
  if (requiredOn && requiredOn.size > 0 && requiredOn.size === on?.size) {
    const types = [...requiredOn].map((type) => JSON.stringify(type));
    const owner = parts[0] ?? "line";
    const test =
      types.length === 1 ? `${owner}.type == ${types[0]}` : `${owner}.type in [${types.join(", ")}]`;
    return `${test} && …`;
  }
  return `has(${written}) && …`;
};

const unguardedDetail = (vocabulary: Vocabulary, missing: Field, each: string, never: boolean): string => {
  const written = printField(missing, each);
  const { availableOn: on } = fieldInfoOf(vocabulary, missing);
  if (never)
    return `\`${written}\` is never there at this point${on ? `: only on lines of type ${joinWithOr([...on])}` : ""}`;
  const why = on ? "is not there on every line" : "may be absent";
  return `\`${written}\` ${why}: write \`${guardFor(vocabulary, missing, written)}\` before it`;
};

const tooLong = (desk: DiagnosticCollector, node: Node, text: string): boolean => {
  if (text.length <= MAX_EXPRESSION_LENGTH) return false;
  reportIssue(
    desk,
    node,
    `a condition must not be longer than ${MAX_EXPRESSION_LENGTH} characters; this one has ${text.length}`,
  );
  return true;
};

/** YAML reads an unquoted `true` as a value of its own; as a condition it means the same. */
const textOf = (node: Node): string | undefined => {
  if (node.kind !== "scalar") return undefined;
  if (typeof node.value === "boolean") return node.rawText;
  return typeof node.value === "string" ? node.value : undefined;
};

const telling = (desk: DiagnosticCollector, node: ScalarNode) => {
  const offsets = node.offsets();
  const last = offsets.at(-1) ?? node.end;
  return ({ start, end }: Range, detail: string): undefined => {
    const from = offsets[start] ?? last;
    const to = end > start ? (offsets[end - 1] ?? last) + 1 : from + 1;
    return reportIssue(desk, { start: from, end: Math.max(to, from + 1), pointer: node.pointer }, detail);
  };
};

/**
 * Reads a condition.
 * @param given what is known before it: for an exception, that the rule's own `when` holds
 */
export const readCondition = (
  desk: DiagnosticCollector,
  node: Node,
  language: ConditionContext,
  given: readonly AbstractState[] = UNCONSTRAINED,
): Condition | undefined => {
  const text = textOf(node);
  if (text === undefined || node.kind !== "scalar")
    return reportIssue(desk, node, '`when` must be a condition such as line.type == "book"');
  if (text.trim() === "")
    return reportIssue(desk, node, "`when` is empty; write `true` if it is meant for everything");
  if (tooLong(desk, node, text)) return undefined;
  const tell = telling(desk, node);
  const parsed = parseCel(language.env, text);
  if (!parsed.ok) return tell(parsed.fault, parsed.fault.detail);
  const { vocabulary, hasLine } = language;
  const places = new WeakMap<object, Range>();
  const expression = lowerCondition(
    { vocabulary, hasLine, fieldRanges: places, report: tell, depth: 0 },
    parsed.ast,
  );
  if (!expression) return undefined;
  const disagreement = parsed.check();
  if (disagreement) return tell(disagreement, disagreement.detail);
  return followed(desk, expression, { text, vocabulary, places, tell }, given);
};

const followed = (
  desk: DiagnosticCollector,
  expression: Expression,
  reading: {
    text: string;
    vocabulary: Vocabulary;
    places: WeakMap<object, Range>;
    tell: (at: Range, detail: string) => undefined;
  },
  given: readonly AbstractState[],
): Condition | undefined => {
  const before = desk.issues.length;
  const unguarded = (field: Field, missing: Field, never: boolean) => {
    const place = reading.places.get(field) ?? { start: 0, end: 1 };
    const each = /^\w+/.exec(reading.text.slice(place.start))?.[0] ?? "l";
    reading.tell(place, unguardedDetail(reading.vocabulary, missing, each, never));
  };
  const { whenTrue: yes } = splitStates(
    { vocabulary: reading.vocabulary, onUnguardedRead: unguarded },
    expression,
    given,
  );
  return desk.issues.length === before ? { expression, statesWhenTrue: yes } : undefined;
};
