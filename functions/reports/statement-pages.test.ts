import { beforeAll, expect, test } from "vitest";
import { apiClient } from "../../test/support/api-client.ts";
import { createClients } from "../../test/support/client-data.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { acceptOrder, commissionTask, laptop } from "../../test/support/orders.ts";
import { listStatementEntries } from "../../lib/database/statement-entries.ts";
import { handler as registry } from "../registry/handler.ts";
import { handler } from "./handler.ts";
import { readStatementPage } from "./statement-page.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);
const MAX_RESPONSE_BYTES = 6_291_456;
const ORDERS = 2_000;
const LINES = 20;
const ENTRIES = ORDERS * LINES;

const read = (month: string, query: Record<string, string> = {}) =>
  call("GET /agents/{agentId}/statements/{month}", { params: { agentId: "A-1", month }, query });

/** Copies of an order with 20 lines and their entries. Ten orders at a time are paid at the same instant. */
const fill = async (): Promise<void> => {
  await createClients(stack.sql, "test-shop");
  await apiClient(registry)("PUT /agents/{agentId}", {
    params: { agentId: "A-1" },
    body: { name: "Ana", commissionRateBps: 500 },
  });
  const { orderNo, taskIds } = await acceptOrder(stack.sql, {
    lines: [laptop({ lineId: "1" })],
    tasks: [commissionTask("A-1", [{ lineId: "1", base: 150_000 }])],
  });
  await stack.sql.execute(
    `insert into orders (client_id, order_id, content_hash, rulebook_version, customer_id, currency, total, placed_at,
                         paid_at, received_at, snapshot, catalogue, gifts)
     select client_id, 'MANY-' || n, content_hash, rulebook_version, customer_id, currency, total, placed_at,
            '2026-11-02T12:00:00Z'::timestamptz + n / 10 * interval '1 minute', received_at, '{}', '{}', '[]'
     from orders, generate_series(1, $2) as n where order_no = $1`,
    [orderNo, ORDERS],
  );
  await stack.sql.execute(
    `insert into order_lines (order_no, line_id, position, type, sku, title, quantity, unit_price, discount, free)
     select o.order_no, n + 1, n, type, sku, title, 1, unit_price, 0, false
     from orders o, order_lines l, generate_series(0, $2 - 1) as n
     where o.order_id like 'MANY-%' and l.order_no = $1`,
    [orderNo, LINES],
  );
  await stack.sql.execute(
    `insert into commission_entries (entry_id, task_id, order_no, line_id, agent_id, base, rate_bps, amount, currency,
                                     paid_at, booked_at)
     select gen_random_uuid(), $1, o.order_no, l.line_id, 'A-1', 1000, 500, 50, o.currency, o.paid_at, o.paid_at
     from orders o join order_lines l using (order_no) where o.order_id like 'MANY-%'`,
    [taskIds[0]],
  );
  await stack.sql.execute("analyze orders, order_lines, commission_entries, ledger");
};
beforeAll(fill, 60_000);

const MONTH_TOTALS = { orders: ORDERS, units: ENTRIES, sales: ENTRIES * 1_000, commission: ENTRIES * 50 };

type Line = { readonly orderId: string; readonly lineId: string };
const keyOf = ({ orderId, lineId }: Line): string => `${orderId}/${lineId}`;

/** The keys of the entries in the order of payment, of acceptance, and of the lines of an order. */
const allKeys = Array.from(
  { length: ENTRIES },
  (_, n) => `MANY-${Math.floor(n / LINES) + 1}/${(n % LINES) + 1}`,
);

test("a statement of 40 000 entries has 50 of them on its first page", async () => {
  const { json } = await read("2026-11");
  expect(json).toMatchObject(MONTH_TOTALS);
  expect(json.lines.map(keyOf)).toEqual(allKeys.slice(0, 50));
});

