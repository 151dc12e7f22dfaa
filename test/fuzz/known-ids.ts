/** Ids that exist on the fuzzer's stack, so that random requests reach more than "not found". */
import type { StackInfo } from "../../dev/data-dir.ts";
import { ApiClient } from "../e2e/client/api-client.ts";
import { orderBody } from "../support/order-body.ts";
import type { KnownIds } from "./requests.ts";

const ORDERS = 5;

/** Posts some orders and waits until they are processed. */
export const knownIds = async (stack: StackInfo): Promise<KnownIds> => {
  const api = new ApiClient(stack);
  await api.setAgent("A-1", 1_000);
  const bodies = Array.from({ length: ORDERS }, (_, index) => orderBody({ orderId: `FUZZ-${index}` }));
  const orders = await Promise.all(bodies.map((body) => api.createAndWait(body)));
  const tasks = orders.flatMap((order) => order.tasks);
  const slips = tasks.flatMap(({ result }) => {
    const number = (result as { packingSlip?: string } | undefined)?.packingSlip;
    return number === undefined ? [] : [number];
  });
  const missing = crypto.randomUUID();
  return {
    orderId: orders.map(({ orderId }) => orderId),
    taskId: [...tasks.map(({ taskId }) => taskId), missing],
    number: [...slips, ...slips.map((number) => `${number}.pdf`)],
    customerId: bodies.map(({ customer }) => (customer as { customerId: string }).customerId),
    agentId: ["A-1", "A-2"],
    month: ["2026-11", "2026-10", "2026-11.csv", "2026-11.pdf"],
    sku: ["VIDEO-SKI", "VIDEO-FIRST-AID", "NEW-1"],
    listId: ["list-1", "list-2"],
    connectionId: ["hook-1", "hook-2"],
    // Never a key that exists: the run needs its own.
    keyId: [missing],
    activationId: ["1", "999999"],
    version: ["1", "2", "3"],
    retryId: [missing],
    printId: [missing],
  };
};
