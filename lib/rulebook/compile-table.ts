/** What rows of a table decide together: under the policy `first` one row wins, and `else` applies where no row does. */
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import type { CompiledRule } from "./compile.ts";
import type { CompiledCondition } from "./condition.ts";
import type { OrderCache } from "./order-cache.ts";
import { ELSE, rowId, type Table, tableOf } from "./table.ts";

/** The index of the first row that fits, -1 when none does. Looked up once for each line. */
type FirstRow = (order: Order, line: OrderLine | undefined) => number;

const firstRowOf = (rows: readonly CompiledCondition[], cache: OrderCache): FirstRow => {
  const known = cache.once(() => new Map<OrderLine | undefined, number>());
  return (order, line) => {
    const found = known(order);
    const existing = found.get(line);
    if (existing !== undefined) return existing;
    const first = rows.findIndex((row) => row.test(order, line, undefined));
    found.set(line, first);
    return first;
  };
};

const failure = (text: string) => ({ text: () => text, failed: 1, held: 0 });

const unlessBeaten = (
  { id }: Table,
  rows: readonly CompiledCondition[],
  firstRow: FirstRow,
  index: number,
): CompiledCondition => {
  const own = rows[index]!;
  return {
    test: (order, line, each) => own.test(order, line, each) && firstRow(order, line) === index,
    why: own.why,
    whyNot: (order, line, each) => {
      if (!own.test(order, line, each)) return own.whyNot(order, line, each);
      const winner = firstRow(order, line);
      return failure(`row ${rowId(id, winner + 1)} comes first: ${rows[winner]!.why(order, line, each)}`);
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
  whyNot: (order, line, each) => {
    const first = firstRow(order, line);
    return failure(`row ${rowId(id, first + 1)} fits: ${rows[first]!.why(order, line, each)}`);
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
    const firstRow = firstRowOf(tests, cache);
    if (table.policy === "first")
      for (const [index, row] of rows.entries())
        conditions.set(row, unlessBeaten(table, tests, firstRow, index));
    for (const rule of own)
      if (rule.rule.id === rowId(table.id, ELSE)) conditions.set(rule, otherwise(table, tests, firstRow));
  }
  return rules.map((one) => {
    const condition = conditions.get(one);
    return condition === undefined ? one : { ...one, condition };
  });
};
