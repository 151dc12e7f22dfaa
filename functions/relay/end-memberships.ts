/**
 * Ends memberships whose paid time is over, and makes the mails about it that the rulebook wants. Concurrent invocations share
 * the work: each takes accounts that no other has locked.
 */
import type { Sql } from "../../lib/database/sql.ts";
import { addSeconds, millis, now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import {
  endLocked,
  findMembershipMails,
  insertMails,
  lockToEnd,
  lockToRemind,
  type MembershipMails,
} from "./membership-queries.ts";

const BATCH_SIZE = 500;
/** The mail that a membership ends soon is made this long before its end. */
const ENDING_MAIL_DAYS = 7;
const DAY_SECONDS = 86_400;
/** A membership that ended longer ago, while the relay did not run, gets no mail that it has ended. */
const ENDED_MAIL_DAYS = 7;

type Batch = { readonly taken: number; readonly ended: number; readonly mails: number };

const endBatch = async (tx: Sql, settings: MembershipMails | undefined): Promise<Batch> => {
  const at = now();
  const locked = await lockToEnd(tx, at, BATCH_SIZE);
  const ends = locked.length === 0 ? [] : await endLocked(tx, locked);
  const since = Date.parse(at) - ENDED_MAIL_DAYS * DAY_SECONDS * 1_000;
  const recent = ends.filter(({ expiresAt }) => Date.parse(expiresAt) >= since);
  const mails =
    settings?.endedMail && recent.length > 0
      ? await insertMails(tx, {
          about: "ended",
          accountIds: recent.map(({ accountId }) => accountId),
          version: settings.version,
          now: at,
          shortest: "0",
        })
      : 0;
  return { taken: locked.length, ended: ends.length, mails };
};

const remindBatch = async (tx: Sql, settings: MembershipMails): Promise<Batch> => {
  const at = now();
  const before = addSeconds(at, ENDING_MAIL_DAYS * DAY_SECONDS);
  const accountIds = await lockToRemind(tx, { now: at, before, limit: BATCH_SIZE });
  const mail = { about: "ending", version: settings.version, now: at } as const;
  const mails =
    accountIds.length === 0
      ? 0
      : await insertMails(tx, { ...mail, accountIds, shortest: `${ENDING_MAIL_DAYS} days` });
  return { taken: accountIds.length, ended: 0, mails };
};

/** What a run did. */
export type EndedMemberships = { readonly membershipsEnded: number; readonly membershipMails: number };

/**
 * Ends memberships, batch by batch, each in a transaction.
 * @param until no batch is started later, in milliseconds since the epoch
 */
export const endMemberships = async (until: number): Promise<EndedMemberships> => {
  const settings = await findMembershipMails(database(), now());
  const steps = [
    (tx: Sql) => endBatch(tx, settings),
    ...(settings?.endingMail ? [(tx: Sql) => remindBatch(tx, settings)] : []),
  ];
  let [membershipsEnded, membershipMails] = [0, 0];
  for (const step of steps)
    for (let isFull = true; isFull && millis() <= until; ) {
      const { taken, ended, mails } = await database().transaction(step);
      membershipsEnded += ended;
      membershipMails += mails;
      isFull = taken === BATCH_SIZE;
    }
  return { membershipsEnded, membershipMails };
};
