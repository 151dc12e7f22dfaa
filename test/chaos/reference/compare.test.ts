/** The reference model finds no difference in a run in which nothing fails, and every one that is then made by hand. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ChaosRecord, Difference, Outside } from "../recorded.ts";
import { createClients } from "../../support/client-data.ts";
import { setEnvironment, startFunctionStack } from "../../support/function-stack.ts";
import { sentDocument, startSesServer, XML } from "../../support/ses-protocol.ts";
import { startReceiver } from "../../support/webhook-receiver.ts";
import { makeWorkload } from "../workload/workload.ts";
import { compare } from "./compare.ts";
import { runInProcess } from "./in-process.ts";

const SEED = 7;
const ORDERS = 45;
/** Takes seconds; a busy machine may need minutes. */
const RUN_TIMEOUT_MS = 300_000;

const stack = await startFunctionStack();
const { sql } = stack;
const receiver = await startReceiver();
const mails: Outside["mails"][number][] = [];
const ses = await startSesServer((form, response) => {
  if (form.get("Action") === "SendEmail") mails.push({ parameters: Object.fromEntries(form) });
  response.writeHead(200, XML).end(sentDocument(`sent-${mails.length}`));
});
afterAll(() => Promise.all([receiver.stop(), ses.stop()]));

let records: readonly ChaosRecord[];
beforeAll(async () => {
  setEnvironment({ AWS_ENDPOINT_URL_SES: ses.endpoint });
  await createClients(sql, "test-shop");
  const workload = makeWorkload(SEED, ORDERS, `http://127.0.0.1:${receiver.port}/`);
  records = await runInProcess(stack, workload, SEED);
}, RUN_TIMEOUT_MS);

const outside = (): Outside => ({
  mails,
  webhooks: receiver.received.map(({ headers, body }) => ({ path: "/", headers, body, status: 204 })),
});

test("a run in which nothing fails has no difference", async () => {
  expect(await compare(records, sql, outside())).toEqual([]);
});

class Undone extends Error {}

/** The differences once statements have changed the database, which is then as it was. */
const afterStatements = async (statements: readonly string[]): Promise<readonly Difference[]> => {
  let found: readonly Difference[] = [];
  const changing = sql.transaction(async (tx) => {
    // Neither constraints between tables nor triggers hold meanwhile.
    await tx.execute("set local session_replication_role = replica");
    for (const statement of statements.slice(0, -1)) await tx.execute(statement);
    expect(await tx.execute(statements.at(-1)!)).toBeGreaterThan(0);
    found = await compare(records, tx, outside());
    throw new Undone();
  });
  await expect(changing).rejects.toThrow(Undone);
  return found;
};

const textOf = ({ kind, subject, detail }: Difference): string => `${kind}: ${subject}: ${detail}`;

const FIRST_SLIP = `(select number from packing_slips s where kind = 'slip' and replaces is null and voided_at is null
  and not exists (select from packing_slips r where r.reverses = s.number) order by number limit 1)`;
const DONE = (
  type: string,
) => `(select task_id from tasks where type = '${type}' and status = 'done' and not is_event
  and cancellation_no is null order by task_id limit 1)`;
const ENTRY = "(select entry_id from commission_entries where reverses is null order by entry_id limit 1)";
const COPY = `select gen_random_uuid(), task_id, order_no, line_id, agent_id, base, rate_bps, amount, currency, paid_at,
  booked_at, role || 'x', units from commission_entries where entry_id = ${ENTRY}`;

/** Something that is made wrong; what the database itself prevents, only without an index. */
type Tampering = [what: string, statement: string, difference: RegExp, index?: string];

