/** The bills, as tables. The last column says when a price was last seen stated. */
import type { Line } from "./bill.ts";
import { columns, number } from "./layout.ts";
import type { Column } from "./measured-tables.ts";
import { dollars, sum } from "./money.ts";

const totalOf = (lines: readonly Line[]): string => dollars(sum(lines.map(({ micros }) => micros)));

export const billTable = (measured: readonly Column[]): string => {
  const [first] = measured;
  const rows = first!.bill.map(({ what, price }, index) => [
    what,
    price.unit,
    ...measured.flatMap(({ bill }) => [number(bill[index]!.quantity), dollars(bill[index]!.micros)]),
    price.knownIn,
  ]);
  return columns([
    ["a million orders", "unit", ...measured.flatMap(({ name }) => [name, "USD"]), "known in"],
    ...rows,
    ["all of it", "", ...measured.flatMap(({ bill }) => ["", totalOf(bill)]), ""],
  ]);
};

export const monthTable = (lines: readonly Line[]): string =>
  columns([
    ["a month without orders", "unit", "quantity", "USD", "known in"],
    ...lines.map(({ what, price, quantity, micros }) => [
      what,
      price.unit,
      number(quantity),
      dollars(micros),
      price.knownIn,
    ]),
    ["all of it", "", "", totalOf(lines), ""],
  ]);
