import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { acceptOrder, laptop, slipTask } from "../../test/support/orders.ts";
import {
  countQueued,
  lockQueued,
  lockUnconfirmed,
  lockUnpublished,
  oldestUnpublished,
  sampleReceived,
} from "./outbox.ts";
import { openDatabase, type Sql } from "./sql.ts";

const testDatabase = await createTestDatabase();
const sql = openDatabase({ url: testDatabase.url, poolSize: 2 });
afterAll(async () => {
  await sql.end();
  await testDatabase.drop();
});

const TASKS = 20_000;
const LIMIT = 100;

/** Copies an order and its task, so that half of the tasks are pending and half are queued, of which half are unconfirmed. */
const fill = async (): Promise<void> => {
  const { orderNo } = await acceptOrder(sql, {
    lines: [laptop({ lineId: "1" })],
    tasks: [slipTask("shipping", ["1"])],
  });
  await sql.execute(
    `insert into orders (client_id, order_id, content_hash, rulebook_version, customer_id, currency, total, placed_at,
                         paid_at, received_at, snapshot, catalogue, gifts)
     select client_id, 'COPY-' || n, content_hash, rulebook_version, customer_id, currency, total, placed_at,
            paid_at, received_at + n * interval '1 millisecond', '{}', '{}', '[]'
     from orders, generate_series(1, $2) as n where order_no = $1`,
    [orderNo, TASKS],
  );
  await sql.execute(
    `insert into tasks (order_no, task_id, position, type, key, payload, line_ids, because, rule_ids, created_at, status,
                        queued_at, send_unconfirmed)
     select o.order_no, gen_random_uuid(), 0, type, key, payload, line_ids, because, rule_ids, o.received_at,
            case when o.order_no % 2 = 0 then 'queued' else 'pending' end,
            case when o.order_no % 2 = 0 then o.received_at end, o.order_no % 4 = 0
     from tasks t, orders o where t.order_no = $1 and o.order_id like 'COPY-%'`,
    [orderNo],
  );
  await sql.execute("analyze orders");
  await sql.execute("analyze tasks");
};
beforeAll(fill);

type PlanNode = {
  readonly "Node Type": string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly Plans?: readonly PlanNode[];
};

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** Runs queries with EXPLAIN ANALYZE and collects the nodes of their plans. */
const explaining = (nodes: PlanNode[]): Sql => ({
  ...sql,
  many: async (query, values) => {
    const text = typeof query === "string" ? query : query.text;
    const [row] = await sql.many<{ "QUERY PLAN": { Plan: PlanNode }[] }>(
      `explain (analyze, format json) ${text}`,
      values,
    );
    nodes.push(...nodesOf(row!["QUERY PLAN"][0]!.Plan));
    return [];
  },
  one: async (query, values) => {
    await explaining(nodes).many(query, values);
    return { count: 0, oldest: null } as never;
  },
});

const rowsTouched = (nodes: readonly PlanNode[]): number =>
  Math.max(
    ...nodes.map(
      (node) => (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"],
    ),
  );

const NOW = "2026-11-21T00:00:00.000Z";
const range = { type: "packing_slip", from: "-infinity", limit: LIMIT } as const;

test.each<[string, (explained: Sql) => Promise<unknown>]>([
  [
    "unpublished tasks",
    (explained) => lockUnpublished(explained, { ...range, now: NOW, createdBefore: NOW }),
  ],
  ["queued tasks", (explained) => lockQueued(explained, { ...range, queuedBefore: NOW })],
  ["unconfirmed tasks", (explained) => lockUnconfirmed(explained, { ...range, queuedBefore: NOW })],
  [
    "the number of queued tasks",
    (explained) => countQueued(explained, { type: "packing_slip", queuedBefore: NOW, max: LIMIT }),
  ],
  [
    "a sample of received messages",
    (explained) =>
      sampleReceived(explained, { type: "packing_slip", after: "2026-11-20T00:00:00.000Z", until: NOW }),
  ],
  ["the oldest unpublished task", (explained) => oldestUnpublished(explained, NOW)],
])("the query for %s reads a range of an index and no more rows than its limit", async (_name, run) => {
  const nodes: PlanNode[] = [];
  await run(explaining(nodes));
  expect(nodes.length).toBeGreaterThan(0);
  expect(nodes.map((node) => node["Node Type"])).not.toContain("Seq Scan");
  expect(nodes.map((node) => node["Node Type"])).not.toContain("Sort");
  expect(rowsTouched(nodes)).toBeLessThanOrEqual(LIMIT);
});

test("lockUnpublished continues where the previous batch ended", async () => {
  const input = { ...range, now: NOW, createdBefore: NOW };
  const first = await lockUnpublished(sql, input);
  const second = await lockUnpublished(sql, { ...input, from: first.at(-1)!.since });
  expect(first).toHaveLength(LIMIT);
  expect(second[0]!.taskId).toBe(first.at(-1)!.taskId);
  expect(second.at(-1)!.since > first.at(-1)!.since).toBe(true);
});
