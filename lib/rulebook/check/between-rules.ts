/** What rules must not do to each other. It is looked for once each of them is without issues. */
import { checkConflicts, type ConflictContext } from "./conflicting-rules.ts";
import type { CheckedRule } from "./check-rule.ts";
import type { CheckedTable } from "./check-table.ts";
import type { DiagnosticCollector } from "./diagnostics.ts";
import { checkOverlaps } from "./table-overlaps.ts";

/** Reports rows of which only one may fit, and rules that fix different values for one line. */
export const checkBetweenRules = (
  collector: DiagnosticCollector,
  rules: readonly CheckedRule[],
  tables: readonly CheckedTable[],
  context: Omit<ConflictContext, "overriders">,
): void => {
  if (collector.issues.length > 0) return;
  for (const table of tables) checkOverlaps(collector, table, { ...context.rulebook, ...context });
  if (collector.issues.length === 0) checkConflicts(collector, rules, context);
};
