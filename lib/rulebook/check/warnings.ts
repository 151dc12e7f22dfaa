/** Warnings: what is allowed, but hardly meant. Each is told only where it is proven. */
import type { Rule } from "../rulebook.ts";
import { type DiagnosticCollector, reportWarning } from "./diagnostics.ts";
import { splitStates } from "./narrowing.ts";
import type { Node } from "./nodes.ts";
import type { ParsedRule } from "./read-rule.ts";
import type { Vocabulary } from "./vocabulary.ts";

const partOf = (node: Node, key: string): Node =>
  node.kind === "map" ? (node.entries.get(key)?.value ?? node) : node;

/** The expression itself, not the `|` of a block that it is written in. */
const whenOf = (node: Node): Node => {
  const when = partOf(node, "when");
  const start = when.kind === "scalar" ? (when.offsets()[0] ?? when.start) : when.start;
  return { ...when, start };
};

const past = (until: string | undefined, now: number): boolean =>
  until !== undefined && Date.parse(until) <= now;

const aboutDates = (desk: DiagnosticCollector, { rule, node }: ParsedRule, now: number): void => {
  if (past(rule.until, now)) reportWarning(desk, partOf(node, "until"), `the rule ended at ${rule.until}`);
};

const aboutExceptions = (desk: DiagnosticCollector, { rule, exceptions }: ParsedRule, now: number): void => {
  rule.except.forEach((exception, index) => {
    const { node, condition } = exceptions[index]!;
    if (past(exception.until, now))
      reportWarning(desk, partOf(node, "until"), `exception \`${exception.id}\` ended at ${exception.until}`);
    else if (exception.until && rule.from && Date.parse(exception.until) <= Date.parse(rule.from))
      reportWarning(desk, partOf(node, "until"), `exception \`${exception.id}\` ends before the rule begins`);
    if (condition.statesWhenTrue.length === 0)
      reportWarning(
        desk,
        whenOf(node),
        `exception \`${exception.id}\` can never hold for a line of this rule`,
      );
  });
};

/** A rule is dead when no order fits it, or when an exception without an end takes every order that does. */
const aboutReach = (
  desk: DiagnosticCollector,
  { rule, node, statesWhenTrue: holds, exceptions }: ParsedRule,
  vocabulary: Vocabulary,
): void => {
  if (holds.length === 0) {
    reportWarning(desk, whenOf(node), "the rule can never apply: no line fits this condition");
    return;
  }
  rule.except.forEach((exception, index) => {
    const { condition, node: at } = exceptions[index]!;
    if (
      exception.until === undefined &&
      splitStates({ vocabulary }, condition.expression, holds).whenFalse.length === 0
    )
      reportWarning(
        desk,
        whenOf(at),
        `the rule can never apply: exception \`${exception.id}\` always holds it back`,
      );
  });
};

const withinDates = (inner: Rule, outer: Rule): boolean =>
  (outer.from === undefined ||
    (inner.from !== undefined && Date.parse(outer.from) <= Date.parse(inner.from))) &&
  (outer.until === undefined ||
    (inner.until !== undefined && Date.parse(inner.until) <= Date.parse(outer.until)));

/** Gifts add up, so a rule that gives is never made needless by another. */
const asksNoMore = (inner: Rule, outer: Rule): boolean => {
  const known = new Set(outer.then.map((action) => JSON.stringify(action)));
  return inner.then.every((action) => action.action !== "addFreeItem" && known.has(JSON.stringify(action)));
};

const covers = (outer: ParsedRule, inner: ParsedRule, vocabulary: Vocabulary): boolean =>
  inner.statesWhenTrue.length > 0 &&
  outer.rule.except.length === 0 &&
  outer.rule.forEach === inner.rule.forEach &&
  !outer.rule.then.some((action) => action.action === "addFreeItem") &&
  asksNoMore(inner.rule, outer.rule) &&
  withinDates(inner.rule, outer.rule) &&
  splitStates({ vocabulary }, outer.rule.when, inner.statesWhenTrue).whenFalse.length === 0;

/** Comparing every pair of 500 rules would take too long for an answer to a save; nobody reads that many. */
const MOST_PAIRS = 20_000;

const aboutCover = (
  desk: DiagnosticCollector,
  rules: readonly ParsedRule[],
  vocabulary: Vocabulary,
): void => {
  const covered = new Set<ParsedRule>();
  let pairs = 0;
  for (const inner of rules) {
    const outer = rules.find((other) => {
      if (other === inner || covered.has(other) || pairs > MOST_PAIRS) return false;
      pairs += 1;
      return covers(other, inner, vocabulary);
    });
    if (!outer) continue;
    covered.add(inner);
    const at = { ...desk, ruleId: inner.rule.id };
    reportWarning(
      at,
      whenOf(inner.node),
      `the rule changes nothing: \`${outer.rule.id}\` does the same for all its lines`,
    );
  }
};

/** Looks over the rules that were read without a fault. */
export const reportWarnings = (
  desk: DiagnosticCollector,
  rules: readonly ParsedRule[],
  vocabulary: Vocabulary,
  now: string,
): void => {
  const moment = Date.parse(now);
  for (const read of rules) {
    const at = { ...desk, ruleId: read.rule.id };
    aboutDates(at, read, moment);
    aboutExceptions(at, read, moment);
    aboutReach(at, read, vocabulary);
  }
  aboutCover(desk, rules, vocabulary);
};
