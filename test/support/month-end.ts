/** What month-end tests do with a client: sell, cancel, adjust, pay, close, read. */
import { handler as bookCommissions } from "../../functions/commissions/handler.ts";
import { handler as issueSlips } from "../../functions/packing-slips/handler.ts";
import { handler } from "../../functions/reports/handler.ts";
import type { Sql } from "../../lib/database/sql.ts";
import { apiClient, type TestRequest } from "./api-client.ts";
import { reversalTask, storeCancellation } from "./cancelled-orders.ts";
import { addRate, createAgent } from "./client-data.ts";
import { eventFor } from "./function-stack.ts";
import { type AcceptedOrder, acceptOrder, book, commissionTask, slipTask } from "./orders.ts";

const call = apiClient(handler);

let shops = 0;

/** A client of its own, with the agent A-1 at 10 %. */
export const createShop = async (sql: Sql) => {
  shops += 1;
  const client = `shop-${shops}`;
  await createAgent(sql, "A-1", client);
  await addRate(sql, "A-1", "-infinity", 1_000, client);

  const ofAgent = (path: string, body: object, more: TestRequest = {}) =>
    call(`POST /agents/{agentId}/${path}`, { client, params: { agentId: "A-1" }, body, ...more });
  return {
    client,
    adjust: (body: object, more?: TestRequest) => ofAgent("adjustments", body, more),
    pay: (body: object, more?: TestRequest) => ofAgent("payments", body, more),
    close: (month: string, more: TestRequest = {}) =>
      call("POST /statements/{month}/close", { client, params: { month }, ...more }),
    statement: (month: string, more: TestRequest = {}) =>
      call("GET /agents/{agentId}/statements/{month}", {
        client,
        params: { agentId: "A-1", month },
        ...more,
      }),

    /** Sells two books of R$ 30,00, with the slip for the royalty department. */
    sell: async (paidAt: string): Promise<AcceptedOrder> => {
      const order = await acceptOrder(sql, {
        clientId: client,
        payment: { method: "pix", paidAt, amount: 6_000 },
        lines: [book({ lineId: "1", quantity: 2 })],
        tasks: [commissionTask("A-1", [{ lineId: "1", base: 6_000 }]), slipTask("royalties", ["1"])],
      });
      const [commission, slip] = order.taskIds as [string, string];
      await bookCommissions(eventFor([commission]));
      await issueSlips(eventFor([slip]));
      return order;
    },

    /** Cancels one of the two books, and takes its commission back. */
    cancelOne: async (order: AcceptedOrder, at: string): Promise<void> => {
      const entries = [{ lineId: "1", role: "agent" as const, base: 3_000, rateBps: 1_000, amount: 300 }];
      const taskIds = await storeCancellation(sql, order, {
        cancellationId: "RF-1",
        at,
        lines: [{ lineId: "1", quantity: 1, amount: 3_000 }],
        tasks: [reversalTask("A-1", { taskId: order.taskIds[0]!, cancellationId: "RF-1", at, entries })],
      });
      await bookCommissions(eventFor(taskIds));
    },
  };
};
