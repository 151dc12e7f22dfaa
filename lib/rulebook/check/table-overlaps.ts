/** Proves that at most one row of a table fits, for the policy `unique`. */
import type { Scalar } from "../expression.ts";
import type { CheckedTable, CellsOfRow } from "./check-table.ts";
import { type DiagnosticCollector, forRule, reportIssue } from "./diagnostics.ts";
import { splitStates } from "./narrowing.ts";
import { comparisonBudget, isExhausted } from "./proof-budget.ts";
import { sampleInstant } from "./sample-instant.ts";
import { findSample, type SampleContext } from "./sample-order.ts";
import { compileCondition } from "../condition.ts";
import { partOf } from "./source-value.ts";
import type { CellValues } from "./table-cell.ts";

type RangeValues = Extract<CellValues, { kind: "range" }>;

const isWithin = ({ from, to }: RangeValues, value: Scalar): boolean =>
  (from === undefined || value >= from) && (to === undefined || value < to);

/** Whether no value fits both cells. Of lists, whose values change, nothing is known. */
const areDisjoint = (one: CellValues, other: CellValues): boolean => {
  if (one.kind === "list" || other.kind === "list") return false;
  if (one.kind === "values")
    return ![...one.values].some((value) =>
      other.kind === "values" ? other.values.has(value) : isWithin(other, value),
    );
  if (other.kind === "values") return areDisjoint(other, one);
  const isBefore = (left: RangeValues, right: RangeValues): boolean =>
    left.to !== undefined && right.from !== undefined && left.to <= right.from;
  return isBefore(one, other) || isBefore(other, one);
};

const rowsAreDisjoint = (one: CellsOfRow, other: CellsOfRow): boolean => {
  for (const [column, values] of one) {
    const others = other.get(column);
    if (others !== undefined && areDisjoint(values, others)) return true;
  }
  return false;
};

const MAX_SAMPLE_LENGTH = 400;
const MAX_REPORTED = 20;

/** Reports for each row the first one before it that may fit as well. */
export const checkOverlaps = (
  document: DiagnosticCollector,
  { table, rows, cells }: CheckedTable,
  context: SampleContext,
): void => {
  if (table.policy !== "unique") return;
  const budget = comparisonBudget();
  let reported = 0;
  const overlap = (first: number, second: number): string | undefined => {
    if (rowsAreDisjoint(cells[first]!, cells[second]!)) return undefined;
    const pair = [rows[first]!, rows[second]!] as const;
    const { vocabulary } = pair[0];
    const states = splitStates({ vocabulary, budget }, pair[0].rule.when, pair[1].statesWhenTrue).whenTrue;
    if (states.length === 0) return undefined;
    const named = `rows \`${pair[0].rule.id}\` and \`${pair[1].rule.id}\` may both fit`;
    const hint = "write `policy: first` or `policy: collect`, or change one of them";
    if (isExhausted(budget)) return `${named}: ${hint}`;
    budget.stepsLeft -= STEPS_PER_SEARCH;
    const conditions = pair.map(({ rule }) => rule.when);
    const tests = conditions.map((when) => compileCondition(when));
    const sample = findSample(
      context,
      { states, conditions, paidAt: (state) => sampleInstant([pair[0].rule], state) },
      (order) => tests.every(({ test }) => test(order, order.lines[0], undefined)),
    );
    const shown =
      sample && ` An order that shows it: ${JSON.stringify(sample.written).slice(0, MAX_SAMPLE_LENGTH)}`;
    return `${named}: ${hint}.${shown ?? " No order was found that shows it, and none is proven not to exist"}`;
  };
  for (let second = 1; second < rows.length && reported < MAX_REPORTED; second += 1)
    for (let first = 0; first < second; first += 1) {
      const detail = overlap(first, second);
      if (detail === undefined) continue;
      reported += 1;
      const { rule, node } = rows[second]!;
      reportIssue(forRule(document, rule.id), partOf(node, "when"), detail);
      break;
    }
};

/** What a search for a sample takes, in steps of a proof. */
const STEPS_PER_SEARCH = 5_000;
