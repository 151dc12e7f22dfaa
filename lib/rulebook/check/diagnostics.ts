/** Collects the issues and warnings of one check, each at its line and column. */
import { locate, type RulebookIssue, type Source, type SourceRange } from "./source-location.ts";

export type DiagnosticCollector = {
  readonly source: Source;
  readonly issues: RulebookIssue[];
  readonly warnings: RulebookIssue[];
  /** The rule that is being checked; its issues and warnings carry the id. */
  readonly ruleId?: string | undefined;
};

/** Bounds the size and the time of a response about a document with an issue in every value. */
const MAX_ISSUES = 200;

const issueAt = (collector: DiagnosticCollector, range: SourceRange, detail: string): RulebookIssue => ({
  ...(collector.ruleId === undefined ? {} : { ruleId: collector.ruleId }),
  pointer: range.pointer,
  ...locate(collector.source, range),
  detail,
});

/** Reports an issue. Returns undefined, so that a function can report and return in one statement. */
export const reportIssue = (
  collector: DiagnosticCollector,
  range: SourceRange,
  detail: string,
): undefined => {
  if (collector.issues.length < MAX_ISSUES) collector.issues.push(issueAt(collector, range, detail));
  return undefined;
};

export const reportWarning = (collector: DiagnosticCollector, range: SourceRange, detail: string): void => {
  if (collector.warnings.length < MAX_ISSUES) collector.warnings.push(issueAt(collector, range, detail));
};

const MAX_RULE_ID_LENGTH = 64;

/** The same collector, for the issues of one rule. */
export const forRule = (collector: DiagnosticCollector, ruleId: string | undefined): DiagnosticCollector =>
  ruleId === undefined ? collector : { ...collector, ruleId: ruleId.slice(0, MAX_RULE_ID_LENGTH) };
