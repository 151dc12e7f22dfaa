import { readFileSync } from "node:fs";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { bookLine, laptopLine, orderBody, videoLine } from "../../test/support/order-body.ts";
import { handler as orders } from "../orders/handler.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);
const DEFAULT = readFileSync(new URL("../../rules/default.yaml", import.meta.url), "utf8");

const saveYaml = (body: string) =>
  call("POST /rulebooks", { body, headers: { "Content-Type": "application/yaml" } });
const save = async (body: string): Promise<string> => String((await saveYaml(body)).json.version);
const read = (version: string, more = {}) =>
  call("GET /rulebooks/{version}", { params: { version }, ...more });
const activate = (version: string, body?: object) =>
  call("POST /rulebooks/{version}/activation", {
    params: { version },
    ...(body === undefined ? {} : { body }),
  });
const simulate = (version: string, body?: object, more = {}) =>
  call("POST /rulebooks/{version}/simulation", {
    params: { version },
    ...(body === undefined ? {} : { body }),
    ...more,
  });
const post = (fields = {}, more = {}) =>
  apiClient(orders)("POST /orders", { body: orderBody(fields), ...more });

const rules = (text: string) => `rules:\n${text}`;
const SLIP = `  - id: slip
    when: line.type == "physical"
    then: [{ packingSlip: { destination: shipping } }]
`;
const FIXED_RATE = `  - id: fixed
    when: line.type == "book"
    then: [{ commission: { rateBps: 1000 } }]
`;

beforeAll(async () => {
  await stack.sql.execute(
    "insert into clients (client_id, created_at) values ('test-shop', now()), ('other-shop', now())",
  );
});
beforeEach(clearRulesCache);

describe("saving", () => {
  test("makes a new draft, in YAML or in JSON, and keeps the text as it was written", async () => {
    const text = `# a comment stays\n${rules(SLIP)}`;
    const yaml = await saveYaml(text);
    expect([yaml.status, yaml.json]).toEqual([
      201,
      { version: expect.any(Number), status: "draft", warnings: [] },
    ]);
    expect(yaml.headers.location).toBe(`/rulebooks/${yaml.json.version}`);
    const json = await call("POST /rulebooks", {
      body: `{"rules":[{"id":"slip","when":"line.type == \\"physical\\"","then":[{"packingSlip":{"destination":"shipping"}}]}]}`,
    });
    expect(json.status).toBe(201);
    const stored = (await read(String(yaml.json.version))).json;
    expect(stored).toMatchObject({
      format: "yaml",
      source: text,
      status: "draft",
      activatedAt: null,
      createdBy: "test-shop/key-1",
    });
    expect(stored.rules).toMatchObject([{ id: "slip", when: 'line.type == "physical"', except: [] }]);
    expect((await read(String(json.json.version))).json).toMatchObject({
      format: "json",
      rules: stored.rules,
    });
  });

  test("tells every fault with its rule, line, column and caret", async () => {
    const reply = await saveYaml(
      rules(SLIP.replace('"physical"', '"physcal"') + SLIP.replace("shipping", "mars")),
    );
    expect([reply.status, reply.headers["content-type"]]).toEqual([422, "application/problem+json"]);
    expect(reply.json.errors.length).toBeGreaterThan(1);
    expect(reply.json.errors[0]).toMatchObject({
      ruleId: "slip",
      pointer: "/rules/0/when",
      line: 3,
      column: expect.any(Number),
      detail: expect.stringContaining("physical"),
      caret: expect.stringContaining("^"),
    });
  });

  test.each([
    ["nothing", 400, ""],
    ["text", 422, "hello"],
    [
      "a NUL that YAML spells in an escape",
      422,
      rules(SLIP).replace("id: slip", 'id: slip\n    description: "a\\0b"'),
    ],
    ["a NUL", 400, "rules: \u0000"],
  ])("refuses %s", async (_, status, text) => {
    expect((await saveYaml(text)).status).toBe(status);
  });

  test("is for keys that may write rules", async () => {
    const scopes = ["rules:read"] as const;
    expect((await call("POST /rulebooks", { body: {}, scopes })).status).toBe(403);
    expect((await read("1", { scopes })).status).toBe(200);
  });
});

