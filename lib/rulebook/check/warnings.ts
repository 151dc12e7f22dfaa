/** Warnings about what is allowed but probably not meant. Each one is proven: there are no false warnings. */
import { epochMillis } from "../../domain/instant.ts";
import type { Rule } from "../rulebook.ts";
import type { CheckedRule } from "./check-rule.ts";
import { type DiagnosticCollector, forRule, reportWarning } from "./diagnostics.ts";
import { splitStates } from "./narrowing.ts";
import type { Node } from "./nodes.ts";
import type { SourceRange } from "./source-location.ts";
import { partOf } from "./source-value.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** The range of the expression itself, without the `|` of a block scalar. */
const conditionRange = (node: Node): SourceRange => {
  const when = partOf(node, "when");
  return when.kind === "scalar" ? { ...when, start: when.offsets()[0] ?? when.start } : when;
};

const hasEnded = (until: string | undefined, now: number): boolean =>
  until !== undefined && epochMillis(until) <= now;

const warnOfDates = (collector: DiagnosticCollector, { rule, node }: CheckedRule, now: number): void => {
  if (hasEnded(rule.until, now))
    reportWarning(collector, partOf(node, "until"), `the rule ended at ${rule.until}`);
};

const warnOfExceptions = (
  collector: DiagnosticCollector,
  { rule, exceptions }: CheckedRule,
  now: number,
): void => {
  for (const { exception, node, condition } of exceptions) {
    const named = `exception \`${exception.id}\``;
    if (hasEnded(exception.until, now))
      reportWarning(collector, partOf(node, "until"), `${named} ended at ${exception.until}`);
    else if (exception.until && rule.from && epochMillis(exception.until) <= epochMillis(rule.from))
      reportWarning(collector, partOf(node, "until"), `${named} ends before the rule begins`);
    if (condition.statesWhenTrue.length === 0)
      reportWarning(collector, conditionRange(node), `${named} can never hold for a line of this rule`);
  }
};

/** A rule never applies when no line meets its condition, or when an exception without an end covers every such line. */
const warnOfReach = (
  collector: DiagnosticCollector,
  { node, statesWhenTrue, exceptions }: CheckedRule,
  vocabulary: Vocabulary,
): void => {
  if (statesWhenTrue.length === 0) {
    reportWarning(collector, conditionRange(node), "the rule can never apply: no line fits this condition");
    return;
  }
  for (const { exception, node: exceptionNode, condition } of exceptions) {
    const { whenFalse } = splitStates({ vocabulary }, condition.expression, statesWhenTrue);
    if (exception.until === undefined && whenFalse.length === 0)
      reportWarning(
        collector,
        conditionRange(exceptionNode),
        `the rule can never apply: exception \`${exception.id}\` always holds it back`,
      );
  }
};

const withinDates = (inner: Rule, outer: Rule): boolean =>
  (outer.from === undefined ||
    (inner.from !== undefined && epochMillis(outer.from) <= epochMillis(inner.from))) &&
  (outer.until === undefined ||
    (inner.until !== undefined && epochMillis(inner.until) <= epochMillis(outer.until)));

/** Free items add up, so a rule that adds one is never covered by another. */
const actionsAreCovered = (inner: Rule, outer: Rule): boolean => {
  const outerActions = new Set(outer.then.map((action) => JSON.stringify(action)));
  return inner.then.every(
    (action) => action.action !== "addFreeItem" && outerActions.has(JSON.stringify(action)),
  );
};

const covers = (outer: CheckedRule, inner: CheckedRule, vocabulary: Vocabulary): boolean =>
  inner.statesWhenTrue.length > 0 &&
  outer.rule.except.length === 0 &&
  outer.rule.forEach === inner.rule.forEach &&
  !outer.rule.then.some((action) => action.action === "addFreeItem") &&
  actionsAreCovered(inner.rule, outer.rule) &&
  withinDates(inner.rule, outer.rule) &&
  splitStates({ vocabulary }, outer.rule.when, inner.statesWhenTrue).whenFalse.length === 0;

/** Comparing every pair of 500 rules would take longer than a request may. */
const MAX_COMPARED_PAIRS = 20_000;

const warnOfCoveredRules = (
  collector: DiagnosticCollector,
  rules: readonly CheckedRule[],
  vocabulary: Vocabulary,
): void => {
  const covered = new Set<CheckedRule>();
  let pairs = 0;
  for (const inner of rules) {
    const outer = rules.find((other) => {
      if (other === inner || covered.has(other) || pairs > MAX_COMPARED_PAIRS) return false;
      pairs += 1;
      return covers(other, inner, vocabulary);
    });
    if (!outer) continue;
    covered.add(inner);
    reportWarning(
      forRule(collector, inner.rule.id),
      conditionRange(inner.node),
      `the rule changes nothing: \`${outer.rule.id}\` does the same for all its lines`,
    );
  }
};

/**
 * Reports the warnings about a rulebook without issues.
 * @param now RFC 3339
 */
export const reportWarnings = (
  document: DiagnosticCollector,
  rules: readonly CheckedRule[],
  vocabulary: Vocabulary,
  now: string,
): void => {
  const nowMs = epochMillis(now);
  for (const checked of rules) {
    const collector = forRule(document, checked.rule.id);
    warnOfDates(collector, checked, nowMs);
    warnOfExceptions(collector, checked, nowMs);
    warnOfReach(collector, checked, vocabulary);
  }
  warnOfCoveredRules(document, rules, vocabulary);
};
