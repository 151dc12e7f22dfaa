/** What rows of a table decide together: under the policy `first` one row wins, and `else` applies where no row does. */
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import type { CompiledRule } from "./compiled-rule.ts";
import { type CompiledCondition, explainerOf } from "./condition.ts";
import type { OrderCache } from "./order-cache.ts";
import { rulesByLine } from "./rule-set.ts";
import { ELSE, rowId, type Table, tableOf } from "./table.ts";

/** The index of the first row that fits, -1 when none does. */
type FirstRow = (order: Order, line: OrderLine | undefined) => number;

/** Tests only the rows that may fit the line by its type and SKU. */
const firstByLine = (rows: readonly CompiledRule[]): FirstRow => {
  const mayFit = rulesByLine(rows);
  const indexes = new Map(rows.map((row, index) => [row, index]));
  return (order, line) => {
    for (const { rule, test } of mayFit(line!))
      if (test === undefined || test(order, line, undefined)) return indexes.get(rule)!;
    return -1;
  };
};

const firstByOrder =
  (rows: readonly CompiledRule[]): FirstRow =>
  (order, line) =>
    rows.findIndex(({ condition }) => condition.test(order, line, undefined));

/** For rows that are tested one after the other on each line. */
const keptForLastLine = (find: FirstRow): FirstRow => {
  let lastOrder: Order | undefined;
  let lastLine: OrderLine | undefined;
  let last = -1;
  return (order, line) => {
    if (order !== lastOrder || line !== lastLine) {
      last = find(order, line);
      lastOrder = order;
      lastLine = line;
    }
    return last;
  };
};

/** For rows of which each is tested on all lines before the next one is. */
const keptForAllLines = (find: FirstRow, cache: OrderCache): FirstRow => {
  const known = cache.once(() => new Map<OrderLine | undefined, number>());
  return (order, line) => {
    const found = known(order);
    const existing = found.get(line);
    if (existing !== undefined) return existing;
    const first = find(order, line);
    found.set(line, first);
    return first;
  };
};

const firstRowOf = (rows: readonly CompiledRule[], cache: OrderCache): FirstRow => {
  if (rows.some((row) => row.isEvaluatedBefore)) return keptForAllLines(firstByOrder(rows), cache);
  const find = firstByLine(rows);
  const holdsBack = rows.some(({ rule }) => rule.overrides !== undefined);
  return holdsBack ? keptForAllLines(find, cache) : keptForLastLine(find);
};

/** That another row fits: with its values. */
const because = (text: string, row: CompiledCondition): ReturnType<CompiledCondition["whyNot"]> => ({
  text: (order, line, each) => `${text}: ${row.why(order, line, each)}`,
  clauses: row.whyClauses,
  failed: 1,
  held: 0,
});

const unlessBeaten = (
  { id }: Table,
  rows: readonly CompiledCondition[],
  firstRow: FirstRow,
  index: number,
): CompiledCondition => {
  const own = rows[index]!;
  return {
    ...own,
    test: (order, line, each) => own.test(order, line, each) && firstRow(order, line) === index,
    whyNot: (order, line, each) => {
      if (!own.test(order, line, each)) return own.whyNot(order, line, each);
      const winner = firstRow(order, line);
      return because(`row ${rowId(id, winner + 1)} comes first`, rows[winner]!);
    },
  };
};

const otherwise = (
  { id }: Table,
  rows: readonly CompiledCondition[],
  firstRow: FirstRow,
): CompiledCondition => ({
  test: (order, line) => firstRow(order, line) === -1,
  why: () => `no row of ${id} fits`,
  whyClauses: () => [],
  whyNot: (order, line) => {
    const first = firstRow(order, line);
    return because(`row ${rowId(id, first + 1)} fits`, rows[first]!);
  },
});

/** A line's type may exclude a rule as before; if it does not, the whole condition is tested. */
const withCondition = (rule: CompiledRule, condition: CompiledCondition, isElse: boolean): CompiledRule => ({
  ...rule,
  condition,
  why: explainerOf(condition),
  testFor: (lineType) => {
    if (rule.isEvaluatedBefore) return true;
    return !isElse && rule.testFor(lineType) === false ? false : condition.test;
  },
});

/** Rules with the conditions that their tables give them. */
export const withTables = (
  rules: readonly CompiledRule[],
  tables: readonly Table[] | undefined,
  cache: OrderCache,
): readonly CompiledRule[] => {
  const dependent = tables?.filter(({ policy, hasElse }) => policy === "first" || hasElse) ?? [];
  if (dependent.length === 0) return rules;
  const conditions = new Map<CompiledRule, CompiledCondition>();
  for (const table of dependent) {
    const own = rules.filter(({ rule }) => tableOf(rule.id) === table.id);
    const rows = own.filter(({ rule }) => rule.id !== rowId(table.id, ELSE));
    const tests = rows.map(({ condition }) => condition);
    const firstRow = firstRowOf(rows, cache);
    if (table.policy === "first")
      for (const [index, row] of rows.entries())
        conditions.set(row, unlessBeaten(table, tests, firstRow, index));
    for (const rule of own)
      if (rule.rule.id === rowId(table.id, ELSE)) conditions.set(rule, otherwise(table, tests, firstRow));
  }
  return rules.map((one) => {
    const condition = conditions.get(one);
    return condition === undefined ? one : withCondition(one, condition, one.rule.id.endsWith(`/${ELSE}`));
  });
};