describe("reading", () => {
  test("knows the version that is active", async () => {
    const reply = await read("active");
    expect(reply.json).toMatchObject({
      version: 1,
      status: "active",
      activatedAt: expect.any(String),
      source: DEFAULT,
    });
    expect(reply.json.rules).toHaveLength((await read("1")).json.rules.length);
  });

  test("lists every version, newest first", async () => {
    const version = await save(rules(SLIP));
    const { rulebooks } = (await call("GET /rulebooks")).json;
    expect(rulebooks[0]).toMatchObject({ version: Number(version), status: "draft", rules: 1 });
    expect(rulebooks.at(-1)).toMatchObject({ version: 1, status: "active" });
  });

  test.each(["0", "-1", "1.5", "99999", "99999999999999999999", "latest", "\u0000"])(
    "has no version %j",
    async (version) => {
      expect((await read(version)).status).toBe(404);
      expect((await activate(version)).status).toBe(404);
      expect((await simulate(version)).status).toBe(404);
    },
  );
});

describe("switching on", () => {
  test("takes effect for the next order, and an earlier version is the way back", async () => {
    const version = await save(rules(SLIP));
    expect((await activate(version)).json).toMatchObject({ version: Number(version), status: "active" });
    const under = await post({ lines: [laptopLine, bookLine] });
    expect(under.json).toMatchObject({ rulebookVersion: Number(version), tasks: [{ lineIds: ["1"] }] });
    await activate("1");
    expect((await post()).json.rulebookVersion).toBe(1);
    expect((await read(version)).json.status).toBe("retired");
    const earlier = await apiClient(orders)("GET /orders/{orderId}", {
      params: { orderId: under.json.orderId },
    });
    expect(earlier.json.rulebookVersion).toBe(Number(version));
  });

  test("is seen by another container within five seconds, without a query per order", async () => {
    const version = await save(rules(SLIP));
    vi.useFakeTimers({ toFake: ["Date"] });
    await post();
    await stack.sql.execute(
      "insert into rulebook_activations (version, effective_from, created_at, created_by) values ($1, $2, now(), 'elsewhere')",
      [Number(version), new Date(Date.now()).toISOString()],
    );
    expect((await post()).json.rulebookVersion).toBe(1);
    vi.setSystemTime(Date.now() + 5_000);
    expect((await post()).json.rulebookVersion).toBe(Number(version));
    vi.useRealTimers();
    await stack.sql.execute("delete from rulebook_activations where created_by = 'elsewhere'");
  });

  test("can be scheduled, and happens to the millisecond", async () => {
    const version = await save(rules(SLIP));
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2999-01-01T00:00:00.000Z") });
    const reply = await activate(version, { effectiveFrom: "2998-12-31T21:00:01.500-03:00" });
    expect(reply.json).toEqual({
      version: Number(version),
      status: "scheduled",
      effectiveFrom: "2999-01-01T00:00:01.500Z",
    });
    expect((await read(version)).json.status).toBe("scheduled");
    expect((await post()).json.rulebookVersion).toBe(1);
    vi.setSystemTime(Date.parse("2999-01-01T00:00:01.499Z"));
    expect((await post()).json.rulebookVersion).toBe(1);
    vi.setSystemTime(Date.parse("2999-01-01T00:00:01.500Z"));
    expect((await post()).json.rulebookVersion).toBe(Number(version));
    vi.useRealTimers();
    await stack.sql.execute("delete from rulebook_activations where version = $1", [Number(version)]);
  });

  test("is refused for the past, for a day that does not exist, and for what it does not know", async () => {
    const version = await save(rules(SLIP));
    for (const body of [
      { effectiveFrom: "2020-01-01T00:00:00Z" },
      { effectiveFrom: "2026-02-30T00:00:00Z" },
      { from: "" },
      { shadow: "yes" },
    ])
      expect((await activate(version, body)).status).toBe(422);
    expect((await read(version)).json.status).toBe("draft");
  });

  test("is refused with 409 while an example does not come out, and says which", async () => {
    const example = `examples:
  - name: A laptop gets nothing
    order: { lines: [{ type: physical }] }
    expect: { packingSlips: [] }
`;
    const saved = await saveYaml(rules(SLIP) + example);
    expect([saved.status, saved.json.failedExamples.length]).toEqual([201, 1]);
    const reply = await activate(String(saved.json.version));
    expect([reply.status, reply.json.errors[0].detail]).toEqual([
      409,
      expect.stringContaining("A laptop gets nothing"),
    ]);
  });

  test("makes its product types known to POST /orders, and rolling back keeps what was accepted", async () => {
    const version = await save(
      `productTypes:\n  ticket: { ships: false, attributes: { venue: string } }\n${rules(SLIP)}`,
    );
    const ticket = { type: "ticket", sku: "T", title: "T", quantity: 1, unitPrice: 100, venue: "Sala" };
    const body = orderBody({ lines: [ticket] });
    const order = () => apiClient(orders)("POST /orders", { body });
    expect((await order()).status).toBe(422);
    await activate(version);
    expect((await order()).status).toBe(202);
    await activate("1");
    expect([(await order()).status, (await order()).headers["idempotent-replayed"]]).toEqual([200, "true"]);
  });
});

