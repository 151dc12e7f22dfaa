/** Migration 0074: tasks that erasures skipped although they need nothing of the customer are as they were before. */
import { expect, test } from "vitest";
import { createEarlierDatabase } from "../../test/support/earlier-database.ts";

const FIRST = "0074_undo_after_erasure.sql";

const { client, migrateBefore } = await createEarlierDatabase();

test("tasks that undo something and copies for departments are as their last attempt left them; others stay skipped", async () => {
  await migrateBefore(FIRST);
  await client.query(
    `insert into clients values ('shop', now());
     insert into rulebooks (format, source, program, created_at, created_by) values ('json', '{}', '{}', now(), 't');
     insert into orders (client_id, order_id, content_hash, rulebook_version, customer_id, currency, total, placed_at,
                         paid_at, received_at, snapshot, catalogue, gifts)
     values ('shop', 'O-1', sha256('a'), 1, 'C-1', 'BRL', 0, now(), now(), now(), '{}', '{}', '[]');
     with skipped as (
       insert into tasks (task_id, order_no, position, type, key, status, cause, payload, line_ids, because, rule_ids, created_at,
                          finished_at, attempts_logged)
       select gen_random_uuid(), order_no, 0, t.type, t.key, 'skipped', '{"code": "customer-erased"}', t.payload, '{1}', '[]',
              '{r}', now(), now(), 1
       from orders, (values ('packing_slip', 'undoes', '{"destination": "shipping", "cancels": {}}'::jsonb),
                            ('packing_slip', 'copy', '{"destination": "royalties"}'),
                            ('packing_slip', 'shipping', '{"destination": "shipping"}'),
                            ('email', 'mail', '{"template": "streaming-links"}')) as t(type, key, payload)
       returning task_id, key)
     insert into task_attempts (task_id, no, started_at, ended_at, outcome, detail, cause)
     select task_id, 1, now(), now(), 'failed', 'the printer is broken', '{"code": "attempts-used-up"}'
     from skipped where key <> 'copy'`,
  );
  await migrateBefore();
  const { rows } = await client.query(
    "select key, status, reason, cause ->> 'code' as code from tasks order by key",
  );
  expect(rows).toEqual([
    { key: "copy", status: "failed", reason: "it failed before the erasure", code: "permanent-error" },
    { key: "mail", status: "skipped", reason: null, code: "customer-erased" },
    { key: "shipping", status: "skipped", reason: null, code: "customer-erased" },
    { key: "undoes", status: "failed", reason: "the printer is broken", code: "attempts-used-up" },
  ]);
});
