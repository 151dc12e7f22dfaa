/** Runs a rulebook's own examples: what they say must come out, does it? */
import type { Catalogue, Decision } from "../domain/decision.ts";
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

/** The rules that had an effect: a task of theirs, or a free line. In order of first appearance. */
export const rulesWithEffect = (decision: Decision): readonly string[] => {
  const rules = new Set<string>();
  for (const line of decision.lines) if (line.gift) rules.add(line.gift.ruleId);
  for (const task of decision.tasks) for (const because of task.because) rules.add(because.ruleId);
  return [...rules];
};

const WHOLE = ["packingSlips", "memberships", "emails", "commissions", "freeItems"] as const;

const outcomes = (decision: Decision): Record<(typeof WHOLE)[number] | "applied", readonly string[]> => {
  const { tasks } = decision;
  return {
    packingSlips: tasks.flatMap((task) => (task.type === "packing_slip" ? [task.payload.destination] : [])),
    memberships: tasks.flatMap((task) => (task.type === "membership" ? [task.payload.change] : [])),
    emails: tasks.flatMap((task) => (task.type === "email" ? [task.payload.template] : [])),
    commissions: tasks.flatMap((task) => (task.type === "commission" ? [task.payload.agentId] : [])),
    freeItems: decision.lines.flatMap((line) => (line.free ? [line.sku] : [])),
    applied: [...rulesWithEffect(decision)],
  };
};

const listed = (items: readonly string[]): string => (items.length === 0 ? "nothing" : items.join(", "));
const same = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.toSorted().join("\n") === right.toSorted().join("\n");

const unmet = (expect: Expectation, decision: Decision): { key: keyof Expectation; detail: string }[] => {
  const came = outcomes(decision);
  const wrong = WHOLE.flatMap((key) => {
    const wanted = expect[key];
    if (!wanted || same(wanted, came[key])) return [];
    return [{ key, detail: `${key} should be ${listed(wanted)}, but came out as ${listed(came[key])}` }];
  });
  const missing = (expect.applied ?? []).filter((rule) => !came.applied.includes(rule));
  const unwanted = (expect.not ?? []).filter((rule) => came.applied.includes(rule));
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

/** Runs every example of a compiled rulebook. An empty answer means that all came out as they say. */
export const runExamples = (compiled: CompiledRulebook, catalogue: Catalogue): readonly ExampleFailure[] =>
  compiled.rulebook.examples.flatMap(({ name, order, expect }, index) =>
    unmet(expect, decide(compiled, 0, order, catalogue)).map(({ key, detail }) => ({
      index,
      name,
      key,
      detail: `example “${name}”: ${detail}`,
    })),
  );
