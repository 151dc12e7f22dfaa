import { beforeAll, describe, expect, test } from "vitest";
import { addRate, createAgent } from "../../test/support/client-data.ts";
import { eventFor, startFunctionStack } from "../../test/support/function-stack.ts";
import { apiClient } from "../../test/support/api-client.ts";
import {
  acceptOrder,
  book,
  commissionTask,
  laptop,
  membership,
  membershipTask,
  slipTask,
} from "../../test/support/orders.ts";
import { handler as bookCommissions } from "../commissions/handler.ts";
import { handler as changeMemberships } from "../memberships/handler.ts";
import { handler as issueSlips } from "../packing-slips/handler.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);
const slip = (number: string, headers = {}, client = "test-shop") =>
  call("GET /packing-slips/{number}", { params: { number }, headers, client });
const statement = (month: string, headers = {}, query = {}) =>
  call("GET /agents/{agentId}/statements/{month}", { params: { agentId: "A-1", month }, headers, query });
const member = (customerId: string, client = "test-shop") =>
  call("GET /customers/{customerId}/membership", { params: { customerId }, client });

describe("a packing slip", () => {
  let number = "";
  beforeAll(async () => {
    const order = await acceptOrder(stack.sql, {
      lines: [laptop({ lineId: "1" })],
      tasks: [slipTask("shipping", ["1"])],
    });
    await issueSlips(eventFor(order.taskIds));
    number = (await stack.sql.one<{ number: string }>("select number from packing_slips")).number;
  });

  test("is JSON unless the request prefers PDF", async () => {
    const reply = await slip(number);
    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({ number, destination: "shipping", total: 150_000, currency: "BRL" });
  });

  test.each([
    ["by its ending", ".pdf", {}],
    ["by Accept", "", { Accept: "application/pdf" }],
    ["by the better of two qualities", "", { Accept: "application/json;q=0.5, application/pdf" }],
  ])("is a PDF %s", async (_, ending, headers) => {
    const reply = await slip(number + ending, headers);
    expect([reply.status, reply.headers["content-type"]]).toEqual([200, "application/pdf"]);
    expect(reply.text.slice(0, 5)).toBe("%PDF-");
  });

  test("is 406 for a media type that is not offered", async () => {
    expect((await slip(number, { Accept: "image/png" })).status).toBe(406);
  });

  test("of another client is 404", async () => {
    expect((await slip(number, {}, "other-shop")).status).toBe(404);
  });

  test.each(["2026-999999", "x", "2026-000001' or 1=1", "..%2F.."])(
    "called %s does not exist",
    async (name) => {
      expect((await slip(name)).status).toBe(404);
    },
  );
});

describe("a membership", () => {
  test("of a customer without one has status none", async () => {
    expect((await member("C-NONE")).json).toEqual({
      customerId: "C-NONE",
      status: "none",
      plan: null,
      since: null,
      expiresAt: null,
      history: [],
    });
  });

  test("has its state and history, for its own client only", async () => {
    const order = await acceptOrder(stack.sql, {
      orderId: "M-1",
      customer: { customerId: "C-M" },
      lines: [membership({ lineId: "1" })],
      tasks: [membershipTask("activate", "1", { plan: "basic", period: "P900Y" })],
    });
    await changeMemberships(eventFor(order.taskIds));
    const { json } = await member("C-M");
    expect(json).toMatchObject({ status: "active", plan: "basic", since: "2026-11-20T17:03:11.000Z" });
    expect(json.history).toMatchObject([
      { change: "activate", planBefore: null, planAfter: "basic", orderId: "M-1" },
    ]);
    expect((await member("C-M", "other-shop")).json.status).toBe("none");
  });

  test("past its expiry is inactive", async () => {
    const order = await acceptOrder(stack.sql, {
      customer: { customerId: "C-OLD" },
      receivedAt: "2020-01-01T00:00:00.000Z",
      lines: [membership({ lineId: "1" })],
      tasks: [membershipTask("activate", "1", { plan: "basic", period: "P1M" })],
    });
    await changeMemberships(eventFor(order.taskIds));
    expect((await member("C-OLD")).json).toMatchObject({ status: "inactive", plan: "basic" });
  });
});

