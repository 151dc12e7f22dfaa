/** A curl command that works as pasted. Each call makes an order of its own. */
import { exampleLines, exampleOrderOf } from "../lib/contract/example-order.ts";

export const curlLine = (apiUrl: string, apiKey: string): string => {
  const at = new Date().toISOString();
  const { shippingAddress: _, agentId: __, ...order } = exampleOrderOf([exampleLines.membership]);
  const body = {
    ...order,
    orderId: `HELLO-${Date.now().toString(36).toUpperCase()}`,
    placedAt: at,
    payment: { ...order.payment, paidAt: at },
  };
  const headers = `-H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json'`;
  return `curl -s ${apiUrl}/orders ${headers} -d '${JSON.stringify(body)}'`;
};
