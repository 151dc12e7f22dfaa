/** What lists and groups of tasks cost: they read indexes, and blocks in proportion to what is not done, not to the history. */
import { beforeAll, expect, test } from "vitest";
import type { Sql } from "../../lib/database/sql.ts";
import type { TaskFilter } from "../../lib/database/task-filter.ts";
import { findTasks, groupTasks } from "../../lib/database/task-lists.ts";
import { countEligible, selectEligible } from "../../lib/database/task-retries.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { storeManyOrders } from "../../test/support/many-orders.ts";

const ORDERS = 20_000;
const stack = await startFunctionStack();
beforeAll(async () => {
  await storeManyOrders(stack.sql, ORDERS);
  await stack.sql.execute(
    `update tasks set cause = '{"code":"no-shipping-address"}' where status = 'rejected' and order_no % 2 = 0`,
  );
  await stack.sql.execute("vacuum analyze tasks");
}, 120_000);

type Plan = {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Shared Hit Blocks": number;
  readonly "Shared Read Blocks": number;
  readonly Plans?: readonly Plan[];
};

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** The plans of the queries that a function runs. They return no rows. */
const explain = async (run: (sql: Sql) => Promise<unknown>): Promise<Plan[]> => {
  const plans: Plan[] = [];
  const many: Sql["many"] = async (query, values) => {
    const text = typeof query === "string" ? query : query.text;
    const [row] = await stack.sql.many<Record<string, [{ Plan: Plan }]>>(
      `explain (analyze, buffers, format json) ${text}`,
      values,
    );
    plans.push(row!["QUERY PLAN"]![0].Plan);
    return [];
  };
  const explaining = { ...stack.sql, many, one: many as unknown as Sql["one"] };
  await run(explaining);
  return plans;
};

const FILTERS: readonly Omit<TaskFilter, "clientId">[] = [
  {},
  { status: "done" },
  { status: "rejected" },
  { status: "failed" },
  { status: "skipped" },
  { status: "pending" },
  { cause: { code: "no-shipping-address" } },
  { cause: "unknown" },
  { status: "rejected", type: "packing_slip", since: "2026-01-02T00:00:00Z" },
];
const CLIENTS = ["test-shop", "small-shop", undefined] as const;
const CASES = CLIENTS.flatMap((clientId) => FILTERS.map((filter) => ({ clientId, ...filter })));

/** These tasks have no attempts, their orders no cancellations; a scan of an empty table is the cheapest way. */
const EMPTY = ["task_attempts", "cancellations"];

const expectCheap = (plans: readonly Plan[], blocks: number) => {
  for (const plan of plans) {
    const scans = nodesOf(plan)
      .filter((node) => node["Node Type"] === "Seq Scan")
      .map((node) => node["Relation Name"])
      .filter((relation) => relation === undefined || !EMPTY.includes(relation));
    expect(scans).toEqual([]);
    expect(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]).toBeLessThan(blocks);
  }
};

test.each(CASES)("a page of the tasks of %j reads indexes only, and few blocks", async (filter) => {
  const after = { orderNo: 15_000, taskId: "019aa000-0000-7000-8000-000000000001" };
  expectCheap(await explain((sql) => findTasks(sql, filter, { after: undefined, limit: 51 })), 1_000);
  expectCheap(await explain((sql) => findTasks(sql, filter, { after, limit: 51 })), 1_000);
});

test.each(CASES.filter(({ status }) => status !== "done"))(
  "groups and retries of %j read indexes only, and few blocks",
  async (filter) => {
    expectCheap(await explain((sql) => groupTasks(sql, filter, { offset: 0, limit: 51 })), 1_500);
    expectCheap(await explain((sql) => countEligible(sql, filter)), 1_500);
    expectCheap(await explain((sql) => selectEligible(sql, filter, 1_000)), 1_500);
  },
);
