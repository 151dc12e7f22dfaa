/** POST /decisions with a cancellation of the order. */
import { beforeAll, describe, expect, test } from "vitest";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { createClients } from "../../test/support/client-data.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { bookLine, laptopLine, orderBody, videoLine } from "../../test/support/order-body.ts";
import { activateVersion, saveVersion } from "../../test/support/rulebook-api.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const decide = (body: object) => apiClient(handler)("POST /decisions", { body });

const PAID_AT = "2025-03-10T12:00:00-03:00";
const paidOrder = (lines: readonly object[]) => {
  const { payment, ...body } = orderBody({ lines });
  return { ...body, placedAt: PAID_AT, payment: { ...payment, paidAt: PAID_AT } };
};
const cancellation = { cancellationId: "X-1", reason: "damaged", at: "2025-04-02T09:30:00-03:00" };

const RULES = `destinations:
  shipping: { title: { pt-BR: Expedição, en: Shipping }, recipient: customer }
  returns: { title: { pt-BR: Devoluções, en: Returns }, recipient: department }
rules:
  - id: first-aid
    when: line.sku == "VIDEO-SKI"
    then: [{ addFreeItem: { sku: VIDEO-FIRST-AID, reason: a gift } }]
  - id: slip
    when: line.type == "physical"
    then: [{ packingSlip: { destination: shipping } }]
  - id: back
    forEach: cancellation
    when: cancellation.lines.exists(l, l.type == "physical")
    then: [{ packingSlip: { destination: returns } }]
  - id: whole
    forEach: cancellation
    when: cancellation.complete
    then: [{ note: { text: "All of it" } }]
`;

beforeAll(async () => {
  await createClients(stack.sql, "test-shop");
  await activateVersion(await saveVersion(RULES));
  clearRulesCache();
});

describe("POST /decisions with a cancellation", () => {
  test("says what its rules would do and why not, beside the decision of the order, and stores nothing", async () => {
    const lines = [{ ...laptopLine, quantity: 2 }, bookLine];
    const part = { ...cancellation, lines: [{ lineId: "1", quantity: 1 }] };
    const { status, json } = await decide({ ...paidOrder(lines), cancellation: part });
    expect([status, json.errors]).toEqual([200, undefined]);
    expect(json.tasks).toMatchObject([{ key: "packing_slip:shipping", lineIds: ["1"] }]);
    expect(json.cancellation).toMatchObject({
      cancellationId: "X-1",
      complete: false,
      lines: [{ lineId: "1", quantity: 1, amount: laptopLine.unitPrice }],
      tasks: [{ key: "cancellation:X-1:rules:packing_slip:returns", because: [{ ruleId: "back" }] }],
      notes: [],
      whyNot: [{ ruleId: "whole", clauses: [{ path: "cancellation.complete", was: false }] }],
    });
    expect(json.cancellation.tasks[0].because[0].clauses).toHaveLength(1);
    expect(await stack.sql.many("select from cancellations")).toEqual([]);
  });

  test("takes everything without lines, and free lines with what earns them", async () => {
    const { json } = await decide({
      ...paidOrder([{ ...videoLine, sku: "VIDEO-SKI", delivery: "disc" }]),
      cancellation,
    });
    expect(json.cancellation).toMatchObject({
      complete: true,
      lines: [{ lineId: "1" }, { lineId: "gift-1" }],
      tasks: [],
      notes: [{ ruleId: "whole" }],
    });
  });

  test.each<[string, object, string[]]>([
    [
      "more items than there are",
      { lines: [{ lineId: "1", quantity: 9 }] },
      ["/cancellation/lines/0/quantity"],
    ],
    ["an unknown line", { lines: [{ lineId: "9", quantity: 1 }] }, ["/cancellation/lines/0/lineId"]],
    ["a time before the payment", { at: "2025-01-01T00:00:00Z" }, ["/cancellation/at"]],
    ["a refund above the total", { refund: { amount: 10 ** 9 } }, ["/cancellation/refund/amount"]],
    ["an unknown field", { lins: [] }, ["/cancellation/lins"]],
    ["no reason", { reason: undefined }, ["/cancellation/reason"]],
  ])("is 422 with %s", async (_what, fields, pointers) => {
    const body = { ...paidOrder([laptopLine]), cancellation: { ...cancellation, ...fields } };
    const { status, json } = await decide(body);
    expect([status, json.errors?.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
      422,
      pointers,
    ]);
  });

  test("names what is wrong with the order and with the cancellation at once", async () => {
    const body = {
      ...paidOrder([laptopLine]),
      currency: "XYZ",
      cancellation: { ...cancellation, at: "soon" },
    };
    const { json } = await decide(body);
    expect(json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      "/currency",
      "/cancellation/at",
    ]);
  });
});