const TAMPERINGS: readonly Tampering[] = [
  ["an order is gone", "delete from orders where order_id = 'O-1'", /^lost: order O-1: was accepted/],
  [
    "an order has another total",
    "update orders set total = total + 1 where order_id = 'O-1'",
    /^wrong: order O-1: its total/,
  ],
  [
    "an order was accepted under another rulebook",
    "update orders set rulebook_version = 1 where rulebook_version > 1",
    /^wrong: O-\d+: task \S+ \S+ should not be there/,
  ],
  [
    "a line has another quantity",
    "update order_lines set quantity = quantity + 1 where line_id = '1'",
    /^wrong: order O-\d+: its lines/,
  ],
  ["a free item is gone", "delete from order_lines where free", /^lost: order O-\d+: free item/],
  [
    "a cancellation is gone",
    "delete from cancellations where cancellation_no = (select max(cancellation_no) from cancellations)",
    /^lost: cancellation O-\d+ K\d: was accepted/,
  ],
  [
    "a cancellation took something else",
    "update cancelled_lines set amount = amount + 1",
    /^wrong: order O-\d+ K\d: what it takes/,
  ],
  [
    "a task is gone",
    `delete from tasks where task_id = ${DONE("packing_slip")}`,
    /^lost: O-\d+ packing_slip \S+: there is no such task/,
  ],
  [
    "a task is there twice",
    `insert into tasks select (t).* from (select jsonb_populate_record(t, jsonb_build_object('task_id', gen_random_uuid(),
       'key', key || 'x')) as t from tasks t where task_id = ${DONE("commission")}) copied`,
    /^doubled: O-\d+ commission \S+: there are 2 such tasks/,
  ],
  [
    "a task is queued",
    `update tasks set status = 'queued', result = null, finished_at = null where task_id = ${DONE("email")}`,
    /^stuck: order O-\d+ email \S+: is queued/,
  ],
  [
    "a task has failed",
    `update tasks set status = 'failed', result = null, reason = 'x' where task_id = ${DONE("webhook")}`,
    /^wrong: order O-\d+ webhook \S+: failed/,
  ],
  [
    "a slip is gone",
    `delete from packing_slips where number = ${FIRST_SLIP}`,
    /^lost: .*: is done, and has no slip/,
  ],
  [
    "a slip has another quantity",
    `update packing_slips set document = jsonb_set(document, '{lines,0,quantity}', '99') where number = ${FIRST_SLIP}`,
    /^wrong: slip \S+: its lines/,
  ],
  [
    "a slip has another total",
    "update packing_slips set document = jsonb_set(document, '{lines,0,total}', '1') where destination = 'shipping'",
    /^wrong: slip \S+: its lines/,
  ],
  [
    "a slip is there twice",
    `insert into packing_slips select (s).* from (select jsonb_populate_record(s, jsonb_build_object(
       'task_id', gen_random_uuid(), 'number', '2026-999999')) as s from packing_slips s where number = ${FIRST_SLIP}) copied`,
    /^wrong: slip 2026-999999: is of no task/,
    "packing_slips_of_order",
  ],
  [
    "a printed slip is not marked",
    "update packing_slips set printed_at = null",
    /^lost: slip \S+: a print of it was confirmed/,
  ],
  [
    "a slip that is not voided was cancelled",
    "update packing_slips set voided_at = null, voided_by = null where voided_at is not null",
    /^wrong: slip \S+: what voids it/,
    "packing_slips_of_order",
  ],
  [
    "a membership lasts longer",
    "update membership_accounts set expires_at = expires_at + interval '1 day'",
    /^wrong: membership of C-\d+: its state/,
  ],
  [
    "a change of a membership is gone",
    "delete from membership_events where event_id = (select max(event_id) from membership_events)",
    /^lost: membership of C-\d+: has no change/,
  ],
  [
    "a membership changed to another plan",
    "update membership_events set plan_after = 'gold' where plan_after is not null",
    /^wrong: membership of C-\d+: change 1/,
  ],
  [
    "a membership change is done that must be rejected",
    "update tasks set status = 'done', cause = null, reason = null, result = '{}' where type = 'membership' and status = 'rejected'",
    /^wrong: O-\d+ membership \S+: is done, expected rejected/,
  ],
  [
    "a commission has another amount",
    `update commission_entries set amount = amount + 1 where entry_id = ${ENTRY}`,
    /^lost: O-\d+ commission \S+: there is no entry/,
  ],
  [
    "a commission was booked twice",
    `insert into commission_entries (entry_id, task_id, order_no, line_id, agent_id, base, rate_bps, amount, currency,
       paid_at, booked_at, role, units) ${COPY.replace("role || 'x'", "role")}`,
    /^doubled: O-\d+ commission \S+: there is an entry/,
    "commission_entries_once",
  ],
  [
    "a reversal is gone",
    "delete from commission_entries where reverses is not null",
    /^lost: O-\d+ commission \S+: there is no entry .* for K/,
  ],
  [
    "a transaction of the ledger is gone",
    `delete from ledger where entry_id = ${ENTRY}`,
    /^lost: ledger \S+: commission/,
  ],
  [
    "a transaction of the ledger has another month",
    "update ledger set month = month + interval '1 month' where kind = 'royalty'",
    /^wrong: ledger \S+: its transaction/,
  ],
  ["a royalty is gone", "delete from royalty_entries where units > 0", /^lost: royalty \S+ line/],
  [
    "a mail was not sent",
    "update emails set sent_at = null, ses_message_id = null",
    /^lost: O-\d+ mail \S+ \S+: is done, and was not sent/,
  ],
  [
    "a mail was sent to another address",
    "update emails set recipient = 'other@example.com'",
    /^wrong: O-\d+ mail \S+ \S+: its recipient/,
  ],
  [
    "an event is gone",
    "delete from tasks where payload ->> 'event' = 'order.cancelled'",
    /^lost: order O-\d+: 0 events order.cancelled/,
  ],
];

