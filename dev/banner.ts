/** The output of `npm start` when the stack is ready. */
import { join, relative } from "node:path";
import { curlLine } from "./curl-line.ts";
import type { Stack } from "./stack.ts";

const shortPath = (path: string): string => {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
};

const rows = (stack: Stack): readonly (readonly [string, string])[] => [
  // The fragment stays in the browser; the console takes the key from it and removes it from the address.
  ["Console", `${stack.apiUrl}/console/#key=${stack.adminApiKey}`],
  ["API", stack.apiUrl],
  ["Docs", `${stack.apiUrl}/docs`],
  ["Inbox", stack.mailboxUrl.replace(/\/store$/, "/")],
  ["Database", stack.databaseUrl.replace(/:[^:@/]+@/, ":…@")],
  ["SQS", stack.sqsEndpoint],
  ["Keys", `apiKey and adminApiKey in ${shortPath(join(stack.dataDir, "local.json"))}`],
  ["Logs", shortPath(join(stack.dataDir, "logs"))],
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
    curlLine(stack.apiUrl, stack.apiKey),
    "",
  ].join("\n");
};
