/** Rules, tables and rows as written, also those with issues: their ids and their number. */
import { ELSE, rowId } from "../table.ts";
import type { CheckedRule } from "./check-rule.ts";
import { type DiagnosticCollector, reportIssue } from "./diagnostics.ts";
import type { Node } from "./nodes.ts";
import type { ValidParts } from "./parse-source.ts";
import type { RulebookSource } from "./source-schema.ts";
import { childOf, firstKeyRange, itemsOf, partOf, textOf } from "./source-value.ts";

/** The ids of the rows of each table, by the table's id. */
export const rowIdsOf = (root: Node): ReadonlyMap<string, readonly string[]> =>
  new Map(
    itemsOf(childOf(root, "tables")).flatMap((table) => {
      const id = textOf(childOf(table, "id"));
      if (id === undefined) return [];
      const rows = itemsOf(childOf(table, "rows")).map((_, index) => rowId(id, index + 1));
      return [[id, childOf(table, ELSE) === undefined ? rows : [...rows, rowId(id, ELSE)]] as const];
    }),
  );

/** Rules and rows as written. */
export const actingParts = ({ rules = [], tables = [] }: ValidParts<RulebookSource>) => [
  ...rules.flatMap((rule) => rule ?? []),
  ...tables.flatMap((table) => [...(table?.rows ?? []), table?.else].flatMap((row) => row ?? [])),
];

const MAX_RULES = 500;

/** Reports a rulebook without rules, and one with too many rules and rows. */
export const checkNumber = (
  collector: DiagnosticCollector,
  root: Node,
  rules: readonly CheckedRule[],
): void => {
  if (childOf(root, "rules") === undefined && childOf(root, "tables") === undefined && root.kind === "map")
    reportIssue(collector, firstKeyRange(root), "the rulebook has no `rules`");
  const last = rules.at(-1);
  if (last?.table !== undefined && rules.length > MAX_RULES)
    reportIssue(
      collector,
      partOf(last.table.node, "rows"),
      `more than ${MAX_RULES} rules, of which each row of a table is one: there are ${rules.length}`,
    );
};
