/** The bills, as tables. The last column says when a price was last seen stated. */
import type { BillLine } from "./bill.ts";
import { formatTable, formatNumber } from "./table.ts";
import type { PhaseResult } from "./measurement-tables.ts";
import { formatDollars, sum } from "./money.ts";

const totalOf = (lines: readonly BillLine[]): string => formatDollars(sum(lines.map(({ micros }) => micros)));

export const billTable = (measured: readonly PhaseResult[]): string => {
  const [first] = measured;
  const rows = first!.bill.map(({ item: what, price }, index) => [
    what,
    price.unit,
    ...measured.flatMap(({ bill }) => [
      formatNumber(bill[index]!.quantity),
      formatDollars(bill[index]!.micros),
    ]),
    price.asOf,
  ]);
  return formatTable([
    ["a million orders", "unit", ...measured.flatMap(({ name }) => [name, "USD"]), "known in"],
    ...rows,
    ["all of it", "", ...measured.flatMap(({ bill }) => ["", totalOf(bill)]), ""],
  ]);
};

export const monthTable = (lines: readonly BillLine[]): string =>
  formatTable([
    ["a month without orders", "unit", "quantity", "USD", "known in"],
    ...lines.map(({ item: what, price, quantity, micros }) => [
      what,
      price.unit,
      formatNumber(quantity),
      formatDollars(micros),
      price.asOf,
    ]),
    ["all of it", "", "", totalOf(lines), ""],
  ]);
