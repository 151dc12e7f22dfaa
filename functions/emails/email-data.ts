/** Looks up the data of a batch of mails: one query per kind of data. */
import { createHash } from "node:crypto";
import type { Sql } from "../../lib/database/sql.ts";
import type { MembershipEvent } from "./membership-changed.ts";
import { type EmailTask, type EmailData, linesOf } from "./prepare-email.ts";

/** How a suppressed address is kept: hashed, in lower case. */
export const recipientHash = (address: string): Buffer =>
  createHash("sha256").update(address.toLowerCase()).digest();

const findChanges = async (tx: Sql, taskIds: readonly string[]): Promise<Map<string, MembershipEvent>> => {
  const rows = await tx.many<MembershipEvent & { taskId: string }>(
    `select task_id as "taskId", change, plan_before as "planBefore", plan_after as "planAfter",
            expires_at as "expiresAt"
     from membership_events where task_id = any($1)`,
    [taskIds],
  );
  return new Map(rows.map((row) => [row.taskId, row]));
};

const findLinks = async (tx: Sql, skus: readonly string[]): Promise<Map<string, string>> => {
  const rows = await tx.many<{ sku: string; link: string }>(
    "select sku, link from catalogue where sku = any($1) and link is not null",
    [skus],
  );
  return new Map(rows.map(({ sku, link }) => [sku, link]));
};

const findSuppressed = async (tx: Sql, tasks: readonly EmailTask[]): Promise<Set<string>> => {
  const hashes = new Map(tasks.map((task) => [task.taskId, recipientHash(task.order.customer.email)]));
  const rows = await tx.many<{ hash: Buffer }>(
    "select recipient_hash as hash from suppressed_addresses where recipient_hash = any($1)",
    [[...hashes.values()]],
  );
  const suppressed = new Set(rows.map((row) => row.hash.toString("hex")));
  return new Set([...hashes].filter(([, hash]) => suppressed.has(hash.toString("hex"))).map(([id]) => id));
};

export const findEmailData = async (
  tx: Sql,
  tasks: readonly EmailTask[],
  senderName: string,
): Promise<EmailData> => ({
  senderName,
  changes: await findChanges(
    tx,
    tasks.flatMap((task) => task.dependsOn ?? []),
  ),
  links: await findLinks(tx, [...new Set(tasks.flatMap(linesOf).map((line) => line.sku))]),
  suppressed: await findSuppressed(tx, tasks),
});
