/** Statements with reversals, and the close of months, over HTTP. */
import { beforeEach, describe, expect, test } from "vitest";
import { SCOPES } from "../../lib/domain/scope.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { createAgent } from "../../test/support/client-data.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { createShop } from "../../test/support/month-end.ts";
import { handler } from "./handler.ts";

const { sql } = await startFunctionStack();
const call = apiClient(handler);
let shop: Awaited<ReturnType<typeof createShop>>;
beforeEach(async () => {
  shop = await createShop(sql);
});

test("a reversal is a line of its own with negative values, which the commission does not count", async () => {
  const order = await shop.sell("2024-03-10T12:00:00Z");
  await shop.cancelOne(order, "2024-03-20T12:00:00Z");
  const { json } = await shop.statement("2024-03");
  expect(json).toMatchObject({
    orders: 1,
    units: 2,
    sales: 6_000,
    commission: 600,
    reversals: -300,
    carriedForward: 300,
  });
  expect(json.lines).toMatchObject([
    { kind: "commission", quantity: 2, base: 6_000, amount: 600 },
    {
      kind: "reversal",
      quantity: -1,
      base: -3_000,
      amount: -300,
      cancellationId: "RF-1",
      cancelledAt: "2024-03-20T12:00:00.000Z",
      paidAt: "2024-03-10T12:00:00.000Z",
    },
  ]);
  const csv = (await shop.statement("2024-03.csv")).text.split("\r\n");
  expect(csv[2]).toContain(";-1;-30,00;10,00;-3,00;BRL;agente;estorno;20/03/2024 09:00;;RF-1;;-3,00");
  const plain = (await shop.statement("2024-03.csv", { query: { csv: "rfc4180" } })).text.split("\r\n");
  expect(plain).toHaveLength(4);
  expect(plain[0]).toMatch(/^orderId,lineId,paidAt,/);
  expect(plain[2]).toMatch(
    /,-1,-30\.00,10\.00,-3\.00,BRL,agent,reversal,2024-03-20T12:00:00\.000Z,,RF-1,,-3\.00$/,
  );
});

