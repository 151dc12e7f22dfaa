/** What lists of orders cost: every filter reads indexes, and blocks in proportion to the page, not to the number of orders. */
import { beforeAll, expect, test } from "vitest";
import { type OrderFilter, orderPageQuery } from "../../lib/database/order-filter.ts";
import { planSearch } from "../../lib/database/order-search.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { storeManyOrders } from "../../test/support/many-orders.ts";

const ORDERS = 20_000;
const stack = await startFunctionStack();
beforeAll(() => storeManyOrders(stack.sql, ORDERS), 120_000);

type Plan = {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Shared Hit Blocks": number;
  readonly "Shared Read Blocks": number;
  readonly "Actual Rows": number;
  readonly Plans?: readonly Plan[];
};

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

const explain = async (filter: OrderFilter, search?: string): Promise<Plan> => {
  const plan = search === undefined ? undefined : await planSearch(stack.sql, filter.clientId, search);
  const { text, values } = orderPageQuery(filter, plan);
  const [row] = await stack.sql.many<Record<string, [{ Plan: Plan }]>>(
    `explain (analyze, buffers, format json) ${text}`,
    values,
  );
  return row!["QUERY PLAN"]![0].Plan;
};

/** Small tables of which a scan is the cheapest way. */
const SMALL = ["clients"];

const early = "2026-01-02T00:00:00Z";
const FILTERS: readonly [Partial<OrderFilter> & { search?: string }, rows: number][] = [
  [{}, 51],
  [{ status: "processing" }, 20],
  [{ status: "attention" }, 40],
  [{ status: "completed" }, 51],
  [{ status: "imported" }, 0],
  [{ status: "cancelled" }, 0],
  [{ since: early }, 51],
  [{ until: early }, 51],
  [{ since: "2026-01-03T00:00:00Z", until: "2026-01-03T00:10:00Z" }, 10],
  [{ customer: "C-77" }, 5],
  [{ agent: "A-7" }, 51],
  [{ sku: "LAPTOP-1" }, 51],
  [{ sku: "SKU-77" }, 10],
  [{ rule: "packing-slip" }, 51],
  [{ rule: "rule-77" }, 51],
  [{ rule: "rule-77", formerRules: ["rule-78", "rule-79"] }, 51],
  [{ sku: "SKU-503", status: "attention" }, 10],
  [{ sku: "LAPTOP-1", until: early }, 51],
  [{ before: 5_000, sku: "LAPTOP-1" }, 51],
  [{ search: "WEB-77" }, 51],
  [{ search: "web-777" }, 11],
  [{ search: "C-3999" }, 5],
  [{ search: "00000007919" }, 1],
  [{ search: "2026-000777" }, 1],
  [{ search: "WEB-77", status: "attention" }, 0],
];

const clients = ["test-shop", "small-shop", undefined] as const;
test.each(clients.flatMap((client) => FILTERS.map(([filter, rows]) => [client, filter, rows] as const)))(
  "a page for %s by %j reads indexes only, and few blocks",
  async (clientId, { search, ...filter }, rows) => {
    const plan = await explain({ clientId, limit: 51, ...filter }, search);
    const scans = nodesOf(plan)
      .filter((node) => node["Node Type"] === "Seq Scan")
      .map((node) => node["Relation Name"])
      .filter((relation) => !SMALL.includes(relation ?? ""));
    expect(scans).toEqual([]);
    if (clientId === undefined) expect(plan["Actual Rows"]).toBeLessThanOrEqual(51);
    else if (clientId === "test-shop") expect(Math.abs(plan["Actual Rows"] - rows)).toBeLessThanOrEqual(2);
    expect(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]).toBeLessThan(2_500);
  },
);
