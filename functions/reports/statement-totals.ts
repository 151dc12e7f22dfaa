/** An agent's statement of a month: its currency and totals. Pure. */
import type { CommissionTotals } from "../../lib/database/reports.ts";

export type StatementTotals = CommissionTotals & {
  /** Only when the month has entries in other currencies too, which have statements of their own. */
  readonly otherCurrencies?: readonly string[];
};

const HOME_CURRENCY = "BRL";

/**
 * @param totals one per currency of the month, sorted by currency
 * @param wanted the currency; else the home currency, unless all entries are in another
 */
export const statementTotals = (totals: readonly CommissionTotals[], wanted?: string): StatementTotals => {
  const currencies = totals.map((one) => one.currency);
  const byDefault = currencies.includes(HOME_CURRENCY) ? HOME_CURRENCY : (currencies[0] ?? HOME_CURRENCY);
  const currency = wanted ?? byDefault;
  const none = { currency, orders: 0, units: 0, sales: 0, commission: 0 };
  const others = currencies.filter((other) => other !== currency);
  return {
    ...(totals.find((one) => one.currency === currency) ?? none),
    ...(others.length > 0 ? { otherCurrencies: others } : {}),
  };
};
