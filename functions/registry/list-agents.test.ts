/** GET /agents. */
import { beforeAll, expect, test } from "vitest";
import { SCOPES } from "../../lib/domain/scope.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { addRate, createAgent } from "../../test/support/client-data.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);
const list = (query: Record<string, string> = {}, more = {}) => call("GET /agents", { query, ...more });
const idsOf = ({ json }: Awaited<ReturnType<typeof list>>): string[] =>
  json.agents.map(({ agentId, clientId = "" }: { agentId: string; clientId?: string }) => clientId + agentId);
const operator = { scopes: SCOPES };

beforeAll(async () => {
  for (const agentId of ["A-3", "A-1", "a-1", "A-2", "A-10"]) await createAgent(stack.sql, agentId);
  for (const agentId of ["A-1", "Z-1"]) await createAgent(stack.sql, agentId, "other-shop");
  await addRate(stack.sql, "A-1", "2026-06-01T00:00:00Z", 700);
  await addRate(stack.sql, "A-1", "-infinity", 500);
  await addRate(stack.sql, "A-1", "2999-01-01T00:00:00Z", 900);
  await addRate(stack.sql, "A-1", "-infinity", 100, "other-shop");
  await call("PUT /agents/{agentId}", { params: { agentId: "A-1" }, body: { managerId: "A-3" } });
});

test("GET /agents lists the client's own agents with their rates and managers", async () => {
  const { status, json } = await list();
  expect(status).toBe(200);
  expect(json.nextCursor).toBeNull();
  expect(json.agents).toHaveLength(5);
  expect(json.agents.find(({ agentId }: { agentId: string }) => agentId === "A-1")).toEqual({
    agentId: "A-1",
    name: "Ana",
    commissionRateBps: 700,
    rates: [
      { validFrom: null, commissionRateBps: 500 },
      { validFrom: "2026-06-01T00:00:00.000Z", commissionRateBps: 700 },
      { validFrom: "2999-01-01T00:00:00.000Z", commissionRateBps: 900 },
    ],
    managerId: "A-3",
    managers: [{ validFrom: null, managerId: "A-3" }],
  });
  expect(json.agents.find(({ agentId }: { agentId: string }) => agentId === "A-2")).toMatchObject({
    commissionRateBps: null,
    rates: [],
    managerId: null,
    managers: [],
  });
});

test.each([{}, operator])(
  "GET /agents has every agent once, page by page, whatever the key sees",
  async (more) => {
    const all = idsOf(await list({}, more));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list(cursor === undefined ? { limit: "2" } : { limit: "2", cursor }, more);
      expect(page.json.agents.length).toBeLessThanOrEqual(2);
      seen.push(...idsOf(page));
      cursor = page.json.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(all);
    expect(new Set(all).size).toBe(all.length);
  },
);

test("GET /agents shows every client's agents to a key with clients:all, or one client's", async () => {
  expect(idsOf(await list({}, operator))).toHaveLength(7);
  expect(idsOf(await list({ client: "other-shop" }, operator))).toEqual(["other-shopA-1", "other-shopZ-1"]);
  expect((await list({ client: "other-shop" })).status).toBe(403);
});

test.each([
  ["a malformed cursor", { cursor: "x" }, 422],
  ["a limit of 201", { limit: "201" }, 422],
  ["an unknown parameter", { name: "Ana" }, 422],
])("GET /agents with %s is refused", async (_, query, status) => {
  expect((await list(query as Record<string, string>)).status).toBe(status);
});

test("GET /agents needs a key with reports:read", async () => {
  expect((await list({}, { client: null })).status).toBe(401);
  expect((await list({}, { scopes: ["orders:read"] })).status).toBe(403);
});
