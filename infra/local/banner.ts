/** What `npm start` prints when everything is ready. */
import { join, relative } from "node:path";
import type { Stack } from "./stack.ts";

const curl = (stack: Stack): string => {
  const now = new Date().toISOString();
  const order = {
    orderId: "HELLO-1",
    placedAt: now,
    currency: "BRL",
    customer: { customerId: "C-1", name: "Ana Souza", email: "ana@example.com" },
    payment: { method: "pix", paidAt: now, amount: 5_000 },
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
  return [
    `curl -s ${stack.apiUrl}/orders`,
    `-H 'Authorization: Bearer ${stack.apiKey}'`,
    "-H 'Content-Type: application/json'",
    `-d '${JSON.stringify(order)}'`,
  ].join(" ");
};

const shown = (path: string): string => {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
};

const rows = (stack: Stack): readonly (readonly [string, string])[] => [
  ["API", stack.apiUrl],
  ["Docs", `${stack.apiUrl}/docs`],
  ["Inbox", stack.mailboxUrl.replace(/\/store$/, "/")],
  ["Database", stack.databaseUrl.replace(/:[^:@/]+@/, ":…@")],
  ["SQS", stack.sqsEndpoint],
  ["Keys", `apiKey and adminApiKey in ${shown(join(stack.dataDir, "local.json"))}`],
  ["Logs", shown(join(stack.dataDir, "logs"))],
];

export const banner = (stack: Stack, seconds: number): string => {
  const width = Math.max(...rows(stack).map(([name]) => name.length));
  return [
    "",
    `Despacho is ready (${seconds.toFixed(1)} s). Ctrl-C ends it.`,
    "",
    ...rows(stack).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    "",
    "Post an order:",
    "",
    curl(stack),
    "",
  ].join("\n");
};
