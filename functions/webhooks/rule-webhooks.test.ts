/** Webhooks that rules ask for, from a rulebook that is saved and activated over HTTP to the receiver. */
import { Webhook as Verifier } from "standardwebhooks";
import { afterAll, describe, expect, test } from "vitest";
import { putConnection } from "../../lib/database/webhook-connections.ts";
import { newSecret } from "../../lib/runtime/webhooks/signature.ts";
import { decideSource, orderWith, ruleSource } from "../../test/support/decisions.ts";
import { eventFor, startFunctionStack, taskRow } from "../../test/support/function-stack.ts";
import { book, laptop, video } from "../../test/support/orders.ts";
import { activateVersion, postOrder, saveVersion, saveYaml } from "../../test/support/rulebook-api.ts";
import { startReceiver } from "../../test/support/webhook-receiver.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const receiver = await startReceiver();
afterAll(() => receiver.stop());

await stack.sql.execute("insert into clients (client_id, created_at) values ('test-shop', now())");

const rules = (...sources: string[]): string => `rules:\n${sources.join("")}`;
const webhook = (payload: string, event = "goods.sold"): string =>
  `webhook: { connection: erp, event: ${event}, payload: { ${payload} } }`;
const FOR_ORDER = "    forEach: order\n";

test("a rule that is saved and activated sends the values of the order to the connection", async () => {
  const unknown = await saveYaml(rules(ruleSource("to-erp", "line.quantity > 0", webhook("sku: line.sku"))));
  expect([unknown.status, unknown.json.errors[0].detail]).toEqual([422, "no connection `erp`"]);

  const secret = newSecret();
  const url = `http://127.0.0.1:${receiver.port}/`;
  await putConnection(
    stack.sql,
    { connectionId: "erp", url, events: [], clients: null },
    secret,
    "2026-11-20T00:00:00Z",
  );
  const data = "sku: line.sku, customer: order.customer.customerId, urgent: true";
  await activateVersion(
    await saveVersion(rules(ruleSource("to-erp", 'line.type == "physical"', webhook(data)))),
  );
  const { status, json } = await postOrder({ orderId: "HOOK-1" });
  expect(status).toBe(202);
  expect(json.tasks).toMatchObject([{ type: "webhook", connection: "erp", event: "goods.sold" }]);
  expect(JSON.stringify(json.tasks)).not.toContain("customerId");

  const { taskId } = json.tasks[0];
  await handler(eventFor([taskId]));
  expect(await taskRow(stack.sql, taskId)).toMatchObject({ status: "done" });
  const { headers, body } = receiver.received.at(-1)!;
  expect(new Verifier(secret).verify(body, headers)).toMatchObject({
    type: "goods.sold",
    data: { sku: expect.any(String), customer: expect.any(String), urgent: true },
  });
});

describe("deciding", () => {
  const order = orderWith([laptop({ lineId: "1" }), book({ lineId: "2" })]);
  const webhooksOf = (...sources: string[]) =>
    decideSource(rules(...sources), order).tasks.map(({ key, lineIds, payload }) => ({
      key,
      lineIds,
      payload,
    }));
  const sku = { of: "line", path: ["sku"] };

  test("a rule for each line plans one webhook for each line that it applies to", () => {
    expect(webhooksOf(ruleSource("a", "line.quantity > 0", webhook("sku: line.sku")))).toEqual([
      {
        key: "webhook:erp:goods.sold:1",
        lineIds: ["1"],
        payload: { connection: "erp", event: "goods.sold", data: { sku } },
      },
      {
        key: "webhook:erp:goods.sold:2",
        lineIds: ["2"],
        payload: { connection: "erp", event: "goods.sold", data: { sku } },
      },
    ]);
  });

  test("a rule for each order plans one webhook with all lines", () => {
    const [only, ...others] = webhooksOf(
      ruleSource("a", 'order.currency == "BRL"', webhook("c: order.currency"), FOR_ORDER),
    );
    expect(others).toEqual([]);
    expect(only).toMatchObject({ key: "webhook:erp:goods.sold", lineIds: ["1", "2"] });
  });

  test("two rules with the same connection and event are one webhook: the second adds values", () => {
    const [first] = webhooksOf(
      ruleSource("a", "line.quantity > 0", webhook("sku: line.sku, kind: first")),
      ruleSource("b", "line.quantity > 0", webhook("kind: second, more: 1")),
    );
    expect(first!.payload).toMatchObject({ data: { sku, kind: "first", more: 1 } });
  });

  test("another event is another webhook", () => {
    const source = ruleSource(
      "a",
      'line.type == "book"',
      `${webhook("a: 1")}, ${webhook("a: 1", "book.sold")}`,
    );
    expect(webhooksOf(source).map(({ key }) => key)).toEqual([
      "webhook:erp:goods.sold:2",
      "webhook:erp:book.sold:2",
    ]);
  });

  test("the goods of the order are summed up when it is decided: declared types that go by post too, free items not", () => {
    const numbers = webhook("total: order.goodsTotal, grams: order.weightGrams");
    const source = `productTypes:\n  poster: { ships: true, attributes: {} }\n${rules(
      ruleSource("a", 'line.type == "book"', "{ addFreeItem: { sku: BOOKMARK, reason: r } }"),
      ruleSource("b", "has(order.weightGrams)", numbers, FOR_ORDER),
    )}`;
    const weighed = { quantity: 2, unitPrice: 1_000, discount: 0, weightGrams: 300 };
    const poster = { ...book({ lineId: "1", ...weighed }), type: "poster", attributes: {} };
    const streamed = video({ lineId: "3", delivery: "streaming", unitPrice: 9_900 });
    const { tasks } = decideSource(source, orderWith([poster, book({ lineId: "2", ...weighed }), streamed]));
    expect(tasks.map(({ payload }) => payload)).toMatchObject([{ data: { total: 4_000, grams: 1_200 } }]);
  });

  test("a decision leaves the rulebook's own values unchanged", () => {
    const source = rules(
      ruleSource("a", "line.quantity > 0", webhook("a: 1")),
      ruleSource("b", "line.quantity > 0", webhook("b: 2")),
    );
    expect(decideSource(source, order)).toEqual(decideSource(source, order));
  });
});
