/** Adjustments of what agents are owed and payments to them, over HTTP. */
import { beforeEach, describe, expect, test } from "vitest";
import { SCOPES } from "../../lib/domain/scope.ts";
import { createAgent } from "../../test/support/client-data.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { createShop } from "../../test/support/month-end.ts";

const { sql } = await startFunctionStack();
let shop: Awaited<ReturnType<typeof createShop>>;
beforeEach(async () => {
  shop = await createShop(sql);
});

describe("an adjustment", () => {
  const body = { adjustmentId: "ADJ-1", amount: -500, reason: "Advance", at: "2024-03-05T12:00:00Z" };

  test("is 201, and 200 when it comes again; with other content it is 409", async () => {
    const first = await shop.adjust(body);
    expect([first.status, first.json]).toEqual([
      201,
      {
        agentId: "A-1",
        ...body,
        at: "2024-03-05T12:00:00.000Z",
        currency: "BRL",
        month: "2024-03",
        bookedAt: expect.any(String),
      },
    ]);
    const again = await shop.adjust({ ...body, currency: "BRL", at: "2024-03-05T09:00:00-03:00" });
    expect([again.status, again.headers["idempotent-replayed"]]).toEqual([200, "true"]);
    expect(again.json).toEqual(first.json);
    for (const other of [{ amount: -501 }, { reason: "Other" }, { currency: "USD" }, { at: undefined }])
      expect((await shop.adjust({ ...body, ...other })).status).toBe(409);
    await createAgent(sql, "A-2", shop.client);
    expect((await shop.adjust(body, { params: { agentId: "A-2" } })).status).toBe(409);
    expect((await shop.statement("2024-03")).json).toMatchObject({ adjustments: -500, carriedForward: -500 });
  });

  test("that comes many times at once is booked once", async () => {
    const replies = await Promise.all(Array.from({ length: 12 }, () => shop.adjust(body)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(11);
    expect((await shop.statement("2024-03")).json.adjustments).toBe(-500);
  });

  test.each([
    [{ amount: 0 }, "/amount"],
    [{ amount: 1.5 }, "/amount"],
    [{ amount: 10 ** 12 + 1 }, "/amount"],
    [{ reason: " " }, "/reason"],
    [{ reason: undefined }, "/reason"],
    [{ adjustmentId: "a b" }, "/adjustmentId"],
    [{ currency: "ABC" }, "/currency"],
    [{ at: "yesterday" }, "/at"],
    [{ reason: "x\u0000" }, "/reason"],
    [{ note: "x" }, "/note"],
  ])("with %j is 422 and names %s", async (fields, pointer) => {
    const { status, json } = await shop.adjust({ ...body, ...fields });
    expect(status === 422 || status === 400).toBe(true);
    if (status === 422) expect(json.errors[0].pointer).toBe(pointer);
  });

  test("needs agents:write, an agent of the client, and clients:all for another client", async () => {
    expect((await shop.adjust(body, { scopes: ["reports:read"] })).status).toBe(403);
    expect((await shop.adjust(body, { params: { agentId: "A-9" } })).status).toBe(404);
    expect((await shop.adjust(body, { client: "other-shop", query: { client: shop.client } })).status).toBe(
      403,
    );
    const operator = { client: "operator", scopes: SCOPES, query: { client: shop.client } };
    expect((await shop.adjust(body, operator)).json).toMatchObject({ clientId: shop.client, agentId: "A-1" });
  });
});

describe("a payment", () => {
  test("falls into the month of its instant in São Paulo", async () => {
    expect((await shop.pay({ paymentId: "P-1", amount: 100, at: "2024-12-01T01:00:00Z" })).json.month).toBe(
      "2024-11",
    );
    expect((await shop.pay({ paymentId: "P-2", amount: 100, at: "2024-12-01T03:00:00Z" })).json.month).toBe(
      "2024-12",
    );
  });

  test("lowers what the agent is owed, and the statement lists it with its note", async () => {
    await shop.sell("2024-03-31T23:59:59-03:00");
    await shop.pay({ paymentId: "P-1", amount: 250, note: "Bank transfer", at: "2024-04-02T12:00:00Z" });
    expect((await shop.statement("2024-03")).json).toMatchObject({ openingBalance: 0, carriedForward: 600 });
    const { json } = await shop.statement("2024-04");
    expect(json).toMatchObject({
      openingBalance: 600,
      commission: 0,
      payments: -250,
      carriedForward: 350,
      orders: 0,
      lines: [],
      bookings: [{ kind: "payment", paymentId: "P-1", amount: -250, note: "Bank transfer" }],
    });
    expect((await shop.pay({ paymentId: "P-2", amount: 0 })).json.errors).toMatchObject([
      { pointer: "/amount" },
    ]);
    expect((await shop.pay({ paymentId: "P-2", amount: -5 })).status).toBe(422);
  });
});

test("an adjustment, a payment and a close are in the audit trail", async () => {
  await shop.adjust({ adjustmentId: "ADJ-1", amount: 1, reason: "Bonus" });
  await shop.pay({ paymentId: "P-1", amount: 1 });
  await shop.close("2024-03");
  const entries = await sql.many(
    "select action, subject from audit_entries where client_id = $1 order by entry_id",
    [shop.client],
  );
  expect(entries).toEqual([
    { action: "adjustAgent", subject: "agents/A-1" },
    { action: "payAgent", subject: "agents/A-1" },
    { action: "closeMonth", subject: "statements/2024-03" },
  ]);
});
