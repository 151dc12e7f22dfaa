/** `npx serverless offline`, typed without `npm start`. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { startTestSqs } from "../../test/support/sqs.ts";
import { waitFor } from "../../test/support/wait-for.ts";
import { systemEnvironment } from "../environment.ts";
import { freePort } from "../services/ports.ts";
import { offlineIssue } from "./local-endpoints.ts";

const PROJECT_ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SERVERLESS = createRequire(import.meta.url).resolve("serverless/bin/serverless.js");
const RECORD_CONNECTIONS = new URL("record-connections.ts", import.meta.url).href;

const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
});

const CREDENTIALS = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" };

/** Runs the command with credentials of AWS in its environment, and no other AWS variable than those given. */
const serverless = (args: readonly string[], env: NodeJS.ProcessEnv) => {
  const child = spawn(process.execPath, ["--import", RECORD_CONNECTIONS, SERVERLESS, ...args], {
    cwd: PROJECT_ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...systemEnvironment(process.env), ...CREDENTIALS, SLS_TELEMETRY_DISABLED: "1", ...env },
  });
  children.push(child);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => lines.push(...text.split("\n").filter(Boolean)));
  return { child, lines };
};

const DATABASE_URL = "postgres://127.0.0.1/despacho";

test.each<readonly [string, readonly string[], NodeJS.ProcessEnv, string]>([
  ["no endpoint", ["offline"], {}, "AWS_ENDPOINT_URL_SQS is not set"],
  [
    "an endpoint of AWS",
    ["offline", "start", "--stage=local"],
    { AWS_ENDPOINT_URL: "https://sqs.us-east-1.amazonaws.com", DATABASE_URL },
    "not local",
  ],
])(
  "serverless offline with AWS credentials and %s exits with one line and connects to nothing",
  { timeout: 60_000 },
  async (_name, args, env, reason) => {
    const { child, lines } = serverless(args, env);
    const [code] = await once(child, "close");
    expect({ code, lines }).toEqual({ code: 1, lines: [expect.stringContaining(reason)] });
    expect(lines[0]).toContain("`npm start`");
  },
);

test("serverless offline with local endpoints serves the API and polls the queues", {
  timeout: 60_000,
}, async () => {
  const sqs = await startTestSqs();
  const database = await createTestDatabase();
  try {
    const [httpPort, lambdaPort] = [await freePort(), await freePort()];
    const args = ["offline", "--stage=local", `--httpPort=${httpPort}`, `--lambdaPort=${lambdaPort}`];
    const { child, lines } = serverless(args, { AWS_ENDPOINT_URL: sqs.endpoint, DATABASE_URL: database.url });
    const apiUrl = `http://127.0.0.1:${httpPort}`;
    await waitFor("the API", () => lines.some((line) => line.includes(`API: ${apiUrl}`)), 40_000);
    expect((await fetch(`${apiUrl}/openapi.json`)).status).toBe(200);
    const unknown = await fetch(`${apiUrl}/nothing`, { method: "POST", body: new Uint8Array([0xff]) });
    expect(unknown.status).toBe(400);
    expect(unknown.headers.get("content-type")).toBe("application/problem+json");
    const { QueueUrls = [] } = await sqs.client.send(new ListQueuesCommand({}));
    expect(QueueUrls.length).toBeGreaterThanOrEqual(8);
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
  } finally {
    await database.drop();
    await sqs.stop();
  }
});

test.each([
  ["http://127.0.0.1:4566", true],
  ["http://[::1]:4566", true],
  ["http://localhost:4566", true],
  ["http://localhost.localstack.cloud:4566", true],
  ["http://localstack:4566", true],
  ["http://host.docker.internal:4566", true],
  ["http://10.1.2.3:4566", true],
  ["http://172.20.0.2:4566", true],
  ["https://sqs.us-east-1.amazonaws.com", false],
  ["https://vpce-0123.sqs.us-east-1.vpce.amazonaws.com", false],
  ["http://172.32.0.1", false],
  ["http://127.0.0.1.example.com", false],
  ["not a URL", false],
])("the endpoint %s is local: %s", (endpoint, isLocal) => {
  const issue = offlineIssue({ AWS_ENDPOINT_URL: endpoint, DATABASE_URL }, "local");
  expect(issue === undefined).toBe(isLocal);
});

test("serverless offline on another stage than local is rejected", () => {
  const env = { AWS_ENDPOINT_URL: "http://127.0.0.1:4566", DATABASE_URL };
  expect(offlineIssue(env, "prod")).toContain("the stage is prod");
});