describe("closing a month", () => {
  test.each(["\u0000", "2024-03\u0000"])(
    "responds 422 to the month %j, which cannot be stored",
    async (month) => {
      const { status, json } = await shop.close(month);
      expect(status).toBe(422);
      expect(json.errors).toMatchObject([{ parameter: "month" }]);
    },
  );

  const REPORTS = [
    "GET /agents/{agentId}/statements/{month}",
    "GET /statements/{month}",
    "GET /royalties/{month}",
  ];
  const FORMS = [
    ["", {}],
    [".csv", {}],
    [".csv", { csv: "rfc4180" }],
    [".pdf", { language: "pt-BR" }],
    [".pdf", { language: "en" }],
  ] as const;
  const allBytes = async (month: string) => {
    const bytes: Record<string, readonly [number, string]> = {};
    for (const route of REPORTS)
      for (const [extension, query] of FORMS) {
        const params = { agentId: "A-1", month: `${month}${extension}` };
        const { status, text } = await call(route, { client: shop.client, params, query });
        bytes[`${route}${extension} ${JSON.stringify(query)}`] = [status, text];
      }
    return bytes;
  };

  test("freezes statements and royalties to the byte, whatever is booked, cancelled or renamed later", async () => {
    const order = await shop.sell("2024-03-10T12:00:00Z");
    await shop.adjust({ adjustmentId: "ADJ-1", amount: 50, reason: "Bonus", at: "2024-03-11T12:00:00Z" });
    expect((await shop.close("2024-03")).status).toBe(200);
    const before = await allBytes("2024-03");
    expect(Object.entries(before).filter(([, [status]]) => status !== 200)).toEqual([]);

    await shop.sell("2024-03-12T12:00:00Z");
    await shop.cancelOne(order, "2024-03-31T12:00:00Z");
    await shop.adjust({ adjustmentId: "ADJ-2", amount: 70, reason: "Late", at: "2024-02-11T12:00:00Z" });
    await shop.pay({ paymentId: "P-1", amount: 10, at: "2024-03-31T12:00:00Z" });
    await sql.execute("update agents set name = 'Zoe' where client_id = $1", [shop.client]);
    expect(await allBytes("2024-03")).toEqual(before);
    const { json } = await shop.statement("2024-04");
    expect(json).toMatchObject({
      openingBalance: 650,
      commission: 600,
      reversals: -300,
      adjustments: 70,
      payments: -10,
      carriedForward: 1_010,
      closedAt: null,
    });
    expect(json.lines.map(({ kind, about }: { kind: string; about: string }) => [kind, about])).toEqual([
      ["commission", "2024-03"],
      ["reversal", "2024-03"],
    ]);
    expect(json.bookings).toMatchObject([
      { adjustmentId: "ADJ-2", about: "2024-02" },
      { paymentId: "P-1", about: "2024-03" },
    ]);
    const royalties = (
      await call("GET /royalties/{month}", { client: shop.client, params: { month: "2024-04" } })
    ).json;
    expect(royalties.royalties).toMatchObject([{ units: 2, royalty: 360, about: "2024-03" }]);
    await shop.close("2024-04");
    expect((await shop.statement("2024-04")).json).toMatchObject({ ...json, closedAt: expect.any(String) });
    expect((await shop.statement("2024-05")).json).toMatchObject({
      openingBalance: 1_010,
      carriedForward: 1_010,
    });
  }, 60_000);

  test("twice is 200 and says so; a month before the first closed one is closed with it", async () => {
    await shop.sell("2024-03-10T12:00:00Z");
    const first = await shop.close("2024-03");
    expect(first.headers["idempotent-replayed"]).toBeUndefined();
    for (const month of ["2024-03", "2023-12"]) {
      const again = await shop.close(month);
      expect([again.status, again.headers["idempotent-replayed"]]).toEqual([200, "true"]);
      expect(again.json).toEqual({ month, closedAt: first.json.closedAt });
    }
  });

  test("is 409 before the month is over and out of order, and 422 for what is no month", async () => {
    await shop.sell("2024-03-10T12:00:00Z");
    const open = await shop.close("2024-04");
    expect([open.status, open.json.detail]).toEqual([409, expect.stringContaining("2024-03 is the first")]);
    await shop.close("2024-03");
    expect((await shop.close("2024-05")).json.detail).toContain("2024-04 is the first");
    const future = await shop.close("9998-01");
    expect([future.status, future.json.detail]).toEqual([409, "The month 9998-01 is not over."]);
    expect((await shop.close("2024-13")).status).toBe(422);
  });

  test("needs admin, closes the months of one client only, and cannot be taken back", async () => {
    expect((await shop.close("2024-03", { scopes: ["agents:write", "reports:read"] })).status).toBe(403);
    expect(
      (await shop.close("2024-03", { client: "other-shop", query: { client: shop.client } })).status,
    ).toBe(403);
    const operator = { client: "operator", scopes: SCOPES, query: { client: shop.client } };
    expect((await shop.close("2024-03", operator)).json).toMatchObject({
      clientId: shop.client,
      month: "2024-03",
    });
    expect((await shop.close("2024-03", { ...operator, query: { client: "nobody" } })).status).toBe(422);
    const other = { client: `${shop.client}-2` };
    await createAgent(sql, "A-1", other.client);
    const late = { paymentId: "P-1", amount: 1, at: "2024-03-05T12:00:00Z" };
    expect((await shop.pay(late, other)).json.month).toBe("2024-03");
    expect((await shop.pay(late)).json).toMatchObject({ month: "2024-04", about: "2024-03" });
    const route = { client: shop.client, params: { month: "2024-03" } };
    expect((await call("DELETE /statements/{month}/close", route)).status).toBe(405);
  });

  test("while bookings come loses none: each is before the close or in the next month", async () => {
    await shop.sell("2024-03-10T12:00:00Z");
    const at = "2024-03-15T12:00:00Z";
    const payments = Array.from({ length: 40 }, (_, n) => shop.pay({ paymentId: `P-${n}`, amount: 1, at }));
    const [closed] = await Promise.all([shop.close("2024-03"), ...payments]);
    expect(closed!.status).toBe(200);
    const [march, april] = [(await shop.statement("2024-03")).json, (await shop.statement("2024-04")).json];
    expect(march.payments + april.payments).toBe(-40);
    expect(march.carriedForward).toBe(600 + march.payments);
    expect(april).toMatchObject({ openingBalance: march.carriedForward, carriedForward: 560 });
  });
});
