/** Customers with thousands of orders: exported in pages, erased in batches. */
import { beforeAll, expect, test } from "vitest";
import { clearRulesCache } from "../lib/runtime/rulebook-cache.ts";
import { apiClient } from "../test/support/api-client.ts";
import { createClients } from "../test/support/client-data.ts";
import { copyOrder } from "../test/support/copied-orders.ts";
import { startFunctionStack } from "../test/support/function-stack.ts";
import { bookLine, laptopLine, membershipLine, orderBody } from "../test/support/order-body.ts";
import { runTasks } from "../test/support/personal-data.ts";
import { activateVersion, postOrder, saveVersion } from "../test/support/rulebook-api.ts";
import { handler as registry } from "./registry/handler.ts";

const stack = await startFunctionStack();
const { sql } = stack;
const call = apiClient(registry);

const RULES = `templates:
  thanks: { per: order, subject: { pt-BR: Oi, en: Hi }, body: { pt-BR: "{{order.customer.name}}", en: Hi } }
rules:
  - id: slip
    when: line.type in ["physical", "book"] && order.customer.name != "Unknown"
    then: [{ packingSlip: { destination: shipping } }]
  - id: copy
    when: line.type == "book"
    then: [{ packingSlip: { destination: royalties } }]
  - id: thanks
    forEach: order
    when: order.customer.email != "unknown@example.com"
    then: [{ email: { template: thanks, after: packingSlip } }]
  - id: join
    when: line.type == "membership"
    then: [{ membership: { change: activate } }, { email: { template: membership-changed, after: membership } }]
  - id: never
    when: line.sku == "NEVER"
    then: [{ packingSlip: { destination: royalties } }]
`;

beforeAll(async () => {
  await createClients(sql, "test-shop");
  await activateVersion(await saveVersion(RULES));
  clearRulesCache();
  const body = orderBody({ orderId: "L", lines: [laptopLine, bookLine] });
  await postOrder({ ...body, customer: { ...(body.customer as object), customerId: "C-LARGE" } });
  await runTasks(stack);
});

type Page = {
  orders: { orderId: string; tasks?: object[]; mails?: object[]; order?: object }[];
  nextCursor: string | null;
};

const MAX_PAGE_BYTES = 4_000_000;

const pagesOf = async (customerId: string, limit = "200"): Promise<Page[]> => {
  const pages: Page[] = [];
  let cursor: string | null = null;
  do {
    const query: Record<string, string> = cursor === null ? { limit } : { limit, cursor };
    const { status, json, text } = await call("GET /customers/{customerId}/export", {
      params: { customerId },
      query,
    });
    expect(status).toBe(200);
    expect(text.length).toBeLessThan(MAX_PAGE_BYTES);
    pages.push(json);
    ({ nextCursor: cursor } = json);
  } while (cursor !== null);
  return pages;
};

test("the export of 2 000 orders has each of them once, with all of its records, in pages of bounded size", async () => {
  await copyOrder(sql, "L", 1_999);
  const orders = (await pagesOf("C-LARGE")).flatMap((page) => page.orders);
  expect(orders.filter(({ order }) => order !== undefined)).toHaveLength(2_000);
  expect(new Set(orders.map(({ orderId }) => orderId)).size).toBe(2_000);
  expect(orders.flatMap(({ tasks = [] }) => tasks)).toHaveLength(3 * 2_000);
  expect(orders.flatMap(({ mails = [] }) => mails)).toHaveLength(2_000);
}, 120_000);

test("the records of an order that is larger than a page continue on the next pages", async () => {
  const body = orderBody({ orderId: "HUGE", lines: [laptopLine] });
  await postOrder({ ...body, customer: { ...(body.customer as object), customerId: "C-HUGE" } });
  await runTasks(stack);
  await sql.execute(
    `with mail as (
       insert into tasks (task_id, order_no, position, type, key, status, payload, line_ids, because, rule_ids, result,
                          created_at, finished_at)
       select gen_random_uuid(), order_no, 100 + n, 'email', 'huge:' || n, 'done', '{"template":"thanks"}', '{}', '[]',
              '{a}', '{}', now(), now()
       from orders, generate_series(1, 20) as n where order_id = 'HUGE' returning task_id
     ), sent as (
       insert into emails (task_id, template, recipient, ses_message_id, sent_at)
       select task_id, 'thanks', 'a@example.com', task_id::text, now() from mail returning task_id
     )
     insert into sent_mails (task_id, subject, text, html, sent_at)
     select task_id, 'A', repeat('x', 100000), repeat('é', 400000), now() from sent`,
  );
  const pages = await pagesOf("C-HUGE", "1");
  expect(pages.length).toBeGreaterThan(3);
  const orders = pages.flatMap((page) => page.orders);
  expect(new Set(orders.map(({ orderId }) => orderId))).toEqual(new Set(["HUGE"]));
  expect(orders.flatMap(({ mails = [] }) => mails)).toHaveLength(21);
  expect(orders.filter(({ order }) => order !== undefined)).toHaveLength(1);
}, 60_000);

test("one request erases 2 000 orders, all with one pseudonym", async () => {
  const params = { customerId: "C-LARGE" };
  const { status, json } = await call("POST /customers/{customerId}/erasure", {
    params,
    body: { reason: "asked for" },
  });
  expect([status, json.status, json.orders]).toEqual([200, "done", 2_000]);
  const left = await sql.many(
    "select from orders where order_id like 'L%' and (snapshot::text like '%Carlos%' or customer_id = 'C-LARGE')",
  );
  expect(left).toEqual([]);
}, 60_000);

test("orders of 500 lines and 1 000 tasks are erased one by one", async () => {
  const lines = Array.from({ length: 500 }, (_, index) => ({ ...membershipLine, lineId: `L${index}` }));
  const body = orderBody({ orderId: "WIDE", lines });
  await postOrder({ ...body, customer: { ...(body.customer as object), customerId: "C-WIDE" } });
  await sql.execute(
    "update tasks set status = 'skipped', blocked = false, finished_at = now() where status in ('pending', 'queued')",
  );
  await copyOrder(sql, "WIDE", 4);
  const params = { customerId: "C-WIDE" };
  const { status, json } = await call("POST /customers/{customerId}/erasure", {
    params,
    body: { reason: "asked for" },
  });
  expect([status, json.orders]).toEqual([200, 5]);
}, 120_000);
