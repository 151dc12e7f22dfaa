/** GET /packing-slips, and prints of many slips in one PDF, over HTTP. */
import { beforeAll, describe, expect, test } from "vitest";
import { SCOPES } from "../../lib/domain/scope.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { eventFor, startFunctionStack } from "../../test/support/function-stack.ts";
import { acceptOrder, book, laptop, slipTask } from "../../test/support/orders.ts";
import { readPdf, textOf } from "../../test/support/pdf-reader.ts";
import { shippingSlip } from "../../test/support/packing-slips.ts";
import { handler as issueSlips } from "../packing-slips/handler.ts";
import { handler } from "./handler.ts";
import { renderPackingSlips } from "./packing-slips-pdf.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);
const operator = { client: "operator", scopes: SCOPES };
const list = async (query: Record<string, string> = {}, more = {}) => {
  const { status, json } = await call("GET /packing-slips", { query, ...more });
  expect([status, json.errors]).toEqual([200, undefined]);
  return json;
};
const numbersOf = async (query: Record<string, string> = {}, more = {}) =>
  (await list(query, more)).packingSlips.map(({ number }: { number: string }) => number);
const print = (numbers: readonly string[], more = {}) =>
  call("POST /packing-slips/prints", { body: { numbers }, ...more });
const confirm = (printId: string, more = {}) =>
  call("POST /packing-slips/prints/{printId}/confirmation", { params: { printId }, ...more });

/** Numbers by order: first shipping, then royalties. */
const numbers: string[] = [];
beforeAll(async () => {
  for (const [orderId, clientId] of [
    ["P-1", "test-shop"],
    ["P-2", "test-shop"],
    ["P-1", "other-shop"],
  ] as const) {
    const { orderNo, taskIds } = await acceptOrder(stack.sql, {
      orderId,
      clientId,
      customer: { customerId: `C-${orderId}`, email: "ana@example.com" },
      lines: [laptop({ lineId: "1", quantity: 2 }), book({ lineId: "2" })],
      tasks: [slipTask("shipping", ["1", "2"]), slipTask("royalties", ["2"])],
    });
    for (const taskId of taskIds) await issueSlips(eventFor([taskId]));
    const slips = await stack.sql.many<{ number: string }>(
      "select number from packing_slips where order_no = $1 order by number",
      [orderNo],
    );
    numbers.push(...slips.map(({ number }) => number));
  }
});

describe("the list", () => {
  test("has a client's slips, the last issued first, with recipient, units, weight and prints", async () => {
    expect(await numbersOf()).toEqual(numbers.slice(0, 4).toReversed());
    expect((await list({ destination: "shipping", q: "P-1" })).packingSlips).toEqual([
      {
        number: numbers[0],
        orderId: "P-1",
        destination: "shipping",
        title: "1ª via — Expedição",
        issuedAt: expect.any(String),
        recipient: "Carlos Silva",
        lines: 2,
        units: 3,
        weightGrams: 4_650,
        printedAt: null,
        kind: "slip",
        voidedAt: null,
        replaces: null,
        replacedBy: null,
        reverses: null,
        prints: [],
      },
    ]);
  });

  test("is paged", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await list({ limit: "1", ...(cursor === null ? {} : { cursor }) });
      seen.push(...page.packingSlips.map(({ number }: { number: string }) => number));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(numbers.slice(0, 4).toReversed());
  });

  test("is searched by number, order, customer and e-mail address, and filtered by the time of issue", async () => {
    expect(await numbersOf({ q: numbers[1]! })).toEqual([numbers[1]]);
    expect(await numbersOf({ q: "p-2" })).toEqual([numbers[3], numbers[2]]);
    expect(await numbersOf({ q: "C-P-1" })).toEqual([numbers[1], numbers[0]]);
    expect(await numbersOf({ q: "ANA@" })).toHaveLength(4);
    expect(await numbersOf({ q: "nothing" })).toEqual([]);
    expect(await numbersOf({ since: "2999-01-01T00:00:00Z" })).toEqual([]);
    expect(await numbersOf({ until: "2999-01-01T00:00:00Z", destination: "royalties" })).toHaveLength(2);
  });

  test("of two clients is separate, and has both for a key with clients:all", async () => {
    expect(await numbersOf({}, { client: "other-shop" })).toEqual(numbers.slice(4).toReversed());
    expect(await numbersOf({}, operator)).toEqual(numbers.toReversed());
    const { packingSlips } = await list({ client: "other-shop", limit: "1" }, operator);
    expect(packingSlips).toMatchObject([{ clientId: "other-shop" }]);
    expect((await call("GET /packing-slips", { query: { client: "other-shop" } })).status).toBe(403);
  });

  test.each([
    [{ printed: "yes" }, "printed"],
    [{ q: "" }, "q"],
    [{ limit: "0" }, "limit"],
    [{ cursor: "WzFd" }, "cursor"],
    [
      { cursor: Buffer.from('["slips","2026-02-30T00:00:00Z","2026-000001"]').toString("base64url") },
      "cursor",
    ],
    [{ destiny: "x" }, "destiny"],
  ] as const)("responds 422 to %j", async (query, name) => {
    const reply = await call("GET /packing-slips", { query });
    expect([reply.status, reply.json.errors[0].parameter]).toEqual([422, name]);
  });
});

