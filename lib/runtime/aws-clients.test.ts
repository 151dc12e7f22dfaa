import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createSqsClient, EMULATOR_CREDENTIALS } from "./aws-clients.ts";

test("requests to AWS are signed and say nothing about the runtime", async () => {
  let seen: IncomingHttpHeaders | undefined;
  const server = createServer((request, response) => {
    seen = request.headers;
    response.writeHead(200, { "Content-Type": "application/x-amz-json-1.0" }).end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createSqsClient({ endpoint, credentials: EMULATOR_CREDENTIALS });
  await client.send(new ListQueuesCommand({}));
  client.destroy();
  server.close();
  expect(seen?.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=test\//);
  expect(Object.keys(seen ?? {}).filter((name) => name.includes("user-agent"))).toEqual([]);
});
