/** PUT /agents/{agentId} with a manager, and what GET shows of it. */
import { expect, test } from "vitest";
import { apiClient } from "../../test/support/api-client.ts";
import { createClients } from "../../test/support/client-data.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
await createClients(stack.sql, "test-shop", "other-shop");
const call = apiClient(handler);
const put = (agentId: string, body: object, more = {}) =>
  call("PUT /agents/{agentId}", { params: { agentId }, body, ...more });
const read = (agentId: string) => call("GET /agents/{agentId}", { params: { agentId } });
const issuesOf = ({ status, json }: Awaited<ReturnType<typeof put>>) => [
  status,
  ...(json.errors ?? []).map(
    ({ pointer, detail }: { pointer: string; detail: string }) => `${pointer} ${detail}`,
  ),
];

let agents = 0;
/** A new agent, and its id. */
const newAgent = async (): Promise<string> => {
  agents += 1;
  await put(`N-${agents}`, { name: "Ana", commissionRateBps: 500 });
  return `N-${agents}`;
};

await put("M-1", { name: "Bia", commissionRateBps: 100 });
await put("M-2", { name: "Caio", commissionRateBps: 100 });

test("a first manager counts from the beginning, a later one from now on, and rates and name remain", async () => {
  const agentId = await newAgent();
  const first = await put(agentId, { managerId: "M-1" });
  expect([first.status, first.json]).toMatchObject([
    200,
    {
      name: "Ana",
      commissionRateBps: 500,
      validFrom: null,
      managerId: "M-1",
      managers: [{ validFrom: null, managerId: "M-1" }],
      rates: [{ validFrom: null, commissionRateBps: 500 }],
    },
  ]);
  const second = await put(agentId, { managerId: "M-2" });
  const validFrom = expect.stringMatching(/^20/);
  expect(second.json).toMatchObject({
    validFrom,
    managerId: "M-2",
    managers: [{ validFrom: null }, { validFrom, managerId: "M-2" }],
  });
  // The same manager again is no further relation.
  expect((await put(agentId, { managerId: "M-2" })).json.managers).toHaveLength(2);
  expect((await read(agentId)).json).toMatchObject({ managerId: "M-2", managers: second.json.managers });
});

test("null ends a manager, from now on or from an instant", async () => {
  const agentId = await newAgent();
  expect((await put(agentId, { managerId: null })).json.managers).toEqual([]);
  await put(agentId, { managerId: "M-1" });
  await put(agentId, { managerId: null, validFrom: "2999-01-01T00:00:00Z" });
  expect((await read(agentId)).json.managerId).toBe("M-1");
  const ended = await put(agentId, { managerId: null });
  expect(ended.json).toMatchObject({
    managerId: null,
    managers: [
      { managerId: "M-1" },
      { managerId: null },
      { validFrom: "2999-01-01T00:00:00.000Z", managerId: null },
    ],
  });
});

test("a manager can be put together with a name and a rate, also for a new agent", async () => {
  const body = { name: "Dora", commissionRateBps: 300, managerId: "M-1", validFrom: "2026-01-01T00:00:00Z" };
  const { status, json } = await put("NEW-1", body);
  const validFrom = "2026-01-01T00:00:00.000Z";
  expect([status, json]).toMatchObject([
    200,
    { name: "Dora", rates: [{ validFrom }], managers: [{ validFrom, managerId: "M-1" }], validFrom },
  ]);
});

test("another manager from the same instant is 409, and neither name nor rate changes", async () => {
  const agentId = await newAgent();
  const validFrom = "2026-01-01T00:00:00Z";
  await put(agentId, { managerId: "M-1", validFrom });
  const again = await put(agentId, { managerId: "M-1", validFrom: "2025-12-31T21:00:00-03:00" });
  expect([again.status, again.json.managers.length]).toEqual([200, 1]);
  const other = await put(agentId, { name: "X", commissionRateBps: 9, managerId: "M-2", validFrom });
  expect([other.status, other.json.detail]).toEqual([
    409,
    `Agent ${agentId} already has the manager M-1 from that instant; managers are never overwritten.`,
  ]);
  expect((await read(agentId)).json).toMatchObject({ name: "Ana", commissionRateBps: 500, managerId: "M-1" });
});

test("concurrent requests store one relation", async () => {
  const agentId = await newAgent();
  const replies = await Promise.all(Array.from({ length: 20 }, () => put(agentId, { managerId: "M-1" })));
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
  expect((await read(agentId)).json.managers).toHaveLength(1);
});

test.each<[string, string, object, string[]]>([
  [
    "an agent as its own manager",
    "M-1",
    { managerId: "M-1" },
    ["/managerId an agent cannot be its own manager"],
  ],
  [
    "a word for a role as the manager",
    "M-1",
    { managerId: "manager" },
    ["/managerId must not be agent or manager: rules use these words for roles"],
  ],
  ["a malformed manager", "M-1", { managerId: "a b" }, [expect.stringMatching(/^\/managerId must be/)]],
  [
    "only a manager for an agent that there is not",
    "NOT-YET",
    { managerId: "M-1" },
    [
      "/name is required: there is no such agent yet",
      "/commissionRateBps is required: there is no such agent yet",
    ],
  ],
  ["a name without a rate", "M-1", { name: "A", managerId: "M-2" }, ["/commissionRateBps is required"]],
  ["a rate without a name", "M-1", { commissionRateBps: 1, managerId: "M-2" }, ["/name is required"]],
  ["an empty body", "M-1", {}, ["/name is required", "/commissionRateBps is required"]],
  [
    "several issues at once",
    "M-1",
    { name: "A", manager: "M-2" },
    ['/manager unknown field "manager"; did you mean managerId?', "/commissionRateBps is required"],
  ],
])("PUT with %s is 422 and says why", async (_, agentId, body, expected) => {
  const [status, ...issues] = issuesOf(await put(agentId, body));
  expect([status, issues]).toEqual([422, expected]);
});

test.each(["agent", "manager"])("an agent must not be called %s", async (agentId) => {
  const { status, json } = await put(agentId, { name: "A", commissionRateBps: 1 });
  expect([status, json.errors]).toMatchObject([422, [{ parameter: "agentId" }]]);
  expect((await read(agentId)).status).toBe(404);
});

test("a manager need not be stored as an agent yet", async () => {
  const agentId = await newAgent();
  expect((await put(agentId, { managerId: "LATER-1" })).json).toMatchObject({ managerId: "LATER-1" });
  expect((await read("LATER-1")).status).toBe(404);
});