test("a print is one PDF with the slips in order, and marks them as printed only when it is confirmed", async () => {
  const wanted = [numbers[2]!, numbers[0]!];
  const reply = await print(wanted);
  expect([reply.status, reply.headers["content-type"]]).toEqual([201, "application/pdf"]);
  const pages = await readPdf(new Uint8Array(Buffer.from(reply.text, "latin1")));
  expect(pages.map((page) => /Romaneio (\S+)/.exec(textOf([page]))?.[1])).toEqual(wanted);
  const printId = reply.headers["print-id"]!;
  expect(reply.headers.location).toBe(`/packing-slips/prints/${printId}`);
  expect(await numbersOf({ printed: "true" })).toEqual([]);
  const read = await call("GET /packing-slips/prints/{printId}", { params: { printId } });
  expect(read.json).toMatchObject({
    printId,
    numbers: wanted,
    confirmedAt: null,
    createdBy: "test-shop/key-1",
  });

  const confirmed = (await confirm(printId)).json;
  expect(confirmed).toMatchObject({
    printId,
    confirmedBy: "test-shop/key-1",
    confirmedAt: expect.any(String),
  });
  expect((await confirm(printId)).json).toEqual(confirmed);
  expect(await numbersOf({ printed: "true" })).toEqual(wanted);
  expect(await numbersOf({ printed: "false" })).toEqual([numbers[3], numbers[1]]);
  const again = await print([numbers[0]!]);
  const { packingSlips } = await list({ q: numbers[0]! });
  expect(packingSlips[0]).toMatchObject({
    printedAt: confirmed.confirmedAt,
    prints: [
      { printId, confirmedAt: confirmed.confirmedAt },
      { printId: again.headers["print-id"], confirmedAt: null },
    ],
  });
});

describe("a print", () => {
  test("of unknown slips, or of another client's, is 422 with their places", async () => {
    const reply = await print([numbers[0]!, "2026-999999", numbers[4]!]);
    expect([reply.status, reply.json.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
      422,
      ["/numbers/1", "/numbers/2"],
    ]);
  });

  test.each([
    [[], "/numbers"],
    [["2026-1"], "/numbers/0"],
    [["2026-000001", "2026-000001"], "/numbers/1"],
    [Array.from({ length: 201 }, (_, index) => `2026-${String(index).padStart(6, "0")}`), "/numbers"],
  ])("of %j is 422 at %s", async (wanted, pointer) => {
    const reply = await print(wanted as string[]);
    expect([reply.status, reply.json.errors[0].pointer]).toEqual([422, pointer]);
  });

  test("of several clients' slips is seen by keys with clients:all only", async () => {
    const reply = await print([numbers[0]!, numbers[4]!], operator);
    const printId = reply.headers["print-id"]!;
    expect(reply.status).toBe(201);
    expect((await confirm(printId)).status).toBe(404);
    expect((await confirm(printId, operator)).status).toBe(200);
    const own = (await print([numbers[4]!], operator)).headers["print-id"]!;
    expect((await confirm(own, { client: "other-shop" })).status).toBe(200);
    expect((await confirm(own)).status).toBe(404);
  });

  test("needs the scope slips:print; unknown prints are 404", async () => {
    expect((await print([numbers[0]!], { client: null })).status).toBe(401);
    expect((await print([numbers[0]!], { scopes: ["orders:read"] })).status).toBe(403);
    expect((await confirm("0190c0de-0000-7000-8000-000000000000", { scopes: ["orders:read"] })).status).toBe(
      403,
    );
    expect((await confirm("0190c0de-0000-7000-8000-000000000000")).status).toBe(404);
    expect((await confirm("x")).status).toBe(404);
  });
});

test("slips of several pages keep their headers and page numbers among others", async () => {
  const long = shippingSlip({
    number: "2026-000002",
    lines: Array.from({ length: 60 }, (_, index) => ({ ...shippingSlip().lines[0]!, lineId: `${index}` })),
  });
  const info = { title: "Romaneios", at: "2026-11-21T01:03:00.000Z" };
  const pages = await readPdf(await renderPackingSlips([shippingSlip(), long, shippingSlip()], info));
  const texts = pages.map((page) => textOf([page]));
  const count = pages.length - 2;
  expect(count).toBeGreaterThan(1);
  expect(texts[0]).toContain("Página 1 de 1");
  expect(texts[1]).toContain(`Página 1 de ${count}`);
  expect(texts[2]).toContain(`Página 2 de ${count}`);
  expect(texts[2]).toContain("Romaneio 2026-000002");
  expect(texts.at(-1)).toContain("Página 1 de 1");
  expect(texts.at(-1)).toContain("Romaneio 2026-000123");
});

test("each further slip adds little, so that 200 fit into a response", async () => {
  const info = { title: "Romaneios", at: "2026-11-21T01:03:00.000Z" };
  const sizeOf = async (count: number) =>
    (
      await renderPackingSlips(
        Array.from({ length: count }, () => shippingSlip()),
        info,
      )
    ).length;
  const [one, ten] = [await sizeOf(1), await sizeOf(10)];
  expect(one + ((ten - one) / 9) * 199).toBeLessThan(4_000_000);
});
