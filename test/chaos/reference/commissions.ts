/** Commissions, their reversals, royalties, and the ledger that has them all. */
import { monthOf, partOf, rateOf } from "./arithmetic.ts";
import type { OrderCase } from "./cases.ts";
import type { Findings } from "./findings.ts";
import { type MatchedOf, nameIn } from "./matched.ts";
import type { EntryRow, Rows, TaskRow } from "./rows.ts";
import type { Setting } from "./setting.ts";

/** An entry as it must be. */
export type Booking = Omit<EntryRow, "entryId" | "orderNo">;

export const bookingsOf = (matched: MatchedOf<"commission">, { rateAt }: Setting): Booking[] => {
  const { of, expected, task, after, items } = matched;
  const { agentId } = expected;
  return expected.entries.flatMap(({ lineId, role, rateBps: fixed }) => {
    const left = items.get(lineId);
    if (left === undefined) return [];
    const { total, quantity } = of.lines.get(lineId)!;
    const base = partOf(total, quantity, quantity - left, left);
    const rateBps = fixed ?? rateAt(agentId, of.body.payment.paidAt)!;
    const common = { lineId, agentId, role, rateBps };
    const amount = rateOf(base, rateBps);
    const booked = { ...common, taskId: task.taskId, base, amount, cancellationId: null };
    const reversed = after.flatMap(({ cancellation, undoing }): Booking[] => {
      const taken = cancellation.taken.get(lineId);
      if (taken === undefined) return [];
      const before = taken.before - (quantity - left);
      const negative = (whole: number) => 0 - partOf(whole, left, before, taken.now);
      const { cancellationId } = cancellation.row;
      return [
        { ...common, taskId: undoing.taskId, base: negative(base), amount: negative(amount), cancellationId },
      ];
    });
    return [booked, ...reversed];
  });
};

const textOf = ({ taskId, lineId, agentId, role, base, rateBps, amount, cancellationId }: Booking): string =>
  `${agentId} (${role}) line ${lineId}: ${amount} of ${base} at ${rateBps}${cancellationId === null ? "" : ` for ${cancellationId}`}, task ${taskId}`;

/** Compares what was booked for the task of one agent. */
export const compareCommission = (
  findings: Findings,
  matched: MatchedOf<"commission">,
  entries: readonly EntryRow[],
  setting: Setting,
): void => {
  const subject = nameIn(matched);
  const expected = matched.task.status === "done" ? bookingsOf(matched, setting).map(textOf) : [];
  const left = entries.map(textOf);
  for (const booking of expected) {
    const index = left.indexOf(booking);
    if (index === -1) findings.add("lost", subject, `there is no entry ${booking}`);
    else left.splice(index, 1);
  }
  for (const entry of left)
    findings.add(expected.includes(entry) ? "doubled" : "wrong", subject, `there is an entry ${entry}`);
};

/** The entries of a task and of the tasks that undo it. */
export const entriesOf = (
  { task, after }: MatchedOf<"commission">,
  byTask: ReadonlyMap<string, readonly EntryRow[]>,
): EntryRow[] =>
  [task, ...after.map(({ undoing }) => undoing)].flatMap(({ taskId }: TaskRow) => byTask.get(taskId) ?? []);

const ACCOUNTS: Readonly<Record<string, readonly [debit: string, credit: string]>> = {
  commission: ["commission-expense", "agents-payable"],
  reversal: ["agents-payable", "commission-expense"],
  royalty: ["royalties-expense", "royalties-payable"],
  "royalty-reversal": ["royalties-payable", "royalties-expense"],
};

type Posting = {
  readonly kind: string;
  readonly amount: number;
  readonly agentId: string | null;
  readonly month: string;
};

const postingText = ({ kind, amount, agentId, month }: Posting): string =>
  `${kind} ${amount} ${agentId ?? ""} ${month}`;

/** The transaction of each entry: by the month of the payment, or of the cancellation. */
const commissionPostings = (rows: Rows, cases: readonly OrderCase[]): ReadonlyMap<string, Posting> => {
  const byNo = new Map(cases.map((one) => [one.row.orderNo, one]));
  return new Map(
    rows.entries.flatMap(({ entryId, orderNo, agentId, amount, cancellationId }) => {
      const of = byNo.get(orderNo);
      const cancellation = of?.cancellations.find(({ row }) => row.cancellationId === cancellationId);
      if (of === undefined) return [];
      const month = monthOf(cancellation?.body.at ?? of.body.payment.paidAt);
      const kind = cancellationId === null ? "commission" : "reversal";
      return [[entryId, { kind, amount: Math.abs(amount), agentId, month }] as const];
    }),
  );
};

const royaltyPostings = (rows: Rows, cases: readonly OrderCase[]): ReadonlyMap<string, Posting> => {
  const byNo = new Map(cases.map((one) => [one.row.orderNo, one]));
  const slips = new Map(rows.slips.map((slip) => [slip.number, slip]));
  const noByTask = new Map(rows.tasks.map(({ taskId, cancellationNo }) => [taskId, cancellationNo]));
  return new Map(
    rows.royalties.flatMap(({ entryId, number, orderNo, royalty }) => {
      const of = byNo.get(orderNo);
      if (of === undefined) return [];
      const cancellationNo = noByTask.get(slips.get(number)?.taskId ?? "");
      const cancellation = of.cancellations.find(({ row }) => row.cancellationNo === cancellationNo);
      const month = monthOf(cancellation?.body.at ?? of.body.payment.paidAt);
      const kind = cancellation === undefined ? "royalty" : "royalty-reversal";
      return [[entryId, { kind, amount: Math.abs(royalty), agentId: null, month }] as const];
    }),
  );
};

/** Every line of a royalty copy has its royalty entry. */
const compareRoyalties = (findings: Findings, { slips, royalties }: Rows): void => {
  const due = slips
    .filter(({ destination }) => destination === "royalties")
    .flatMap(({ number, lines }) =>
      lines.map(({ lineId, quantity, royaltyDue }) => `${number} line ${lineId}: ${quantity} ${royaltyDue}`),
    );
  const booked = royalties.map(
    ({ number, lineId, units, royalty }) => `${number} line ${lineId}: ${units} ${royalty}`,
  );
  const [isDue, isBooked] = [new Set(due), new Set(booked)];
  for (const one of isDue) if (!isBooked.has(one)) findings.add("lost", `royalty ${one}`, "is not booked");
  for (const one of isBooked) if (!isDue.has(one)) findings.add("wrong", `royalty ${one}`, "is on no slip");
  if (booked.length > isBooked.size)
    findings.add("doubled", "royalties", `${booked.length - isBooked.size} are booked twice`);
};

/** The ledger has each entry once, with the same amount, in the right month and between the right accounts. */
export const compareLedger = (findings: Findings, rows: Rows, cases: readonly OrderCase[]): void => {
  compareRoyalties(findings, rows);
  const expected = new Map([...commissionPostings(rows, cases), ...royaltyPostings(rows, cases)]);
  for (const row of rows.ledger) {
    const subject = `ledger ${row.entryId}`;
    const posting = expected.get(row.entryId);
    if (posting === undefined) findings.add("wrong", subject, `${postingText(row)} is of no entry`);
    else findings.expect(subject, "its transaction", postingText(row), postingText(posting));
    findings.expect(subject, "its accounts", [row.debit, row.credit], ACCOUNTS[row.kind]);
    expected.delete(row.entryId);
  }
  for (const [entryId, posting] of expected)
    findings.add("lost", `ledger ${entryId}`, `${postingText(posting)} is not there`);
};
