/** GET /stats: numbers by hour and day, of two clients. */
import { beforeAll, expect, test } from "vitest";
import { SCOPES } from "../../lib/domain/scope.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { eventFor, startFunctionStack } from "../../test/support/function-stack.ts";
import { acceptOrder, emailTask, firstAid, laptop, putLink, slipTask } from "../../test/support/orders.ts";
import { handler as sendEmails } from "../emails/handler.ts";
import { handler as issueSlips } from "../packing-slips/handler.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);
const read = async (query: Record<string, string>, more = {}) => {
  const { status, json } = await call("GET /stats", { query, ...more });
  expect([status, json.errors]).toEqual([200, undefined]);
  return json.stats;
};
const NOVEMBER = { since: "2026-11-01T00:00:00Z", until: "2026-11-30T00:00:00Z" };

beforeAll(async () => {
  await putLink(stack.sql, "VIDEO-FIRST-AID");
  const accept = (clientId: string, receivedAt: string) =>
    acceptOrder(stack.sql, {
      clientId,
      receivedAt,
      lines: [laptop({ lineId: "1" })],
      freeLines: [firstAid({ lineId: "2" })],
      tasks: [slipTask("shipping", ["1"]), emailTask("streaming-links", ["2"])],
    });
  const first = await accept("test-shop", "2026-11-20T02:10:00.000Z");
  await accept("test-shop", "2026-11-20T02:59:59.000Z");
  await accept("test-shop", "2026-11-20T03:00:00.000Z");
  await accept("other-shop", "2026-11-20T03:30:00.000Z");
  await issueSlips(eventFor([first.taskIds[0]!]));
  await sendEmails(eventFor([first.taskIds[1]!]));
});

const none = { packingSlips: 0, mails: 0 };

test("orders are counted by hour, and by the days of São Paulo", async () => {
  expect(await read(NOVEMBER)).toEqual([
    { at: "2026-11-20T02:00:00.000Z", orders: 2, ...none },
    { at: "2026-11-20T03:00:00.000Z", orders: 1, ...none },
  ]);
  expect(await read({ ...NOVEMBER, by: "day" })).toEqual([
    { at: "2026-11-19T03:00:00.000Z", orders: 2, ...none },
    { at: "2026-11-20T03:00:00.000Z", orders: 1, ...none },
  ]);
});

test("slips and mails of the last 24 hours are counted by default", async () => {
  const stats = await read({});
  const sum = (field: string) =>
    stats.reduce((total: number, row: Record<string, number>) => total + row[field]!, 0);
  expect([sum("packingSlips"), sum("mails")]).toEqual([1, 1]);
});

test("two clients are counted separately, and together for a key with clients:all", async () => {
  const at = "2026-11-20T03:00:00.000Z";
  expect(await read(NOVEMBER, { client: "other-shop" })).toEqual([{ at, orders: 1, ...none }]);
  const operator = { client: "operator", scopes: SCOPES };
  expect((await read(NOVEMBER, operator))[1]).toEqual({ at, orders: 2, ...none });
  expect(await read({ ...NOVEMBER, client: "other-shop" }, operator)).toHaveLength(1);
});

test.each([
  [{ by: "year" }, "by"],
  [{ since: "2026-01-01T00:00:00Z", until: "2026-03-01T00:00:00Z" }, "since"],
  [{ since: "2999-01-01T00:00:00Z" }, "until"],
  [{ since: NOVEMBER.until, until: NOVEMBER.since }, "until"],
] as const)("%j is 422", async (query, name) => {
  const reply = await call("GET /stats", { query });
  expect([reply.status, reply.json.errors[0].parameter]).toEqual([422, name]);
});

test("needs the scope reports:read, and clients:all for another client", async () => {
  expect((await call("GET /stats", { client: null })).status).toBe(401);
  expect((await call("GET /stats", { scopes: ["orders:read"] })).status).toBe(403);
  expect((await call("GET /stats", { query: { client: "other-shop" } })).status).toBe(403);
});
