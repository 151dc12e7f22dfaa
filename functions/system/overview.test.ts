/** GET /overview on orders in every state, of two clients. */
import { beforeAll, describe, expect, test } from "vitest";
import { SCOPES } from "../../lib/domain/scope.ts";
import { TASK_TYPES } from "../../lib/tasks/registry.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { eventFor, setEnvironment, startFunctionStack } from "../../test/support/function-stack.ts";
import {
  acceptOrder,
  commissionTask,
  emailTask,
  firstAid,
  laptop,
  putLink,
  slipTask,
} from "../../test/support/orders.ts";
import { saveVersion, activateVersion } from "../../test/support/rulebook-api.ts";
import { handler as bookCommissions } from "../commissions/handler.ts";
import { handler as sendEmails } from "../emails/handler.ts";
import { handler as issueSlips } from "../packing-slips/handler.ts";
import { handler as relay } from "../relay/handler.ts";
import { handler } from "./handler.ts";
import { rulesOverview } from "./rules-overview.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);
const read = async (query: Record<string, string> = {}, more = {}) => {
  const { status, json } = await call("GET /overview", { query, ...more });
  expect(status).toBe(200);
  return json;
};

const lines = [laptop({ lineId: "1" })];
const accept = (clientId: string, receivedAt: string, tasks: Parameters<typeof acceptOrder>[1]["tasks"]) =>
  acceptOrder(stack.sql, { clientId, receivedAt, lines, tasks, freeLines: [firstAid({ lineId: "2" })] });
const recent = new Date(Date.now() - 3_600_000).toISOString();

beforeAll(async () => {
  const done = await accept("test-shop", recent, [
    slipTask("shipping", ["1"]),
    emailTask("streaming-links", ["2"]),
  ]);
  await putLink(stack.sql, "VIDEO-FIRST-AID");
  await issueSlips(eventFor([done.taskIds[0]!]));
  await sendEmails(eventFor([done.taskIds[1]!]));
  const rejected = await accept("test-shop", recent, [commissionTask("A-NONE", [{ lineId: "1", base: 1 }])]);
  await bookCommissions(eventFor(rejected.taskIds));
  await accept("test-shop", recent, [slipTask("shipping", ["1"])]);
  await accept("test-shop", "2020-01-01T00:00:00.000Z", [slipTask("shipping", ["1"])]);
  await accept("other-shop", recent, [slipTask("shipping", ["1"])]);
  await stack.send("packing_slip", "{}");
});

const NONE = { open: 0, oldestOpenSeconds: null, done: 0, rejected: 0, failed: 0, skipped: 0 };

test("counts a client's orders, tasks and mails of the last 24 hours, and all that is open", async () => {
  const overview = await read();
  expect(overview.orders).toEqual({ received: 3, processing: 2, attention: 1, completed: 1, cancelled: 0 });
  expect(overview.tasks).toEqual({
    ...Object.fromEntries(TASK_TYPES.map((type) => [type, NONE])),
    packing_slip: { ...NONE, open: 2, done: 1, oldestOpenSeconds: expect.any(Number) },
    email: { ...NONE, done: 1 },
    commission: { ...NONE, rejected: 1 },
  });
  expect(overview.tasks.packing_slip.oldestOpenSeconds).toBeGreaterThan(86_400);
  expect(overview.outbox).toMatchObject({ unpublished: 2, oldestSeconds: expect.any(Number) });
  expect(overview.mails).toMatchObject({ sent: 1, possibleDuplicates: 0, postponed: 0, suppressed: 0 });
});

test("counts from an instant that is given", async () => {
  expect((await read({ since: "2019-01-01T00:00:00Z" })).orders.received).toBe(4);
  expect((await read({ since: "2999-01-01T00:00:00Z" })).orders).toMatchObject({
    received: 0,
    completed: 0,
    cancelled: 0,
    processing: 2,
  });
});

test("two clients have numbers of their own, and a key with clients:all those of all, or of one", async () => {
  const operator = { client: "operator", scopes: SCOPES };
  expect((await read({}, { client: "other-shop" })).orders).toMatchObject({ received: 1, processing: 1 });
  expect((await read({}, operator)).orders).toMatchObject({ received: 4, processing: 3 });
  const one = await read({ client: "other-shop" }, operator);
  expect([one.clientId, one.orders.received]).toEqual(["other-shop", 1]);
  expect((await call("GET /overview", { query: { client: "other-shop" } })).status).toBe(403);
});

test("shows the active rulebook, and activations still to come", async () => {
  const version = await saveVersion(
    "rules:\n  - { id: slip, when: line.quantity > 1, then: [{ packingSlip: { destination: shipping } }] }\n",
  );
  expect((await activateVersion(version)).status).toBe(200);
  await activateVersion(version, { effectiveFrom: "2999-01-01T00:00:00Z" });
  expect((await read()).rules).toEqual({
    version: Number(version),
    active: 1,
    scheduled: 1,
    shadow: null,
    exceptionsEndingSoon: 0,
  });
});

describe("queues", () => {
  test("are counted with their dead letters", async () => {
    const { queues } = await read();
    expect(queues.packing_slip).toEqual({ visible: 1, inFlight: 0, deadLetters: 0 });
  });

  test("are null when SQS does not respond, and the other numbers are there", async () => {
    setEnvironment({ AWS_ENDPOINT_URL_SQS: "http://127.0.0.1:1" });
    const { queues, orders } = await read();
    expect([queues.packing_slip, queues.webhook, orders.received]).toEqual([null, null, 3]);
  });
});

test("rules are in force within their period, unless they are switched off or paused", () => {
  const at = Date.parse("2026-11-20T12:00:00Z");
  const except = [
    { until: "2026-11-30T00:00:00Z" },
    { until: "2027-11-30T00:00:00Z" },
    { until: "2026-11-01T00:00:00Z" },
    {},
  ];
  const rules = [
    { except },
    { enabled: false, except },
    { from: "2026-11-21T00:00:00Z" },
    { until: "2026-11-20T12:00:00Z" },
    { paused: [{ from: "2026-11-20T00:00:00Z", until: "2026-11-21T00:00:00Z" }] },
    { from: "2026-11-20T12:00:00Z", until: "2026-11-20T12:00:01Z" },
  ];
  expect(rulesOverview({ rules }, at)).toEqual({ active: 2, exceptionsEndingSoon: 1 });
});

test.each([
  [{ client: null }, {}, 401],
  [{ scopes: ["reports:read"] as const }, {}, 403],
  [{}, { since: "yesterday" }, 422],
  [{}, { until: "2026-11-20T12:00:00Z" }, 422],
] as const)("%j with %j is %i", async (caller, query, status) => {
  expect((await call("GET /overview", { ...caller, query })).status).toBe(status);
});

test("the numbers are the same after the relay has added the tails to the counts", async () => {
  const numbers = async () =>
    Promise.all(
      ["2019-01-01T00:00:00Z", recent, "2999-01-01T00:00:00Z"].map(async (since) => {
        const { orders, tasks, mails } = await read({ since });
        return { orders, done: tasks.packing_slip.done, mails };
      }),
    );
  const before = await numbers();
  await relay(undefined);
  expect(await numbers()).toEqual(before);
  const left = `select (select count(*) from activity_tail) + (select count(*) from task_count_tail)
    + (select count(*) from ledger_tail) as rows`;
  expect(await stack.sql.one(left)).toEqual({ rows: 0 });
  const counted =
    "select (select sum(orders) from activity)::integer as orders, (select sum(tasks) from task_counts)::integer as tasks";
  expect(await stack.sql.one(counted)).toEqual({ orders: 5, tasks: 6 });
});
