/** An agent's statement: the entries of a month and their totals. Pure. */
import type { CommissionLine } from "../../lib/database/reports.ts";

export type StatementLine = Omit<CommissionLine, "currency">;

export type Statement = {
  readonly agentId: string;
  readonly month: string;
  readonly currency: string;
  /** How many orders the entries come from. */
  readonly orders: number;
  readonly units: number;
  readonly sales: number;
  readonly commission: number;
  readonly lines: readonly StatementLine[];
  /** Only when the month has entries in other currencies too, which have statements of their own. */
  readonly otherCurrencies?: readonly string[];
};

const HOME_CURRENCY = "BRL";

const sum = (lines: readonly StatementLine[], of: (line: StatementLine) => number): number =>
  Number(lines.reduce((total, line) => total + BigInt(of(line)), 0n));

/** @param wanted the currency; else the home currency, unless all entries are in another */
export const statementOf = (
  agentId: string,
  month: string,
  entries: readonly CommissionLine[],
  wanted?: string,
): Statement => {
  const currencies = [...new Set(entries.map((entry) => entry.currency))].sort();
  const currency =
    wanted ?? (currencies.includes(HOME_CURRENCY) ? HOME_CURRENCY : (currencies[0] ?? HOME_CURRENCY));
  const lines = entries
    .filter((entry) => entry.currency === currency)
    .map(({ currency: _, ...line }) => line);
  const others = currencies.filter((other) => other !== currency);
  return {
    agentId,
    month,
    currency,
    orders: new Set(lines.map((line) => line.orderId)).size,
    units: sum(lines, (line) => line.quantity),
    sales: sum(lines, (line) => line.base),
    commission: sum(lines, (line) => line.amount),
    lines,
    ...(others.length > 0 ? { otherCurrencies: others } : {}),
  };
};
