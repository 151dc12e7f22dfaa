/** What rules and their webhooks can say of an order's goods: the customer's lines that go by post. */
import { lineTotal } from "./money.ts";
import { type OrderLine, weightOf } from "./order-line.ts";

/** In grams; undefined when one item has no weight. */
export const weightTotal = (line: OrderLine): number | undefined => {
  const weight = weightOf(line);
  return weight === undefined ? undefined : line.quantity * weight;
};

/** Absent unless there are goods and each has a weight: a part of the weight would say too little. */
const weightGrams = (goods: readonly OrderLine[]): number | undefined => {
  const weights = goods.map(weightTotal);
  if (weights.length === 0 || weights.includes(undefined)) return undefined;
  return weights.reduce<number>((total, weight) => total + (weight ?? 0), 0);
};

const goodsTotal = (goods: readonly OrderLine[]): number =>
  goods.reduce((total, line) => total + lineTotal(line), 0);

/** The fields of an order that are computed of its goods, by name. */
export const GOODS_FIELDS: ReadonlyMap<string, (goods: readonly OrderLine[]) => number | undefined> = new Map(
  Object.entries({ goodsTotal, weightGrams }),
);

/** @param ships whether a line goes by post under the rulebook */
export const goodsOf = (
  lines: readonly OrderLine[],
  ships: (line: OrderLine) => boolean,
): readonly OrderLine[] => lines.filter((line) => !line.free && ships(line));
