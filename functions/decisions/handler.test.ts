import { beforeAll, expect, test } from "vitest";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { bookLine, laptopLine, orderBody, videoLine } from "../../test/support/order-body.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const decide = (body: object, query: Record<string, string> = {}, more = {}) =>
  apiClient(handler)("POST /decisions", { body, query, ...more });

const EMPTY = '{"plans":["basic"],"productTypes":{},"rules":[],"examples":[]}';
beforeAll(() =>
  stack.sql.execute(
    "insert into rulebooks (format, source, program, created_at, created_by) values ('json', '{}', $1, now(), 'test')",
    [EMPTY],
  ),
);

test("POST /decisions returns tasks, free items and reasons, and stores nothing", async () => {
  const lines = [laptopLine, bookLine, { ...videoLine, delivery: "disc" }];
  const reply = await decide(orderBody({ lines }), {}, { scopes: ["orders:read"] });
  expect(reply.status).toBe(200);
  expect(reply.json.rulebookVersion).toBe(1);
  expect(reply.json.lines[3]).toMatchObject({
    sku: "VIDEO-FIRST-AID",
    free: true,
    reason: "Court decision, 1997",
  });
  expect(reply.json.tasks.map((task: { key: string }) => task.key)).toEqual([
    "packing_slip:shipping",
    "packing_slip:royalties",
    "commission:A-1",
  ]);
  expect(reply.json.tasks[0]).toMatchObject({ lineIds: ["1", "2", "3", "gift-1"], destination: "shipping" });
  expect(reply.json.tasks[0]).not.toHaveProperty("taskId");
  expect(reply.json.whyNot).toContainEqual(expect.objectContaining({ ruleId: "royalty-copy", lineId: "1" }));
  expect(await stack.sql.many("select 1 from orders")).toEqual([]);
});

test("POST /decisions decides under the version of the parameter rulebook", async () => {
  expect((await decide(orderBody(), { rulebook: "2" })).json).toMatchObject({
    rulebookVersion: 2,
    tasks: [],
  });
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
