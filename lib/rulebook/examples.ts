/** Runs a rulebook's examples and compares what comes out with what they expect. */
import type { Catalogue } from "../domain/catalogue.ts";
import type { Decision } from "./decision.ts";
import { expectedValue, TASKS } from "../tasks/registry.ts";
import type { CompiledRulebook } from "./compile.ts";
import { decide } from "./decide.ts";
import type { Expectation } from "./rulebook.ts";

export type ExampleFailure = {
  /** Position in the rulebook's list of examples. */
  readonly index: number;
  readonly name: string;
  /** The expectation that was not met. */
  readonly key: keyof Expectation;
  readonly detail: string;
};

type ListKey = Exclude<keyof Expectation, "applied" | "not">;

/** The rules that had an effect: a task of theirs, or a free line. In order of first appearance. */
export const rulesWithEffect = (decision: Decision): readonly string[] => {
  const rules = new Set<string>();
  for (const line of decision.lines) if (line.gift) rules.add(line.gift.ruleId);
  for (const task of decision.tasks) for (const because of task.because) rules.add(because.ruleId);
  return [...rules];
};

/** What came out, under the keys of expectations that list everything of their kind. */
const outcomes = (decision: Decision): ReadonlyMap<ListKey, readonly string[]> =>
  new Map<ListKey, readonly string[]>([
    ...TASKS.map(
      ({ type, expectation: { key } }) =>
        [key, decision.tasks.filter((task) => task.type === type).map(expectedValue)] as const,
    ),
    ["freeItems", decision.lines.flatMap((line) => (line.free ? [line.sku] : []))],
  ]);

const listed = (items: readonly string[]): string => (items.length === 0 ? "nothing" : items.join(", "));
const same = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.toSorted().join("\n") === right.toSorted().join("\n");

const unmet = (expect: Expectation, decision: Decision): { key: keyof Expectation; detail: string }[] => {
  const wrong = [...outcomes(decision)].flatMap(([key, actual]) => {
    const expected = expect[key];
    if (!expected || same(expected, actual)) return [];
    return [{ key, detail: `${key} should be ${listed(expected)}, but came out as ${listed(actual)}` }];
  });
  const effective = rulesWithEffect(decision);
  const missing = (expect.applied ?? []).filter((rule) => !effective.includes(rule));
  const unwanted = (expect.not ?? []).filter((rule) => effective.includes(rule));
  return [
    ...wrong,
    ...missing.map((rule) => ({
      key: "applied" as const,
      detail: `rule ${rule} should have an effect, but has none`,
    })),
    ...unwanted.map((rule) => ({
      key: "not" as const,
      detail: `rule ${rule} should have no effect, but has one`,
    })),
  ];
};

/** Runs every example of a compiled rulebook. An empty result means that every expectation is met. */
export const runExamples = (compiled: CompiledRulebook, catalogue: Catalogue): readonly ExampleFailure[] =>
  compiled.rulebook.examples.flatMap(({ name, order, expect }, index) =>
    unmet(expect, decide(compiled, 0, order, catalogue)).map(({ key, detail }) => ({
      index,
      name,
      key,
      detail: `example “${name}”: ${detail}`,
    })),
  );
