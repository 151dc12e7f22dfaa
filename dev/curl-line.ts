/** A curl command that works as pasted. Every call has a new order id, because an id can be posted once. */
export const curlLine = (apiUrl: string, apiKey: string): string => {
  const at = new Date().toISOString();
  const order = {
    orderId: `HELLO-${Date.now().toString(36).toUpperCase()}`,
    placedAt: at,
    currency: "BRL",
    customer: { customerId: "C-1", name: "Ana Souza", email: "ana@example.com" },
    payment: { method: "pix", paidAt: at, amount: 5_000 },
    lines: [
      {
        type: "membership",
        sku: "MEMBER-BASIC",
        title: "Basic",
        quantity: 1,
        unitPrice: 5_000,
        plan: "basic",
        period: "P1M",
      },
    ],
  };
  const headers = `-H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json'`;
  return `curl -s ${apiUrl}/orders ${headers} -d '${JSON.stringify(order)}'`;
};
