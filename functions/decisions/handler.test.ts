import { beforeAll, describe, expect, test } from "vitest";
import { putAgent } from "../../lib/database/agents.ts";
import type { Scope } from "../../lib/domain/scope.ts";
import { createClients } from "../../test/support/client-data.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { bookLine, laptopLine, membershipLine, orderBody, videoLine } from "../../test/support/order-body.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const decide = (body: object, query: Record<string, string> = {}, more = {}) =>
  apiClient(handler)("POST /decisions", { body, query, ...more });

const always = { op: "truth", of: { op: "literal", value: true } };
const program = (...then: readonly object[]): string =>
  JSON.stringify({
    plans: ["basic"],
    productTypes: {},
    rules: [{ id: "all", forEach: "line", when: always, except: [], then }],
    examples: [],
  });
const addRulebook = async (text: string): Promise<string> => {
  const { version } = await stack.sql.one<{ version: number }>(
    `insert into rulebooks (format, source, program, created_at, created_by)
     values ('json', '{}', $1, now(), 'test') returning version`,
    [text],
  );
  return String(version);
};

const EMPTY = '{"plans":["basic"],"productTypes":{},"rules":[],"examples":[]}';
beforeAll(async () => {
  await createClients(stack.sql, "test-shop");
  await addRulebook(EMPTY);
});

test("POST /decisions returns tasks, free items and reasons, and stores nothing", async () => {
  const lines = [laptopLine, bookLine, { ...videoLine, delivery: "disc" }];
  const reply = await decide(orderBody({ lines }), {}, { scopes: ["orders:read"] });
  expect(reply.status).toBe(200);
  expect(reply.json.rulebookVersion).toBe(1);
  expect(reply.json.lines[3]).toMatchObject({
    sku: "VIDEO-FIRST-AID",
    free: true,
    reason: "Decisão judicial de 1997",
    reasonTexts: { "pt-BR": "Decisão judicial de 1997", en: "Court decision, 1997" },
  });
  expect(reply.json.tasks.map((task: { key: string }) => task.key)).toEqual([
    "packing_slip:shipping",
    "packing_slip:royalties",
    "commission:A-1",
  ]);
  expect(reply.json.tasks[0]).toMatchObject({ lineIds: ["1", "2", "3", "gift-1"], destination: "shipping" });
  expect(reply.json.tasks[0]).not.toHaveProperty("taskId");
  const clause = { path: "line.type", op: "==", values: ["book"] };
  expect(reply.json.whyNot).toContainEqual(
    expect.objectContaining({
      ruleId: "royalty-copy",
      lineId: "1",
      clauses: [{ ...clause, was: "physical" }],
    }),
  );
  expect(reply.json.tasks[1].because).toMatchObject([{ clauses: [{ ...clause, was: "book" }] }]);
  expect(await stack.sql.many("select 1 from orders")).toEqual([]);
});

test("POST /decisions decides under the version of the parameter rulebook", async () => {
  expect((await decide(orderBody(), { rulebook: "2" })).json).toMatchObject({
    rulebookVersion: 2,
    tasks: [],
  });
});

test("POST /decisions decides under a version that is not active for keys with rules:read only", async () => {
  const decideWith = (rulebook: string, scopes: readonly Scope[]) =>
    decide(orderBody(), { rulebook }, { scopes });
  expect((await decideWith("2", ["orders:read", "rules:read"])).status).toBe(200);
  expect((await decideWith("1", ["orders:read"])).status).toBe(200);
  for (const version of ["2", "99"]) expect((await decideWith(version, ["orders:read"])).status).toBe(403);
});

test.each([
  [{ rulebook: "99" }],
  [{ rulebook: "0" }],
  [{ rulebook: "1.5" }],
  [{ rulebook: "99999999999999999999" }],
  [{ version: "1" }],
])("POST /decisions responds 422 to %j", async (query) => {
  expect((await decide(orderBody(), query as unknown as Record<string, string>)).status).toBe(422);
});

test("POST /decisions validates the body as POST /orders does", async () => {
  expect((await decide(orderBody({ currency: "XYZ" }))).json.errors[0].pointer).toBe("/currency");
  expect((await decide(orderBody({ lines: Array(501).fill(laptopLine) }))).status).toBe(413);
});

describe("a task that would be rejected carries the cause in a dry run", () => {
  const { shippingAddress: _, ...unaddressed } = orderBody({ lines: [membershipLine] });
  const streamed = { ...videoLine, sku: "VIDEO-NEW", delivery: "streaming" };
  const slip = { action: "packingSlip", destination: "shipping" };
  const links = { action: "email", template: "streaming-links" };

  test.each<[string, object, object, object | undefined]>([
    ["a slip without an address", slip, unaddressed, { code: "no-shipping-address" }],
    ["a slip with an address", slip, orderBody({ lines: [bookLine] }), undefined],
    [
      "a copy for royalties without an address",
      { action: "packingSlip", destination: "royalties" },
      unaddressed,
      undefined,
    ],
    [
      "an activation without a plan",
      { action: "membership", change: "activate" },
      orderBody({ lines: [bookLine] }),
      { code: "no-plan" },
    ],
    [
      "an activation without a period",
      { action: "membership", change: "activate", plan: "basic" },
      orderBody({ lines: [bookLine] }),
      { code: "no-period" },
    ],
    ["an activation with both", { action: "membership", change: "activate" }, unaddressed, undefined],
    [
      "links of a video without a link",
      links,
      orderBody({ lines: [videoLine, streamed] }),
      { code: "streaming-link-missing", sku: "VIDEO-NEW" },
    ],
    ["links of a video with a link", links, orderBody({ lines: [videoLine] }), undefined],
    [
      "a commission for an agent without a rate",
      { action: "commission" },
      orderBody({ lines: [bookLine], agentId: "A-NEW" }),
      { code: "agent-without-rate", agentId: "A-NEW" },
    ],
    [
      "a commission at a fixed rate",
      { action: "commission", rateBps: 300 },
      orderBody({ lines: [bookLine], agentId: "A-NEW" }),
      undefined,
    ],
    [
      "a commission for an agent whose rate is valid at the time of payment",
      { action: "commission" },
      orderBody({ lines: [bookLine], agentId: "A-RATED" }),
      undefined,
    ],
    [
      "a commission for an agent whose rate begins later",
      { action: "commission" },
      orderBody({ lines: [bookLine], agentId: "A-LATER" }),
      { code: "agent-without-rate", agentId: "A-LATER" },
    ],
  ])("%s", async (_name, action, body, cause) => {
    const at = "2026-01-01T00:00:00Z";
    const agent = { clientId: "test-shop", name: "Ana", commissionRateBps: 500 };
    await stack.sql.transaction((tx) => putAgent(tx, { agentId: "A-RATED", ...agent }, at));
    await stack.sql.transaction((tx) =>
      putAgent(tx, { agentId: "A-LATER", ...agent, validFrom: "2099-01-01T00:00:00Z" }, at),
    );
    const reply = await decide(body, { rulebook: await addRulebook(program(action)) });
    expect(reply.status).toBe(200);
    expect(reply.json.tasks[0].wouldBeRejected).toEqual(cause);
  });
});
