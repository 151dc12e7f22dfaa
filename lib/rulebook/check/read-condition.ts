/** Reads a `when`: text to tree, with every fault at the characters that caused it. */
import type { Expression, Field } from "../expression.ts";
import { printField } from "../print.ts";
import { type Environment, LONGEST_EXPRESSION, parseCel } from "./cel.ts";
import { type Desk, fault } from "./desk.ts";
import { ANY, split } from "./flow.ts";
import { lowerCondition } from "./lower.ts";
import type { Node, ScalarNode } from "./nodes.ts";
import type { Range } from "./source.ts";
import { infoOf, type State } from "./state.ts";
import { oneOfThese } from "./suggest.ts";
import type { Vocabulary } from "./vocabulary.ts";

export type Language = {
  readonly env: Environment;
  readonly vocabulary: Vocabulary;
  readonly hasLine: boolean;
};

/** A condition, and what is known of an order for which it holds. */
export type Condition = { readonly expression: Expression; readonly holds: readonly State[] };

const guardFor = (vocabulary: Vocabulary, missing: Field, written: string): string => {
  const { requiredOn, on } = infoOf(vocabulary, missing);
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
  const { on } = infoOf(vocabulary, missing);
  if (never)
    return `\`${written}\` is never there at this point${on ? `: only on lines of type ${oneOfThese([...on])}` : ""}`;
  const why = on ? "is not there on every line" : "may be absent";
  return `\`${written}\` ${why}: write \`${guardFor(vocabulary, missing, written)}\` before it`;
};

const tooLong = (desk: Desk, node: Node, text: string): boolean => {
  if (text.length <= LONGEST_EXPRESSION) return false;
  fault(
    desk,
    node,
    `a condition must not be longer than ${LONGEST_EXPRESSION} characters; this one has ${text.length}`,
  );
  return true;
};

/** YAML reads an unquoted `true` as a value of its own; as a condition it means the same. */
const textOf = (node: Node): string | undefined => {
  if (node.kind !== "scalar") return undefined;
  if (typeof node.value === "boolean") return node.written;
  return typeof node.value === "string" ? node.value : undefined;
};

const telling = (desk: Desk, node: ScalarNode) => {
  const offsets = node.offsets();
  const last = offsets.at(-1) ?? node.end;
  return ({ start, end }: Range, detail: string): undefined => {
    const from = offsets[start] ?? last;
    const to = end > start ? (offsets[end - 1] ?? last) + 1 : from + 1;
    return fault(desk, { start: from, end: Math.max(to, from + 1), pointer: node.pointer }, detail);
  };
};

/**
 * Reads a condition.
 * @param given what is known before it: for an exception, that the rule's own `when` holds
 */
export const readCondition = (
  desk: Desk,
  node: Node,
  language: Language,
  given: readonly State[] = ANY,
): Condition | undefined => {
  const text = textOf(node);
  if (text === undefined || node.kind !== "scalar")
    return fault(desk, node, '`when` must be a condition such as line.type == "book"');
  if (text.trim() === "")
    return fault(desk, node, "`when` is empty; write `true` if it is meant for everything");
  if (tooLong(desk, node, text)) return undefined;
  const tell = telling(desk, node);
  const parsed = parseCel(language.env, text);
  if (!parsed.ok) return tell(parsed.fault, parsed.fault.detail);
  const { vocabulary, hasLine } = language;
  const places = new WeakMap<object, Range>();
  const expression = lowerCondition({ vocabulary, hasLine, places, tell, depth: 0 }, parsed.ast);
  if (!expression) return undefined;
  const disagreement = parsed.check();
  if (disagreement) return tell(disagreement, disagreement.detail);
  return followed(desk, expression, { text, vocabulary, places, tell }, given);
};

const followed = (
  desk: Desk,
  expression: Expression,
  reading: {
    text: string;
    vocabulary: Vocabulary;
    places: WeakMap<object, Range>;
    tell: (at: Range, detail: string) => undefined;
  },
  given: readonly State[],
): Condition | undefined => {
  const before = desk.faults.length;
  const unguarded = (field: Field, missing: Field, never: boolean) => {
    const place = reading.places.get(field) ?? { start: 0, end: 1 };
    const each = /^\w+/.exec(reading.text.slice(place.start))?.[0] ?? "l";
    reading.tell(place, unguardedDetail(reading.vocabulary, missing, each, never));
  };
  const { yes } = split({ vocabulary: reading.vocabulary, unguarded }, expression, given);
  return desk.faults.length === before ? { expression, holds: yes } : undefined;
};
