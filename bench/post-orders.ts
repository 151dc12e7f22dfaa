/** Posts orders from several clients at once. */
import { ApiClient, type ApiTarget } from "../test/e2e/client/api-client.ts";

/**
 * Each client posts the next order when its last one is accepted.
 * @returns the latency of each order in milliseconds
 * @throws UnexpectedStatusError when one is not accepted as new
 */
export const postOrders = async (
  target: ApiTarget,
  orders: readonly { readonly orderId: string }[],
  clients: number,
): Promise<number[]> => {
  const api = new ApiClient(target);
  const waiting = orders.values();
  const latencies: number[] = [];
  const client = async () => {
    for (const order of waiting) {
      const started = performance.now();
      await api.create(order);
      latencies.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return latencies;
};
