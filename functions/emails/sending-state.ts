/**
 * The SQL of the sending state. It is one row in the database: memory would be that of one container, of which several send
 * concurrently, and a new one would start with a full rate and a closed circuit breaker.
 */
import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { instant, query, rowOf } from "../../lib/database/rows.ts";
import type { Sql } from "../../lib/database/sql.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { millis } from "../../lib/runtime/clock.ts";
import type { SendQuota } from "../../lib/runtime/mail-quota.ts";
import { afterResults, planSends, type SendingState, type SendPlan, type SendResults } from "./pace.ts";

const stateRow = rowOf({
  nextSendAt: instant.nullable(),
  quotaRate: z.number().nullable(),
  quotaDay: z.number().nullable(),
  sentDay: z.number(),
  quotaCheckedAt: instant.nullable(),
  learnedRate: z.number().nullable(),
  learnedAt: instant.nullable(),
  failures: z.int(),
  pauses: z.int(),
  pausedUntil: instant.nullable(),
  pauseReason: z.string().nullable(),
});
type StateRow = z.infer<typeof stateRow>;

const COLUMNS = `next_send_at, quota_rate, quota_day, sent_day, quota_checked_at, learned_rate, learned_at, failures,
       pauses, paused_until, pause_reason`;
const QUOTA_CHECK_INTERVAL_MS = 300_000;

const toMillis = (at: string | null): number => (at === null ? 0 : Date.parse(at));
const toInstant = (at: number): string => new Date(at).toISOString();

const toState = (row: StateRow): SendingState => ({
  nextSendAt: toMillis(row.nextSendAt),
  quota:
    row.quotaRate === null || row.quotaDay === null
      ? undefined
      : { rate: row.quotaRate, day: row.quotaDay, sentDay: row.sentDay },
  learnedRate: row.learnedRate ?? undefined,
  learnedAt: toMillis(row.learnedAt),
  failures: row.failures,
  pauses: row.pauses,
  pausedUntil: toMillis(row.pausedUntil),
  pauseReason: row.pauseReason ?? undefined,
});

const lockState = (tx: Sql): Promise<StateRow> =>
  tx.one(query(stateRow, `select ${COLUMNS} from mail_sending for update`));

/** All containers share the row, so it is written only when it changes. */
const saveState = async (tx: Sql, before: SendingState, state: SendingState): Promise<void> => {
  if (isDeepStrictEqual(before, state)) return;
  await tx.execute(
    `update mail_sending
     set next_send_at = $1, sent_day = $2, learned_rate = $3, learned_at = $4, failures = $5, pauses = $6,
         paused_until = $7, pause_reason = $8`,
    [
      toInstant(state.nextSendAt),
      state.quota?.sentDay ?? 0,
      state.learnedRate ?? null,
      toInstant(state.learnedAt),
      state.failures,
      state.pauses,
      toInstant(state.pausedUntil),
      state.pauseReason ?? null,
    ],
  );
};

export type Reservation = {
  readonly plan: SendPlan;
  /** Whether this container reads SES's quota. */
  readonly readsQuota: boolean;
};

/**
 * Reserves slots for some mails.
 * @param horizon no slot is later (milliseconds since the epoch)
 * @param windowMs the slots are within this time
 */
export const reserveSends = (count: number, horizon: number, windowMs: number): Promise<Reservation> =>
  database().lookupTransaction(async (tx) => {
    const row = await lockState(tx);
    const now = millis();
    const before = toState(row);
    const { plan, state } = planSends(before, { now, count, horizon, windowMs });
    await saveState(tx, before, state);
    const readsQuota = now - toMillis(row.quotaCheckedAt) > QUOTA_CHECK_INTERVAL_MS;
    if (readsQuota) await tx.execute("update mail_sending set quota_checked_at = $1", [toInstant(now)]);
    return { plan, readsQuota };
  });

/** Records the results of some calls. */
export const recordResults = async (tx: Sql, results: SendResults): Promise<void> => {
  const before = toState(await lockState(tx));
  await saveState(tx, before, afterResults(before, results, millis()));
};

/** Records the quota that SES reported. */
export const recordQuota = async (sql: Sql, { rate, day, sentDay }: SendQuota): Promise<void> => {
  await sql.execute(
    "update mail_sending set quota_rate = $1, quota_day = $2, sent_day = $3, learned_rate = null",
    [rate, day, sentDay],
  );
};

const oldestRow = rowOf({ oldest: instant.nullable() });

/** When SES's rolling window of 24 hours next frees a mail that was sent from here; null when none was. */
export const windowFreesAt = async (sql: Sql, now: number): Promise<number | null> => {
  const { oldest } = await sql.one(
    query(oldestRow, "select min(sent_at) as oldest from emails where sent_at > $1"),
    [toInstant(now - 86_400_000)],
  );
  return oldest === null ? null : Date.parse(oldest) + 86_400_000;
};

/** Whether SES supports reading its quota and did not respond to, or refused, the last call of any container. */
export const isUnresponsive = async (sql: Sql): Promise<boolean> => {
  const state = toState(await sql.one(query(stateRow, `select ${COLUMNS} from mail_sending`)));
  return state.failures > 0 && state.quota !== undefined;
};
