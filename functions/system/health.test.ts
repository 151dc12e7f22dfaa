import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { environment } from "../../lib/runtime/environment.ts";
import { setEnvironment, startFunctionStack } from "../../test/support/function-stack.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { handler } from "./handler.ts";

await startFunctionStack();
const health = () => apiClient(handler)("GET /health", { client: null });

// Accepts requests and never responds.
const hanging = createServer(() => {});
beforeAll(() => new Promise<void>((resolve) => void hanging.listen(0, "127.0.0.1", resolve)));
afterAll(() => {
  hanging.closeAllConnections();
  hanging.close();
});
const hangingUrl = () => `http://127.0.0.1:${(hanging.address() as { port: number }).port}`;

test("GET /health responds 200 with every dependency, without a key", async () => {
  const reply = await health();
  expect(reply.status).toBe(200);
  expect(reply.json).toMatchObject({
    status: "up",
    dependencies: {
      database: { status: "up" },
      queues: {
        "packing-slips": { status: "up" },
        memberships: { status: "up" },
        emails: { status: "up" },
        commissions: { status: "up" },
      },
      mail: { status: "up" },
      rulebook: { status: "up" },
    },
  });
});

test.each([
  ["mail", "AWS_ENDPOINT_URL_SES"],
  ["queues", "AWS_ENDPOINT_URL_SQS"],
] as const)("GET /health responds 503 when %s does not respond", async (name, variable) => {
  const before = environment()[variable]!;
  setEnvironment({ [variable]: hangingUrl() });
  const reply = await health();
  setEnvironment({ [variable]: before });
  expect(reply.status).toBe(503);
  const state = reply.json.dependencies[name];
  expect(state.status ?? state.emails.status).toBe("down");
  expect(reply.json.dependencies.database.status).toBe("up");
});
