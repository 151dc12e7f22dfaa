/** Warnings about what is allowed but probably not meant. Each one is proven: there are no false warnings. */
import type { Catalogue } from "../../domain/catalogue.ts";
import { epochMillis } from "../../domain/instant.ts";
import type { Texts } from "../../domain/localized-text.ts";
import type { Declarations } from "../../tasks/definition.ts";
import type { Example } from "../rulebook.ts";
import type { CheckedRule } from "./check-rule.ts";
import { warnOfSuppress } from "./suppress-warnings.ts";
import { warnOfCoveredRules } from "./covered-rules.ts";
import { type DiagnosticCollector, forRule, reportWarning } from "./diagnostics.ts";
import { warnOfDeliveries } from "./free-item-delivery.ts";
import { warnOfFreeItems } from "./free-item-warnings.ts";
import { warnOfMissingData } from "./missing-data.ts";
import { warnOfTexts } from "./text-warnings.ts";
import { conditionRange, partOf } from "./source-value.ts";

const hasEnded = (until: string | undefined, now: number): boolean =>
  until !== undefined && epochMillis(until) <= now;

const decided = ({ forEach }: CheckedRule["rule"]): string =>
  forEach === "cancellation" ? "cancellations" : "orders paid";

const warnOfDates = (collector: DiagnosticCollector, { rule, node }: CheckedRule, now: number): void => {
  if (hasEnded(rule.until, now))
    reportWarning(
      collector,
      partOf(node, "until"),
      `the rule ended at ${rule.until}: it only decides ${decided(rule)} before`,
    );
};

const warnOfExceptions = (
  collector: DiagnosticCollector,
  { rule, exceptions }: CheckedRule,
  now: number,
): void => {
  for (const { exception, node, holds } of exceptions) {
    const named = `exception \`${exception.id}\``;
    if (hasEnded(exception.until, now))
      reportWarning(
        collector,
        partOf(node, "until"),
        `${named} ended at ${exception.until}: it only holds for ${decided(rule)} before`,
      );
    else if (exception.until && rule.from && epochMillis(exception.until) <= epochMillis(rule.from))
      reportWarning(collector, partOf(node, "until"), `${named} ends before the rule begins`);
    if (holds === "never")
      reportWarning(collector, conditionRange(node), `${named} can never hold for a line of this rule`);
  }
};

/** A rule never applies when no line meets its condition, or when an exception without dates covers every such line. */
const warnOfReach = (
  collector: DiagnosticCollector,
  { rule, node, statesWhenTrue, exceptions }: CheckedRule,
): void => {
  if (statesWhenTrue.length === 0) {
    reportWarning(
      collector,
      conditionRange(node),
      `the rule can never apply: no ${rule.forEach === "cancellation" ? "cancellation" : "line"} fits this condition`,
    );
    return;
  }
  for (const { exception, node: exceptionNode, holds } of exceptions)
    if (exception.from === undefined && exception.until === undefined && holds === "always")
      reportWarning(
        collector,
        conditionRange(exceptionNode),
        `the rule can never apply: exception \`${exception.id}\` always holds it back`,
      );
};

const isEnabled = ({ rule }: CheckedRule): boolean => rule.enabled !== false;

export type WarningContext = {
  readonly catalogue: Catalogue;
  readonly declarations: Declarations;
  readonly texts: Texts | undefined;
  readonly examples: readonly Example[];
  /** RFC 3339 */
  readonly now: string;
  readonly agents: ReadonlySet<string> | undefined;
};

/** Reports the warnings about a rulebook without issues. */
export const reportWarnings = (
  document: DiagnosticCollector,
  rules: readonly CheckedRule[],
  { catalogue, declarations, texts, examples, now, agents }: WarningContext,
): void => {
  const nowMs = epochMillis(now);
  for (const checked of rules) {
    const collector = forRule(document, checked.rule.id);
    const { table } = checked;
    // What a table says of all its rows is reported once.
    if (table === undefined || table.isFirst) {
      warnOfDates(collector, { ...checked, node: table?.node ?? checked.node }, nowMs);
      warnOfExceptions(collector, checked, nowMs);
    }
    warnOfReach(collector, checked);
    if (isEnabled(checked) && !hasEnded(checked.rule.until, nowMs))
      warnOfMissingData(collector, checked, { ...declarations, agents }, catalogue);
  }
  const enabled = rules.filter(isEnabled);
  warnOfFreeItems(document, enabled, declarations, catalogue);
  warnOfDeliveries(document, enabled, catalogue);
  warnOfCoveredRules(document, enabled, examples);
  warnOfTexts(document, rules, texts);
  warnOfSuppress(document, enabled);
};
