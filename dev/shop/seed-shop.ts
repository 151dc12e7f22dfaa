/** Fills a stack with a year of a shop: a rulebook of 60 rules, imported orders, and orders of today with tasks in every state. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { importOrders } from "../../cli/import/import-orders.ts";
import { findRulebookJson, findRulesInForce } from "../../lib/database/rulebooks.ts";
import { type Database, openDatabase, type Sql } from "../../lib/database/sql.ts";
import { insertSuppressions, recipientHash } from "../../lib/database/suppressed-addresses.ts";
import { rulebookSchema } from "../../lib/rulebook/rulebook.ts";
import { now } from "../../lib/runtime/clock.ts";
import type { ReportLine } from "../report-line.ts";
import type { Stack } from "../stack.ts";
import { AGENTS, CATALOGUE, LISTS } from "./assortment.ts";
import { type OrderBody, orderOfYear, SUPPRESSED_ADDRESS, todaysOrders, troubledOrders } from "./orders.ts";
import { ABSENT_RECEIVER } from "./receiver.ts";
import { forEachAtOnce, type ShopApi, shopApi } from "./shop-api.ts";

const RULES = new URL("../../rules/shop.yaml", import.meta.url);
const CLIENT = "local";
const WEEK_MS = 7 * 86_400_000;
const GROUP_TIMEOUT_MS = 60_000;
const POLL_MS = 200;

export type ShopOptions = {
  /** Imported; one in a hundred as many are posted. */
  readonly orders: number;
  /** Of the receiver that refuses webhooks. */
  readonly receiverUrl: string;
};

const putConnections = async (api: ShopApi, { receiverUrl }: ShopOptions): Promise<void> => {
  await api("PUT", "/connections/erp", { url: receiverUrl });
  await api("PUT", "/connections/warehouse", { url: ABSENT_RECEIVER });
};

const putRegistry = async (api: ShopApi): Promise<void> => {
  for (const { sku, body } of CATALOGUE) await api("PUT", `/catalog/${sku}`, body);
  for (const { agentId, body } of AGENTS) await api("PUT", `/agents/${agentId}`, body);
  for (const { listId, body } of LISTS) await api("PUT", `/lists/${listId}`, body);
};

const saveRules = async (api: ShopApi, source: string, note: string, effectiveFrom?: string) => {
  const saved = (await api("POST", `/rulebooks?note=${encodeURIComponent(note)}`, source)) as {
    version: number;
  };
  await api("POST", `/rulebooks/${saved.version}/activation`, { note, effectiveFrom });
};

/** The active version, and one that is scheduled for next week. */
const activateRules = async (api: ShopApi): Promise<void> => {
  const source = await readFile(RULES, "utf8");
  await saveRules(api, source, "What the shop has gathered in some years");
  const later = source.replace("order.payment.amount > 500000", "order.payment.amount > 800000");
  const nextWeek = new Date(Date.parse(now()) + WEEK_MS).toISOString();
  await saveRules(api, later, "Finance looks at larger orders only", nextWeek);
};

/** Imports the orders of the year as `npm run import` does. */
const importYear = async (sql: Sql, count: number): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), "despacho-shop-"));
  const file = join(folder, "orders.ndjson");
  const until = Date.parse(now());
  const lines = Array.from({ length: count }, (_, n) => `${JSON.stringify(orderOfYear(n, count, until))}\n`);
  try {
    writeFileSync(file, lines.join(""));
    const { active } = await findRulesInForce(sql, now());
    const vocabulary = rulebookSchema.parse(await findRulebookJson(sql, active!));
    const target = { sql, clientId: CLIENT, rulebook: { version: active!, vocabulary } };
    const reject = ({ line, detail }: { readonly line: number; readonly detail: string }) => {
      throw new Error(`order ${line} of the year is refused: ${detail}`);
    };
    await importOrders(target, file, { reject, progress: () => undefined });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const OPEN = `
select count(*)::int as open from tasks t join orders o using (order_no)
where o.order_id = any($1) and t.status in ('pending', 'queued') and t.postponed_since is null and t.type <> 'webhook'`;

/** Waits until the tasks of the orders have ended, but not for ever: what is late is in the shop as open. */
const waitUntilProcessed = async (sql: Sql, orders: readonly OrderBody[]): Promise<void> => {
  const ids = orders.map(({ orderId }) => orderId);
  const deadline = performance.now() + GROUP_TIMEOUT_MS;
  while (performance.now() < deadline && (await sql.one<{ open: number }>(OPEN, [ids])).open > 0)
    await delay(POLL_MS);
};

const post = (api: ShopApi, orders: readonly OrderBody[]): Promise<void> =>
  forEachAtOnce(orders, (order) => api("POST", "/orders", order));

/** A failure takes five attempts of a function that cannot run, so two rejected tasks stand for it. */
const FAIL = `
update tasks set status = 'failed', reason = 'attempts used up: the receiver was away', cause = '{"code":"attempts-used-up"}'
where task_id in (select task_id from tasks where type = 'webhook' and status = 'rejected' order by task_id limit 2)`;

const postTroubled = async (api: ShopApi, sql: Sql): Promise<void> => {
  const at = now();
  await insertSuppressions(sql, [{ recipientHash: recipientHash(SUPPRESSED_ADDRESS), cause: "bounce" }], at);
  for (const group of troubledOrders(at)) {
    await post(api, group);
    await waitUntilProcessed(sql, group);
  }
  await sql.execute(FAIL);
};

const isSeeded = (sql: Sql): Promise<boolean> =>
  sql
    .maybeOne("select 1 from orders where client_id = $1 and order_id = 'LOJA-0'", [CLIENT])
    .then((found) => found !== undefined);

const seed = async (api: ShopApi, sql: Database, { orders }: ShopOptions, report: ReportLine) => {
  report("Agents, catalogue, lists and 60 rules …");
  await putRegistry(api);
  await activateRules(api);
  report(`${orders} orders of the last twelve months …`);
  await importYear(sql, orders);
  report("Orders of today, some of which need attention …");
  const today = todaysOrders(Math.ceil(orders / 100), now());
  await post(api, today);
  await postTroubled(api, sql);
  await waitUntilProcessed(sql, today);
};

/** Fills the stack, unless it is filled already. */
export const seedShop = async (stack: Stack, options: ShopOptions, report: ReportLine): Promise<void> => {
  const api = shopApi(stack);
  const sql = openDatabase({ url: stack.databaseUrl, poolSize: 1 });
  try {
    // The receiver has another port at each start.
    await putConnections(api, options);
    if (await isSeeded(sql)) return;
    const started = performance.now();
    await seed(api, sql, options, report);
    report(`The shop is filled after ${((performance.now() - started) / 1_000).toFixed(0)} s.`);
  } finally {
    await sql.end();
  }
};
