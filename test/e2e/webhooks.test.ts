/** A webhook through the whole target: an event, a receiver that fails first, and the repetition. */
import { Webhook as Verifier } from "standardwebhooks";
import { expect } from "vitest";
import { orderBody } from "../support/order-body.ts";
import { waitFor } from "../support/wait-for.ts";
import { startReceiver, withStatus } from "../support/webhook-receiver.ts";
import { e2eTest as test, requireCapability } from "./e2e-test.ts";

/** A deployed relay runs once a minute: it publishes the event, and after the failure once more. */
const REPEATED_WITHIN_MS = 200_000;
const TEST_TIMEOUT_MS = 300_000;

const upgradeLine = {
  type: "membership_upgrade",
  sku: "UPGRADE-PLUS",
  title: "Plus",
  quantity: 1,
  unitPrice: 3_000,
  toPlan: "plus",
};

test(
  "an event is sent, repeated with the same id after a failure, and does not change the order's status",
  async ({ api, runId, skip }) => {
    requireCapability(skip, "webhooks");
    const receiver = await startReceiver();
    const path = `/connections/${runId}`;
    const key = api.adminApiKey;
    const orderId = `${runId}-HOOK`;
    // Other tests' orders may be rejected meanwhile, too.
    const received = () => receiver.received.filter(({ body }) => body.includes(orderId));
    try {
      receiver.respond = (response, request) => {
        const isMine = receiver.received.at(-1)!.body.includes(orderId);
        withStatus(isMine && received().length === 1 ? 500 : 204)(response, request);
      };
      const url = `http://127.0.0.1:${receiver.port}/`;
      const body = { url, events: ["task.rejected"] };
      const created = await api.call(path, { method: "PUT", key, body });
      const { secret } = (await created.json()) as { secret: string };

      // An upgrade without an active membership is rejected. No other test has this customer.
      const customer = { customerId: orderId, name: "Ana", email: "ana@example.com" };
      const order = await api.createAndWait(orderBody({ orderId, customer, lines: [upgradeLine] }));
      expect(order.status).toBe("attention");
      const rejected = order.tasks.find(({ status }) => status === "rejected")!;
      const webhook = await waitFor(
        "the webhook to be accepted",
        async () => {
          const { tasks } = await api.order(orderId);
          return tasks.find(({ type, status }) => type === "webhook" && status === "done");
        },
        REPEATED_WITHIN_MS,
      );
      expect(webhook).toMatchObject({ event: "task.rejected", result: { httpStatus: 204 } });
      expect(received()).toHaveLength(2);
      for (const { headers, body: sent } of received()) {
        expect(headers["webhook-id"]).toBe(webhook.taskId);
        expect(new Verifier(secret).verify(sent, headers)).toMatchObject({
          type: "task.rejected",
          data: { orderId, taskId: rejected.taskId, type: "membership", status: "rejected" },
        });
      }
      expect((await api.call(path, { method: "DELETE", key })).status).toBe(204);
    } finally {
      await api.call(path, { method: "DELETE", key });
      await receiver.stop();
    }
  },
  TEST_TIMEOUT_MS,
);