test.each(TAMPERINGS)("the comparison finds that %s", async (_what, statement, difference, index) => {
  const statements = index === undefined ? [statement] : [`drop index ${index}`, statement];
  const found = (await afterStatements(statements)).map(textOf);
  expect(found).toEqual(expect.arrayContaining([expect.stringMatching(difference)]));
});

/** The differences with other responses, mails or webhooks. */
const compareWith = async (others: readonly ChaosRecord[], reached: Outside): Promise<string[]> =>
  (await compare(others, sql, reached)).map(textOf);

test("the comparison finds a mail that SES accepted twice, and one that it never got", async () => {
  const { webhooks } = outside();
  const [first, ...others] = mails;
  expect(await compareWith(records, { webhooks, mails: [...mails, first!] })).toEqual([
    expect.stringMatching(/^doubled: mail \S+: SES accepted it 2 times, 1 were possible/),
  ]);
  expect(await compareWith(records, { webhooks, mails: others })).toEqual([
    expect.stringMatching(/^lost: mail \S+: SES has not accepted it/),
  ]);
});

test("the comparison finds a webhook that was not received, and one with other content", async () => {
  const { webhooks } = outside();
  const [first, ...others] = webhooks;
  expect(await compareWith(records, { mails, webhooks: others })).toEqual([
    expect.stringMatching(/^lost: webhook \S+ \S+: is done, and was not received/),
  ]);
  const changed = { ...first!, body: first!.body.replace("O-", "X-") };
  expect(await compareWith(records, { mails, webhooks: [...webhooks, changed] })).toEqual([
    expect.stringMatching(/^wrong: webhook \S+ \S+: was received with a wrong signature/),
    expect.stringMatching(/^wrong: webhook \S+ \S+: was received with different content/),
    expect.stringMatching(/^wrong: webhook \S+ \S+: was received as/),
  ]);
});

test("the comparison finds an order that was accepted and should be refused, and one that was accepted twice", async () => {
  const changed = (key: RegExp, status: number) =>
    records.map((record) => (key.test(record.request.key) ? { ...record, status } : record));
  expect(await compareWith(changed(/-invalid$/, 202), outside())).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^wrong: order O-\d+: order-\d+-invalid had the status 202/),
    ]),
  );
  expect(await compareWith(changed(/^order-\d+-again$/, 202), outside())).toEqual(
    expect.arrayContaining([expect.stringMatching(/^doubled: order O-\d+: 2 requests had the status 202/)]),
  );
});

test("the comparison finds a statement with another sum", async () => {
  const changed = records.map((record) => {
    const { agents } = record.body as { agents?: { commission: number }[] };
    if (agents === undefined || !record.request.key.startsWith("statements-")) return record;
    return { ...record, body: { agents: agents.map((one) => ({ ...one, commission: one.commission + 1 })) } };
  });
  expect(await compareWith(changed, outside())).toEqual(
    expect.arrayContaining([expect.stringMatching(/^wrong: statement 2025-\d\d of \S+: its sums/)]),
  );
});