describe("in the shadow", () => {
  test("a draft decides live orders too, never acts, and its differences are kept", async () => {
    const version = await save(rules(SLIP));
    expect((await activate(version, { shadow: true })).json.status).toBe("shadow");
    const laptop = await post({ lines: [laptopLine], agentId: undefined });
    const book = await post({ lines: [bookLine] });
    const foreign = await post({ lines: [bookLine] }, { client: "other-shop" });
    expect([laptop, book, foreign].map((reply) => reply.json.rulebookVersion)).toEqual([1, 1, 1]);
    const { shadow } = (await read(version)).json;
    expect(shadow).toMatchObject({
      orders: 3,
      differed: 2,
      examples: [{ orderId: book.json.orderId, added: [] }],
    });
    expect(shadow.examples[0].removed.map((task: { key: string }) => task.key)).toEqual([
      "packing_slip:shipping",
      "packing_slip:royalties",
      "commission:A-1",
    ]);
    expect((await activate(version, { shadow: false })).json.status).toBe("draft");
    await post({ lines: [bookLine] });
    expect((await read(version)).json.shadow.orders).toBe(3);
  });

  test("the active version has no place", async () => {
    expect((await activate("1", { shadow: true })).status).toBe(409);
  });
});

describe("trying on recorded orders", () => {
  beforeAll(async () => {
    await stack.sql.execute("truncate orders cascade");
  });

  test("says so when there are none", async () => {
    const reply = await simulate("1");
    expect(reply.json).toMatchObject({
      rulebookVersion: 1,
      against: 1,
      ordersReplayed: 0,
      note: expect.any(String),
    });
  });

  test("tells what would differ: per rule, per task, in money, with examples", async () => {
    const version = await save(rules(SLIP + FIXED_RATE));
    await stack.sql.execute("insert into agents (agent_id, name, created_at) values ('A-1', 'Ana', now())");
    await stack.sql.execute(
      "insert into agent_rates (agent_id, valid_from, rate_bps, created_at) values ('A-1', '-infinity', 500, now())",
    );
    const book = await post({ lines: [bookLine] });
    await post({ lines: [laptopLine] }, { client: "other-shop" });
    const { json } = await simulate(version, {}, { scopes: ["rules:read"] });
    expect(json).toMatchObject({
      rulebookVersion: Number(version),
      against: 1,
      ordersReplayed: 2,
      ordersDiffering: 2,
      tasks: { packing_slip: { added: 0, removed: 2 }, commission: { added: 1, removed: 2 } },
      commission: { before: 300 + 7_500, after: 600, currency: "BRL" },
    });
    expect(json.rules).toContainEqual({ ruleId: "slip", before: 0, after: 1 });
    expect(json.examples.map((example: { orderId: string }) => example.orderId)).toEqual([
      "(another client's)",
      book.json.orderId,
    ]);
  });

  test("counts only the orders wanted", async () => {
    for (let n = 0; n < 3; n++) await post({ lines: [videoLine] });
    expect((await simulate("1", { limit: 2 })).json.ordersReplayed).toBe(2);
    expect((await simulate("1", { since: "2999-01-01T00:00:00Z" })).json.ordersReplayed).toBe(0);
    expect((await simulate("1", { until: "2020-01-01T00:00:00Z" })).json.ordersReplayed).toBe(0);
    expect((await simulate("1", { limit: 0 })).status).toBe(422);
    expect(
      (await simulate("1", { since: "2026-01-02T00:00:00Z", until: "2026-01-01T00:00:00Z" })).status,
    ).toBe(422);
  });

  test("tries a gift that the catalogue did not have when the orders came", async () => {
    const sku = "BOOKMARK";
    await stack.sql.execute(
      "insert into catalogue (sku, type, title, updated_at) values ($1, 'physical', 'Bookmark', now())",
      [sku],
    );
    const version = await save(`${DEFAULT.split("\nexamples:")[0]}
  - id: bookmark
    when: line.type == "book"
    then: [{ addFreeItem: { sku: ${sku}, reason: Campaign } }]
`);
    const { json } = await simulate(version);
    expect(json.rules).toContainEqual({ ruleId: "bookmark", before: 0, after: 1 });
    expect(json.tasks.packing_slip).toEqual({ added: 1, removed: 1 });
  });
});
