/** The statements of each month, summed up from what was sold and cancelled. */
import { STATEMENT_MONTHS, statementsPath } from "../workload/reading.ts";
import type { ChaosRecord } from "../recorded.ts";
import { monthOf } from "./arithmetic.ts";
import { type Booking, bookingsOf } from "./commissions.ts";
import type { Findings } from "./findings.ts";
import type { MatchedOf } from "./matched.ts";
import type { Setting } from "./setting.ts";

type Sums = {
  readonly orders: number;
  readonly units: number;
  readonly sales: number;
  readonly commission: number;
  readonly reversals: number;
};
type Statement = Sums & { readonly openingBalance: number; readonly carriedForward: number };

/** A booking with its month, and with how many items it is about. */
type Dated = Booking & { readonly orderId: string; readonly month: string; readonly units: number };

const datedOf = (matched: MatchedOf<"commission">, setting: Setting): Dated[] => {
  const { of, items } = matched;
  return bookingsOf(matched, setting).map((booking) => {
    const cancellation = of.cancellations.find(({ row }) => row.cancellationId === booking.cancellationId);
    const month = monthOf(cancellation?.body.at ?? of.body.payment.paidAt);
    return { ...booking, orderId: of.row.orderId, month, units: items.get(booking.lineId)! };
  });
};

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

/** A line that an agent earns on in several roles is sold once. */
const sumsOf = (bookings: readonly Dated[]): Sums => {
  const [sold, reversed] = [
    bookings.filter(({ cancellationId }) => cancellationId === null),
    bookings.filter(({ cancellationId }) => cancellationId !== null),
  ];
  const lines = [...new Map(sold.map((one) => [`${one.orderId} ${one.lineId}`, one])).values()];
  return {
    orders: new Set(sold.map(({ orderId }) => orderId)).size,
    units: sumOf(lines.map(({ units }) => units)),
    sales: sumOf(lines.map(({ base }) => base)),
    commission: sumOf(sold.map(({ amount }) => amount)),
    reversals: sumOf(reversed.map(({ amount }) => amount)),
  };
};

const statementIn = (bookings: readonly Dated[], month: string): Statement => {
  const openingBalance = sumOf(bookings.filter((one) => one.month < month).map(({ amount }) => amount));
  const sums = sumsOf(bookings.filter((one) => one.month === month));
  return { ...sums, openingBalance, carriedForward: openingBalance + sums.commission + sums.reversals };
};

type Statements = { readonly agents: readonly (Statement & { readonly agentId: string })[] };

/** Compares the statements that were read once no task was open, if they were. */
export const compareStatements = (
  findings: Findings,
  matched: readonly MatchedOf<"commission">[],
  records: readonly ChaosRecord[],
  setting: Setting,
): void => {
  const done = matched.filter(({ task }) => task.status === "done");
  const byAgent = Map.groupBy(
    done.flatMap((one) => datedOf(one, setting)),
    ({ agentId }) => agentId,
  );
  for (const month of STATEMENT_MONTHS) {
    const record = records.find(({ request }) => request.path === statementsPath(month));
    if (record === undefined) continue;
    const shown = new Map((record.body as Statements).agents.map((agent) => [agent.agentId, agent]));
    for (const agentId of new Set([...shown.keys(), ...byAgent.keys()])) {
      const expected = statementIn(byAgent.get(agentId) ?? [], month);
      const { orders = 0, units = 0, sales = 0, commission = 0, reversals = 0 } = shown.get(agentId) ?? {};
      const { openingBalance = 0, carriedForward = 0 } = shown.get(agentId) ?? {};
      const actual = { orders, units, sales, commission, reversals, openingBalance, carriedForward };
      findings.expect(`statement ${month} of ${agentId}`, "its sums", actual, expected);
    }
  }
};
