/** Slips that a cancellation voided, over HTTP: in lists, as documents, and in prints. */
import { beforeAll, describe, expect, test } from "vitest";
import { apiClient } from "../../test/support/api-client.ts";
import { acceptCancellation, undoSlipTask } from "../../test/support/undoing-tasks.ts";
import { eventFor, startFunctionStack } from "../../test/support/function-stack.ts";
import { acceptOrder, laptop, slipTask } from "../../test/support/orders.ts";
import { readPdf, textOf } from "../../test/support/pdf-reader.ts";
import { handler as packingSlips } from "../packing-slips/handler.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);

const numbersOf = async (query: Record<string, string> = {}) => {
  const { json } = await call("GET /packing-slips", { query });
  return json.packingSlips.map(({ number }: { number: string }) => number);
};
const print = (numbers: readonly string[]) => call("POST /packing-slips/prints", { body: { numbers } });
const confirm = (printId: string) =>
  call("POST /packing-slips/prints/{printId}/confirmation", { params: { printId } });

/** Issues a slip of two laptops, and takes one away again. */
const accept = async () => {
  const order = await acceptOrder(stack.sql, {
    lines: [laptop({ lineId: "1", quantity: 2 })],
    tasks: [slipTask("shipping", ["1"])],
  });
  await packingSlips(eventFor(order.taskIds));
  return order;
};
const takeOne = async (order: Awaited<ReturnType<typeof accept>>) => {
  const undoing = undoSlipTask(order.taskIds[0]!, [{ lineId: "1", quantity: 1 }]);
  await packingSlips(eventFor(await acceptCancellation(stack.sql, order, [undoing])));
};

let order: Awaited<ReturnType<typeof accept>>;
let old = "";
let next = "";
let printId = "";
beforeAll(async () => {
  order = await accept();
  [old] = await numbersOf();
  const printed = await print([old]);
  printId = printed.headers["print-id"]!;
  await takeOne(order);
  [next] = await numbersOf();
});

describe("a voided slip", () => {
  test("is listed with what replaces it, but not among those that are still to be printed", async () => {
    expect(await numbersOf()).toEqual([next, old]);
    expect(await numbersOf({ printed: "false" })).toEqual([next]);
    expect(await numbersOf({ voided: "true" })).toEqual([old]);
    expect(await numbersOf({ printed: "false", voided: "true" })).toEqual([old]);
    expect(await numbersOf({ kind: "return" })).toEqual([]);
    const { json } = await call("GET /packing-slips", { query: {} });
    expect(json.packingSlips).toMatchObject([
      { number: next, kind: "slip", replaces: old, replacedBy: null, voidedAt: null, reverses: null },
      { number: old, kind: "slip", replaces: null, replacedBy: next, voidedAt: expect.any(String) },
    ]);
  });

  test("is a document that says so, and so does the one that replaces it", async () => {
    const read = async (number: string) =>
      (await call("GET /packing-slips/{number}", { params: { number } })).json;
    const voided = await read(old);
    expect(voided).toMatchObject({ kind: "slip", voidedAt: expect.any(String), replacedBy: next });
    const current = await read(next);
    expect(current).toMatchObject({ kind: "slip", replaces: old });
    expect(current).not.toHaveProperty("voidedAt");
    const pdf = await call("GET /packing-slips/{number}", { params: { number: `${old}.pdf` } });
    expect(textOf(await readPdf(new Uint8Array(Buffer.from(pdf.text, "latin1"))))).toContain(
      "CANCELADO / VOID",
    );
  });

  test("cannot be printed any more: the issue names what replaces it", async () => {
    const { status, json } = await print([next, old]);
    expect([status, json.errors]).toEqual([
      422,
      [{ pointer: "/numbers/1", detail: `was voided by a cancellation; ${next} replaces it` }],
    ]);
  });

  test("is not marked as printed by the confirmation of an earlier print, which names it", async () => {
    const { status, json } = await confirm(printId);
    expect(status).toBe(200);
    expect(json).toMatchObject({ numbers: [old], voided: [old], confirmedAt: expect.any(String) });
    expect(await numbersOf({ printed: "true" })).toEqual([]);
  });
});

test("the lines of a printed slip come back on a slip of their own", async () => {
  const printed = await print([next]);
  expect((await confirm(printed.headers["print-id"]!)).json.voided).toEqual([]);
  await takeOne(order);
  const [back] = await numbersOf({ kind: "return" });
  const { json } = await call("GET /packing-slips/{number}", { params: { number: back } });
  expect(json).toMatchObject({ kind: "return", reverses: next, title: "Devolução — Expedição" });
});
