/** Agents and the catalogue belong to a client: no client changes or reads what another one has. */
import { beforeEach, describe, expect, test } from "vitest";
import { clearRulesCache } from "../lib/runtime/rulebook-cache.ts";
import { apiClient } from "../test/support/api-client.ts";
import { createClients } from "../test/support/client-data.ts";
import { startFunctionStack } from "../test/support/function-stack.ts";
import { bookLine, orderBody, videoLine } from "../test/support/order-body.ts";
import { activateVersion, postOrder, readVersion, saveYaml } from "../test/support/rulebook-api.ts";
import { handler as decisions } from "./decisions/handler.ts";
import { handler as orders } from "./orders/handler.ts";
import { handler as registry } from "./registry/handler.ts";

const stack = await startFunctionStack();
await createClients(stack.sql, "test-shop", "other-shop");
beforeEach(clearRulesCache);

const call = apiClient(registry);
const CLIENTS = ["test-shop", "other-shop"] as const;

test("agents of one id in two clients have names and rates of their own", async () => {
  const agent = { params: { agentId: "A-1" } };
  const bodies = [
    { name: "Ana", commissionRateBps: 500 },
    { name: "Zoe", commissionRateBps: 900 },
  ];
  for (const [index, client] of CLIENTS.entries())
    await call("PUT /agents/{agentId}", { ...agent, client, body: bodies[index]! });
  for (const [index, client] of CLIENTS.entries())
    expect((await call("GET /agents/{agentId}", { ...agent, client })).json).toMatchObject({
      ...bodies[index],
      rates: [{ validFrom: null }],
    });
});

test("an agent of another client does not exist", async () => {
  const agent = { params: { agentId: "A-2" } };
  await call("PUT /agents/{agentId}", { ...agent, body: { name: "Ana", commissionRateBps: 1 } });
  expect((await call("GET /agents/{agentId}", { ...agent, client: "other-shop" })).status).toBe(404);
});

test("an entry of one client's catalogue does not change that of another", async () => {
  const entry = { params: { sku: "VIDEO-SKI" } };
  const link = "https://videos.example.com/test-shop";
  await call("PUT /catalog/{sku}", { ...entry, body: { type: "video", title: "Ski", link } });
  expect((await call("GET /catalog/{sku}", entry)).json.link).toBe(link);
  expect((await call("GET /catalog/{sku}", { ...entry, client: "other-shop" })).json).toMatchObject({
    title: "Learning to Ski",
    link: "https://videos.example.com/learning-to-ski",
  });
});

test.each(["VIDEO-SKI", "VIDEO-FIRST-AID"])("a new client has %s with its link", async (sku) => {
  await createClients(stack.sql, "new-shop");
  const { json } = await call("GET /catalog/{sku}", { params: { sku }, client: "new-shop" });
  expect(json).toMatchObject({ sku, type: "video", link: expect.stringMatching(/^https:/) });
});

describe("a rule that adds an item of which one client's catalogue has no entry", () => {
  const RULES = `rules:
  - id: bookmark
    when: line.type == "book"
    then: [{ addFreeItem: { sku: BOOKMARK, reason: Campaign } }]
`;
  const saveFor = (client: string) => saveYaml(RULES, { client });
  const skusOf = (json: { lines: { sku: string }[] }) => json.lines.map(({ sku }) => sku);
  const read = async (orderId: string, client: string) =>
    (await apiClient(orders)("GET /orders/{orderId}", { params: { orderId }, client })).json;
  const WHY_NOT = { ruleId: "bookmark", explanation: "the catalogue has no BOOKMARK" };

  test("is refused at save for a key of that client, and saved for a key of a client that has it", async () => {
    const body = { type: "physical", title: "Bookmark", weightGrams: 5 };
    await call("PUT /catalog/{sku}", { params: { sku: "BOOKMARK" }, body });
    const refused = await saveFor("other-shop");
    expect([refused.status, refused.json.errors[0].detail]).toEqual([
      422,
      expect.stringContaining("no SKU `BOOKMARK` in the catalogue"),
    ]);
    expect((await saveFor("test-shop")).status).toBe(201);
  });

  test("adds it for clients that have it; other orders are accepted without it, and whyNot says so", async () => {
    const { version } = (await saveFor("test-shop")).json;
    await activateVersion(String(version));
    const [own, other] = [
      await postOrder({ lines: [bookLine] }),
      await postOrder({ lines: [bookLine] }, { client: "other-shop" }),
    ];
    expect([own.status, other.status]).toEqual([202, 202]);
    expect(skusOf(await read(own.json.orderId, "test-shop"))).toContain("BOOKMARK");
    const stored = await read(other.json.orderId, "other-shop");
    expect(skusOf(stored)).not.toContain("BOOKMARK");
    expect(stored.whyNot).toContainEqual(expect.objectContaining(WHY_NOT));
    const dryRun = await apiClient(decisions)("POST /decisions", {
      body: orderBody({ lines: [bookLine] }),
      client: "other-shop",
    });
    expect(dryRun.json.whyNot).toContainEqual(expect.objectContaining(WHY_NOT));
    await activateVersion("1");
  });

  test("as a shadow differs only for orders of clients that have it", async () => {
    const slips = `${RULES}  - id: slip
    when: line.sku == "BOOKMARK"
    then: [{ packingSlip: { destination: shipping } }]
`;
    const version = String((await saveYaml(slips)).json.version);
    await activateVersion(version, { shadow: true });
    for (const client of CLIENTS)
      expect((await postOrder({ lines: [videoLine] }, { client })).status).toBe(202);
    const { orderId } = (await postOrder({ lines: [bookLine] }, { client: "other-shop" })).json;
    expect(await read(orderId, "other-shop")).toMatchObject({ rulebookVersion: 1 });
    const own = (await postOrder({ lines: [bookLine] })).json.orderId;
    const { shadow } = (await readVersion(version)).json;
    const example = shadow.examples.find((one: { orderId: string }) => one.orderId === own);
    expect(example.changed).toMatchObject([{ after: { type: "packing_slip" } }]);
    await activateVersion(version, { shadow: false });
  });
});

describe("reporting views", () => {
  test.each(["orders", "tasks", "packing_slips", "membership_events", "emails", "commission_entries"])(
    "reporting.%s has the client",
    async (view) => {
      const { columns } = await stack.sql.one<{ columns: string[] }>(
        `select array_agg(column_name::text) as columns from information_schema.columns
         where table_schema = 'reporting' and table_name = $1`,
        [view],
      );
      expect(columns).toContain("client_id");
    },
  );
});
