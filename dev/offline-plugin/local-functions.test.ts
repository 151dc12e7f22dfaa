import { expect, test } from "vitest";
import { localFunctions, localInvoker } from "./local-functions.ts";

const lines: string[] = [];
const invoke = localInvoker(
  localFunctions({
    provider: { region: "us-east-1", timeout: 5 },
    functions: {
      console: { name: "shop-console", handler: "functions/console/handler.handler" },
      broken: { name: "shop-broken", handler: "functions/console/handler.missing", timeout: "1" },
    },
  }),
  (line) => void lines.push(line),
);

test("a function is invoked by its deployed name, and its duration is reported", async () => {
  const event = { httpMethod: "OPTIONS", resource: "/console", headers: {}, requestContext: {} };
  expect(await invoke("shop-console", event)).toMatchObject({
    kind: "response",
    payload: { statusCode: 204 },
  });
  expect(lines.at(-1)).toMatch(
    /^\(λ: console\) RequestId: \S+ {2}Duration: [\d.]+ ms {2}Billed Duration: \d+ ms$/,
  );
});

test.each([
  ["shop-unknown", "there is no function"],
  ["shop-broken", "is not exported"],
])("the invocation of %s is an error: %s", async (name, message) => {
  expect(await invoke(name, {})).toEqual({ kind: "error", message: expect.stringContaining(message) });
});
