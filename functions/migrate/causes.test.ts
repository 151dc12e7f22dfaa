/** Migrations 0041 and 0042: tasks of before get the cause that their text says, and what is not done gets its client. */
import { beforeAll, expect, test } from "vitest";
import { causeSchema } from "../../lib/domain/cause.ts";
import { createEarlierDatabase } from "../../test/support/earlier-database.ts";

const FIRST = "0041_attempts.sql";

const { client, migrateBefore } = await createEarlierDatabase();

const CAUSES: readonly (readonly [reason: string, cause: object | null])[] = [
  ["agent A-1 has no commission rate", { code: "agent-without-rate", agentId: "A-1" }],
  [
    "agent A-1 has no commission rate valid at 2026-01-01T00:00:00Z",
    { code: "agent-without-rate", agentId: "A-1" },
  ],
  ["no streaming link in the catalogue for V 1,2, V-3", { code: "streaming-link-missing", sku: "V 1,2" }],
  ["the connection refused the webhook with status 410", { code: "connection-refused", status: 410 }],
  ["there is no connection erp", { code: "connection-missing", connection: "erp" }],
  ["the order has no shipping address", { code: "no-shipping-address" }],
  ["no active membership to upgrade", { code: "no-active-membership" }],
  ["already on plus", { code: "same-plan" }],
  ["basic is not above plus", { code: "lower-plan" }],
  ["another plan, basic, is active until 2026-02-10T12:00:00.000Z", { code: "other-plan-active" }],
  [
    "the address is suppressed: an earlier mail bounced, or its owner complained",
    { code: "address-suppressed" },
  ],
  ["SES refused the mail: MessageRejected", { code: "mail-refused" }],
  ["attempts used up", { code: "attempts-used-up" }],
  ["a retry cannot succeed", { code: "permanent-error" }],
  ["a text of another time", null],
];

const TASK = `insert into tasks (task_id, order_no, position, type, key, status, payload, line_ids, because, rule_ids, reason, result,
                   created_at, finished_at)
select gen_random_uuid(), order_no, 0, 'packing_slip', $1, $2, '{}', '{1}', '[]', '{r}', $3, $4, now(), $5 from orders`;

beforeAll(async () => {
  await migrateBefore(FIRST);
  await client.query(
    `insert into clients values ('shop', now());
     insert into rulebooks (format, source, program, created_at, created_by) values ('json', '{}', '{}', now(), 't');
     insert into orders (client_id, order_id, content_hash, rulebook_version, customer_id, currency, total, placed_at,
                         paid_at, received_at, snapshot, catalogue, gifts)
     values ('shop', 'O-1', sha256('a'), 1, 'C-1', 'BRL', 0, now(), now(), now(), '{}', '{}', '[]')`,
  );
  for (const [reason] of CAUSES) await client.query(TASK, [reason, "rejected", reason, null, new Date()]);
  await client.query(TASK, ["pending", "pending", null, null, null]);
  await client.query(TASK, ["done", "done", null, "{}", new Date()]);
  await migrateBefore();
});

test.each(CAUSES)("a task of before that was rejected because %j has the cause %j", async (reason, cause) => {
  const { rows } = await client.query("select cause from tasks where reason = $1", [reason]);
  expect(rows).toEqual([{ cause }]);
  if (cause !== null) expect(causeSchema.parse(cause)).toEqual(cause);
});

test("what is not done has its client, and what is inserted without one gets it", async () => {
  const clients = async () =>
    (
      await client.query(
        "select key, client_id as client from tasks where key in ('pending', 'done', 'later', 'attempts used up') order by 1",
      )
    ).rows;
  expect(await clients()).toEqual([
    { key: "attempts used up", client: "shop" },
    { key: "done", client: null },
    { key: "pending", client: "shop" },
  ]);
  await client.query(TASK, ["later", "pending", null, null, null]);
  expect(await clients()).toContainEqual({ key: "later", client: "shop" });
});
