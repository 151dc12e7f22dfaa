/** Results of benchmarks, and the table of them. */
import { formatNumber, formatNumberTable } from "../../cli/terminal/table.ts";
import { median } from "../statistics.ts";

/** One quantity, measured once in each run. */
export type Result = { readonly what: string; readonly unit: string; readonly values: readonly number[] };

export class Results {
  readonly #values = new Map<string, { readonly unit: string; readonly values: number[] }>();

  add(what: string, unit: string, value: number): void {
    const found = this.#values.get(what) ?? { unit, values: [] };
    found.values.push(value);
    this.#values.set(what, found);
  }

  all(): Result[] {
    return [...this.#values].map(([what, { unit, values }]) => ({ what, unit, values }));
  }
}

const ratioTo = (base: number | undefined, { unit, values }: Result): string =>
  base === undefined || unit !== "orders/s" ? "" : (median(values) / base).toFixed(2);

/** @param base name of the result that the others are compared with */
export const resultTable = (results: readonly Result[], base: string): string => {
  const found = results.find(({ what }) => what === base);
  const baseMedian = found === undefined ? undefined : median(found.values);
  return formatNumberTable([
    ["", "unit", "min", "median", "max", "ratio"],
    ...results.map((result) => [
      result.what,
      result.unit,
      ...[Math.min(...result.values), median(result.values), Math.max(...result.values)].map(formatNumber),
      ratioTo(baseMedian, result),
    ]),
  ]);
};