describe("a statement", () => {
  const sell = async (orderId: string, paidAt: string, title: string, currency = "BRL") => {
    const lines = [book({ lineId: "1", quantity: 2, title }), laptop({ lineId: "2" })];
    const order = await acceptOrder(stack.sql, {
      orderId,
      currency,
      payment: { method: "pix", paidAt, amount: 156_000 },
      lines,
      tasks: [
        commissionTask("A-1", [
          { lineId: "1", base: 6_000 },
          { lineId: "2", base: 150_000 },
        ]),
      ],
    });
    await bookCommissions(eventFor(order.taskIds));
  };

  beforeAll(async () => {
    await createAgent(stack.sql, "A-1");
    await addRate(stack.sql, "A-1", "-infinity", 625);
    await sell("S-1", "2026-10-31T23:59:59-03:00", "The Hobbit");
    await sell("S-2", "2026-11-01T00:00:00-03:00", '=HYPERLINK("x");');
    await sell("S-3", "2026-12-01T02:59:59Z", "The Two Towers");
    await sell("S-4", "2026-12-15T12:00:00Z", "In dollars", "USD");
    await sell("S-5", "2026-12-16T12:00:00Z", "In reais");
  });

  test("has the entries paid in the month in São Paulo", async () => {
    const { json } = await statement("2026-11");
    expect(json).toMatchObject({ agentId: "A-1", month: "2026-11", currency: "BRL", orders: 2, units: 6 });
    expect([json.sales, json.commission]).toEqual([312_000, 19_500]);
    expect(json.lines.map((line: { orderId: string }) => line.orderId)).toEqual(["S-2", "S-2", "S-3", "S-3"]);
    expect(json.lines[0]).toMatchObject({ lineId: "1", base: 6_000, rateBps: 625, amount: 375 });
  });

  test("as CSV has no cell from a customer that is a formula", async () => {
    const reply = await statement("2026-11.csv");
    expect(reply.headers["content-type"]).toBe("text/csv; charset=utf-8");
    const [header, first, ...rest] = reply.text.split("\r\n");
    expect(header).toBe(
      "\uFEFFPedido;Linha;Pago em;SKU;Título;Quantidade;Base;Taxa (%);Comissão;Moeda;Papel;Tipo;Em;Referente a;Id;Motivo;Valor",
    );
    expect(first).toBe(
      'S-2;1;01/11/2026 00:00;BOOK-8;"\'=HYPERLINK(""x"");";2;60,00;6,25;3,75;BRL;agente;comissão;01/11/2026 00:00;;;;3,75',
    );
    expect(rest.slice(-8, -1)).toEqual([
      "Total;;;;;6;3120,00;;195,00;BRL;;;;;;;",
      "Saldo anterior;;;;;;;;;BRL;;;;;;;97,50",
      "Comissões;;;;;;;;;BRL;;;;;;;195,00",
      "Estornos;;;;;;;;;BRL;;;;;;;0,00",
      "Ajustes;;;;;;;;;BRL;;;;;;;0,00",
      "Pagamentos;;;;;;;;;BRL;;;;;;;0,00",
      "Saldo a transportar;;;;;;;;;BRL;;;;;;;292,50",
    ]);
  });

  test("of a month without sales is empty, not 404", async () => {
    const { json } = await statement("2025-01", { Accept: "application/json" });
    expect(json).toMatchObject({ orders: 0, units: 0, sales: 0, commission: 0, lines: [] });
  });

  test("has one currency only", async () => {
    const mixed = (await statement("2026-12")).json;
    expect(mixed).toMatchObject({ currency: "BRL", orders: 1, otherCurrencies: ["USD"] });
    expect(mixed.lines.map((line: { orderId: string }) => line.orderId)).toEqual(["S-5", "S-5"]);
    expect((await statement("2026-12", {}, { currency: "USD" })).json).toMatchObject({
      currency: "USD",
      orders: 1,
    });
  });

  test.each(["2026-13", "2026-1", "0000-01", "now", "2026-11-01"])("of %s is refused", async (month) => {
    expect((await statement(month)).status).toBe(422);
  });

  test("is of the requesting client's own agent and has only its orders", async () => {
    const params = { agentId: "A-1", month: "2026-11" };
    const get = () => call("GET /agents/{agentId}/statements/{month}", { params, client: "other-shop" });
    expect((await get()).status).toBe(404);
    await createAgent(stack.sql, "A-1", "other-shop");
    expect((await get()).json).toMatchObject({ orders: 0, lines: [] });
  });

  test("of an unknown agent is 404", async () => {
    const params = { agentId: "A-9", month: "2026-11" };
    expect((await call("GET /agents/{agentId}/statements/{month}", { params })).status).toBe(404);
  });
});
