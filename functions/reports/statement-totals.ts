/** An agent's statement of a month: its currency and sums. Pure. */
import type { AgentMonth } from "../../lib/database/agent-months.ts";

export type StatementSums = Omit<AgentMonth, "clientId" | "agentId">;

export type StatementTotals = StatementSums & {
  /** Only when the month has entries or balances in other currencies too, which have statements of their own. */
  readonly otherCurrencies?: readonly string[];
};

const HOME_CURRENCY = "BRL";

const NOTHING = {
  orders: 0,
  units: 0,
  sales: 0,
  openingBalance: 0,
  commission: 0,
  reversals: 0,
  adjustments: 0,
  payments: 0,
  carriedForward: 0,
};

/**
 * @param sums one per currency of the month, sorted by currency
 * @param name of the agent, where the month has no sums
 * @param wanted the currency; else the home currency, unless all entries are in another
 */
export const statementTotals = (
  sums: readonly StatementSums[],
  name: string | null,
  wanted?: string,
): StatementTotals => {
  const currencies = sums.map((one) => one.currency);
  const byDefault = currencies.includes(HOME_CURRENCY) ? HOME_CURRENCY : (currencies[0] ?? HOME_CURRENCY);
  const currency = wanted ?? byDefault;
  const others = currencies.filter((other) => other !== currency);
  return {
    ...(sums.find((one) => one.currency === currency) ?? { name, currency, ...NOTHING }),
    ...(others.length > 0 ? { otherCurrencies: others } : {}),
  };
};