test("the pages of a statement continue in order, each with the totals of the month", async () => {
  const seen: string[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < 3; page++) {
    const { json } = await read("2026-11", { limit: "30", ...(cursor === null ? {} : { cursor }) });
    expect(json).toMatchObject(MONTH_TOTALS);
    seen.push(...json.lines.map(keyOf));
    cursor = json.nextCursor;
  }
  expect(seen).toEqual(allKeys.slice(0, 90));
});

test("the pages of a month have every entry once, in order", async () => {
  const month = { clientId: "test-shop", agentId: "A-1", month: "2026-11", currency: "BRL" };
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await readStatementPage((wanted) => listStatementEntries(stack.sql, month, wanted), {
      after,
      limit: 199,
      render: (entry) => `${entry.orderId}/${entry.lineId}`,
    });
    seen.push(...page.rows);
    after = page.continuesAfter;
  } while (after !== undefined);
  expect(seen).toEqual(allKeys);
}, 60_000);

/** Follows the Link header until the last page. */
const readCsv = async (query: Record<string, string>) => {
  const pages: { rows: string[]; total: string; bytes: number }[] = [];
  let next: Record<string, string> | undefined = query;
  while (next !== undefined) {
    const reply = await read("2026-11.csv", next);
    expect(reply.status).toBe(200);
    const rows = reply.text.split("\r\n").slice(1, -1);
    const [total] = rows.splice(-7) as [string];
    pages.push({ rows, total, bytes: Buffer.byteLength(JSON.stringify(reply.text)) });
    const link = /^<\?(.*)>; rel="next"$/.exec(reply.headers.link ?? "")?.[1];
    next = link === undefined ? undefined : Object.fromEntries(new URLSearchParams(link));
  }
  return pages;
};

const csvKeys = (rows: readonly string[]) => rows.map((row) => row.split(";").slice(0, 2).join("/"));

test("a statement of 40 000 entries as CSV is one file within the limit of a response", async () => {
  const [page, ...others] = await readCsv({});
  expect(others).toEqual([]);
  expect(csvKeys(page!.rows)).toEqual(allKeys);
  expect(page!.total).toBe("Total;;;;;40000;400000,00;;20000,00;BRL;;;;;;;");
  expect(page!.bytes).toBeLessThan(MAX_RESPONSE_BYTES);
}, 60_000);

test("a CSV with a limit links to its next page and says that it is a part", async () => {
  const reply = await read("2026-11.csv", { limit: "3" });
  const rows = reply.text.split("\r\n").slice(1, -1);
  expect(csvKeys(rows.slice(0, 3))).toEqual(allKeys.slice(0, 3));
  expect(rows[3]).toBe(
    "Total do mês (este arquivo tem só parte das linhas);;;;;40000;400000,00;;20000,00;BRL;;;;;;;",
  );
  expect(reply.headers.link).toMatch(/^<\?currency=BRL&limit=3&cursor=[\w-]{22}>; rel="next"$/);
});

test("a CSV that does not fit into a response continues in further files", async () => {
  await stack.sql.execute(`update order_lines set title = repeat('"é' || chr(1), 60)`);
  const pages = await readCsv({});
  expect(pages.length).toBeGreaterThan(1);
  expect(csvKeys(pages.flatMap(({ rows }) => rows))).toEqual(allKeys);
  for (const { bytes, total } of pages) {
    expect(bytes).toBeLessThan(MAX_RESPONSE_BYTES);
    expect(total).toMatch(/^Total do mês/);
  }
}, 60_000);

test.each([
  { limit: "0" },
  { limit: "201" },
  { cursor: "" },
  { cursor: "bzEyMw" },
  { cursor: "AAAAAAAAAAAAAAAAAAAAAB" },
])("a statement with the parameters %j is 422", async (query) => {
  expect((await read("2026-11", query)).status).toBe(422);
});

test("a statement after an entry that does not exist has no entries", async () => {
  const { json } = await read("2026-11", { cursor: "AAAAAAAAAAAAAAAAAAAAAA" });
  expect(json).toMatchObject({ ...MONTH_TOTALS, lines: [], nextCursor: null });
});
