/** Every list, filter, search, group, overview and report of the API, asked of the history of store-orders.ts. */
import { handler as orders } from "../../functions/orders/handler.ts";
import { handler as registry } from "../../functions/registry/handler.ts";
import { handler as reports } from "../../functions/reports/handler.ts";
import { handler as rulebooks } from "../../functions/rulebooks/handler.ts";
import { handler as system } from "../../functions/system/handler.ts";
import type { HttpHandler } from "../../test/support/api-client.ts";
import type { History } from "./store-orders.ts";

export type ListRequest = {
  readonly handler: HttpHandler;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /**
   * A report over a period, or a search that many match: it reads what they have. Everything else reads in proportion to its page, or to what is open
   * and needs attention.
   */
  readonly isBroad: boolean;
};

type Query = Readonly<Record<string, string>>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The number of an order in the middle of the history. */
const middleOf = ({ orders: count }: History): number => Math.floor(count / 2) + 1;

/** What the filters are about: an order in the middle of the history, its customer, and times counted back from its end. */
const subjectOf = (history: History) => {
  const at = (ms: number) => new Date(Date.parse(history.until) - ms).toISOString();
  const n = middleOf(history);
  const customer = (n * 7_919) % Math.max(10, Math.floor(history.orders / 5));
  return { at, n, customer, recent: { since: at(2 * DAY_MS), until: at(DAY_MS) } };
};

const orderFiltersOf = (history: History): Query[] => {
  const { at, n, customer, recent } = subjectOf(history);
  return [
    {},
    { view: "summary" },
    ...["processing", "attention", "completed", "imported", "cancelled"].map((status) => ({ status })),
    recent,
    { until: at(180 * DAY_MS) },
    { customer: `C-${customer}` },
    { agent: "A-7" },
    { sku: "LAPTOP-1" },
    { sku: "SKU-77" },
    { sku: "SKU-77", status: "attention" },
    { rule: "packing-slip" },
    { rule: "rule-7" },
    { agent: "A-7", rule: "rule-7" },
    ...[`WEB-${n}`, "WEB-7", `C-${customer}`, "a1", String(customer * 7_919), `${at(0).slice(0, 4)}-0`].map(
      (q) => ({ q }),
    ),
    { q: "WEB-7", status: "attention" },
  ];
};

const listsOf = (history: History) => {
  const { at, n, customer, recent } = subjectOf(history);
  const taskFilters: Query[] = [
    {},
    ...["pending", "queued", "done", "rejected", "failed", "skipped"].map((status) => ({ status })),
    ...["packing_slip", "membership", "email", "commission", "webhook"].map((type) => ({ type })),
    { cause: "agent-without-rate" },
    { cause: "agent-without-rate:A-4" },
    { cause: "unknown" },
    { order: `WEB-${n}` },
    recent,
    { since: at(181 * DAY_MS), until: at(180 * DAY_MS) },
    { ...recent, status: "rejected", type: "commission" },
  ];
  const slipFilters: Query[] = [
    {},
    { destination: "shipping" },
    { printed: "false" },
    { printed: "true", destination: "royalties" },
    recent,
    ...[`WEB-${n}`, `C-${customer}`].map((q) => ({ q })),
    { q: "WEB-7", printed: "false" },
  ];
  const mailFilters: Query[] = [
    {},
    ...["pending", "done", "rejected", "failed", "skipped"].map((status) => ({ status })),
    { template: "none-of-these" },
    { order: `WEB-${n}` },
    { recipient: "unknown@example.com" },
    { template: "membership-changed", status: "failed" },
  ];
  const membershipFilters: Query[] = [
    {},
    { status: "active" },
    { status: "inactive", plan: "plus" },
    { plan: "none" },
    { expiresBefore: at(-7 * DAY_MS) },
  ];
  const auditFilters: Query[] = [
    {},
    recent,
    { actor: "key-7" },
    { actor: "unknown" },
    { action: "putAgent" },
    { subject: "agents/A-7" },
    { subject: "agents" },
  ];
  return {
    orderFilters: orderFiltersOf(history),
    taskFilters,
    slipFilters,
    mailFilters,
    membershipFilters,
    auditFilters,
  };
};

const request = (handler: HttpHandler, path: string, query: Query = {}, more: Partial<ListRequest> = {}) => ({
  handler,
  path,
  query,
  params: {},
  isBroad: false,
  ...more,
});

const ofEach = (handler: HttpHandler, path: string, queries: readonly Query[]) =>
  queries.map((query) => request(handler, path, query));

/** The requests of lists; each reads a page. */
const pageRequests = (history: History): ListRequest[] => {
  const of = listsOf(history);
  return [
    ...ofEach(orders, "/orders", of.orderFilters),
    ...ofEach(orders, "/tasks", of.taskFilters),
    ...ofEach(
      orders,
      "/tasks/groups",
      of.taskFilters.filter(({ status }) => status !== "done"),
    ),
    ...ofEach(reports, "/packing-slips", of.slipFilters),
    ...ofEach(reports, "/mails", of.mailFilters),
    ...ofEach(reports, "/memberships", of.membershipFilters),
    ...ofEach(registry, "/agents", [{}]),
    ...ofEach(registry, "/catalog", [{}, { missing: "link" }]),
    ...ofEach(registry, "/audit", of.auditFilters),
    ...ofEach(registry, "/keys", [{}]),
    ...ofEach(registry, "/lists", [{}]),
    ...ofEach(rulebooks, "/rulebooks", [{}]),
    ...ofEach(rulebooks, "/rulebooks/activations", [{}]),
    ...ofEach(rulebooks, "/vocabulary", [{}]),
  ];
};

/** Searches and filters that many match, and numbers of a period. */
const reportRequests = (history: History): ListRequest[] => {
  const until = new Date(history.until);
  const month = new Date(until.getTime() - 40 * DAY_MS).toISOString().slice(0, 7);
  const since = (days: number) => new Date(until.getTime() - days * DAY_MS).toISOString();
  const isBroad = true;
  return [
    request(reports, "/packing-slips", { q: "WEB-7" }, { isBroad }),
    request(reports, "/mails", { template: "streaming-links" }, { isBroad }),
    request(reports, "/packing-slips", { q: `${until.getUTCFullYear()}-0` }, { isBroad }),
    request(system, "/overview", {}, { isBroad }),
    request(system, "/overview", { since: since(7) }, { isBroad }),
    request(reports, "/stats", { by: "hour" }, { isBroad }),
    request(reports, "/stats", { by: "day" }, { isBroad }),
    request(reports, "/stats", { by: "day", since: since(365), until: history.until }, { isBroad }),
    request(reports, "/statements/{month}", {}, { isBroad, params: { month } }),
    request(reports, "/royalties/{month}", {}, { isBroad, params: { month } }),
    request(
      reports,
      "/agents/{agentId}/statements/{month}",
      {},
      { isBroad, params: { agentId: "A-7", month } },
    ),
    request(
      rulebooks,
      "/rulebooks/{version}/usage",
      { since: since(30) },
      { isBroad, params: { version: "1" } },
    ),
  ];
};

export const listRequests = (history: History): readonly ListRequest[] => [
  ...pageRequests(history),
  ...reportRequests(history),
];

/** Who asks: a large client, a small one, and an operator who sees all. */
export const VIEWERS = ["shop-1", "small-shop", "all"] as const;
export type Viewer = (typeof VIEWERS)[number];
