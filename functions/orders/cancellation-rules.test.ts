/** Rules for each cancellation, when a cancellation is accepted. */
import { beforeEach, expect, test } from "vitest";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { cancelOrder, carryOutAll, placeOrder, readOrder } from "../../test/support/cancellations.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { bookLine, laptopLine } from "../../test/support/order-body.ts";
import { activateVersion, saveVersion } from "../../test/support/rulebook-api.ts";
import { handler as orders } from "./handler.ts";

const stack = await startFunctionStack();
await stack.sql.execute("insert into clients (client_id, created_at) values ('test-shop', now())");
beforeEach(clearRulesCache);

const PLAIN = `rules:
  - id: slip
    when: line.type in ["physical", "book"]
    then: [{ packingSlip: { destination: shipping } }]
`;
const REACTING = `destinations:
  shipping: { title: { pt-BR: Expedição, en: Shipping }, recipient: customer }
  returns: { title: { pt-BR: Devoluções, en: Returns }, recipient: department }
templates:
  sorry:
    per: order
    subject: { pt-BR: "Sentimos muito", en: "We are sorry" }
    body: { pt-BR: "Motivo: {{cancellation.reason}}", en: "Reason: {{cancellation.reason}}" }
${PLAIN}  - id: back
    forEach: cancellation
    when: cancellation.lines.exists(l, l.type == "physical")
    then: [{ packingSlip: { destination: returns } }, { email: { template: sorry, after: packingSlip } }]
  - id: look
    forEach: cancellation
    when: cancellation.complete
    then: [{ note: { text: "Call the customer" } }]
`;

type Task = { type: string; status: string; because: { ruleId: string }[]; cancellationId?: string };
const ofRules = ({ tasks }: { tasks: Task[] }) =>
  tasks.filter(
    ({ because, cancellationId }) => cancellationId !== undefined && because[0]?.ruleId === "back",
  );

test("add tasks and notes, under the rulebook in force when the cancellation comes", async () => {
  await activateVersion(await saveVersion(PLAIN));
  const orderId = await placeOrder({ lines: [{ ...laptopLine, quantity: 3 }, bookLine] });
  await carryOutAll(stack);
  await activateVersion(await saveVersion(REACTING));
  await cancelOrder(orderId, { cancellationId: "X-1", lines: [{ lineId: "1", quantity: 2 }] });
  const before = await readOrder(orderId);
  expect(ofRules(before).map(({ type, status }) => [type, status])).toEqual([
    ["packing_slip", "queued"],
    ["email", "pending"],
  ]);
  expect(before.notes).toEqual([]);
  await carryOutAll(stack);
  await cancelOrder(orderId, { cancellationId: "X-2" });
  await carryOutAll(stack);
  const order = await readOrder(orderId);
  expect(ofRules(order)).toHaveLength(4);
  expect(ofRules(order).map(({ status }) => status)).toEqual(Array(4).fill("done"));
  expect(order.notes).toMatchObject([{ text: "Call the customer", ruleId: "look", cancellationId: "X-2" }]);
  const mails = await stack.mailsTo(order.customer.email);
  expect(mails.filter(({ subject }) => subject === "Sentimos muito")).toHaveLength(2);
});

test("do not look at a cancellation again when it is sent again", async () => {
  await activateVersion(await saveVersion(REACTING));
  const orderId = await placeOrder({ lines: [laptopLine] });
  await cancelOrder(orderId, { cancellationId: "X-1" });
  const first = await readOrder(orderId);
  expect((await cancelOrder(orderId, { cancellationId: "X-1" })).status).toBe(200);
  expect((await readOrder(orderId)).tasks).toEqual(first.tasks);
});

test("explain their tasks in parts, and orders and tasks are found by them", async () => {
  await activateVersion(await saveVersion(REACTING));
  const orderId = await placeOrder({ lines: [laptopLine] });
  await carryOutAll(stack);
  await cancelOrder(orderId, { cancellationId: "X-1" });
  const order = await readOrder(orderId);
  const [slip] = ofRules(order) as [Task & { because: object[] }];
  expect(slip.because).toMatchObject([
    {
      ruleId: "back",
      clauses: [{ path: "cancellation.lines", op: "exists", lineId: "1", clauses: [{ was: "physical" }] }],
    },
  ]);
  const call = apiClient(orders);
  const found = (await call("GET /orders", { query: { rule: "back" } })).json.orders;
  expect(found.map((one: { orderId: string }) => one.orderId)).toContain(orderId);
  const { tasks } = (await call("GET /tasks", { query: { order: orderId } })).json;
  const shown = ({ taskId, cancellationId, undoes }: Record<string, string>) => [
    taskId,
    cancellationId,
    undoes,
  ];
  expect(tasks.map(shown).toSorted()).toEqual(order.tasks.map(shown).toSorted());
  expect(tasks.filter(({ undoes }: { undoes?: string }) => undoes !== undefined)).toHaveLength(1);
});
