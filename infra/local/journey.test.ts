/** The whole demo over HTTP, and what only the stack as a whole can show about a request's way to a function. */
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, expect, test } from "vitest";
import { until } from "../../lib/testing/until.ts";
import { runJourney } from "./journey.ts";
import { startStack } from "./stack.ts";
import { temporaryDirectory } from "./temporary.ts";

const dataDir = temporaryDirectory("journey");
const said: string[] = [];
const own = Object.entries(process.env).filter(
  ([name]) => name !== "DATABASE_URL" && !name.startsWith("AWS_"),
);
const stack = await startStack(
  { port: 0, dataDir, fresh: false, temporary: true },
  Object.fromEntries(own),
  (line) => said.push(line),
);
afterAll(() => stack.stop());

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${stack.apiUrl}/orders`, {
    method: "POST",
    headers: { Authorization: `Bearer ${stack.apiKey}`, "Content-Type": "application/json", ...headers },
    body,
  });

const order = (orderId: string) =>
  JSON.stringify({
    orderId,
    placedAt: "2026-11-20T14:03:00-03:00",
    currency: "BRL",
    customer: { customerId: `C-${orderId}`, name: "Ana", email: `${orderId.toLowerCase()}@example.com` },
    payment: { method: "pix", paidAt: "2026-11-20T14:03:10-03:00", amount: 5_000 },
    lines: [
      {
        type: "membership",
        sku: "M",
        title: "M",
        quantity: 1,
        unitPrice: 5_000,
        plan: "basic",
        period: "P1M",
      },
    ],
  });

test("one order of every kind leads to what it must, twice over", { timeout: 120_000 }, async () => {
  expect((await runJourney(stack, { run: "ONE" })).missing).toEqual([]);
  expect((await runJourney(stack, { run: "TWO" })).missing).toEqual([]);
  expect(said).toEqual([]);
});

test("of many posts of one order at once exactly one is new", { timeout: 30_000 }, async () => {
  const answers = await Promise.all(Array.from({ length: 30 }, () => post(order("MANY"))));
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(29).fill(200), 202]);
});

test.each([
  ["null", 422],
  ["0", 422],
  ["false", 422],
  ['"text"', 422],
  ["[]", 422],
  ["{", 400],
  ["", 400],
])("the body %s reaches the function as it was sent, and is %i", async (body, status) => {
  const answer = await post(body);
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
});

test.each([
  ["no key", undefined, 401],
  ["an unknown key", "Bearer dsp_unknown", 401],
  ["a key without the scope", "shop", 403],
] as const)("%s is refused", async (_name, key, status) => {
  const authorization = key === "shop" ? `Bearer ${stack.apiKey}` : key;
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (authorization !== undefined) headers.Authorization = authorization;
  const answer = await fetch(`${stack.apiUrl}/agents/A-1`, { method: "PUT", headers, body: "{}" });
  expect(answer.status).toBe(status);
  expect(answer.headers.get("x-request-id")).toMatch(/./);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
});

test("another method is 405 with Allow, an unknown path 404, and no web page may call", async () => {
  const headers = { Authorization: `Bearer ${stack.apiKey}`, Origin: "http://elsewhere.example" };
  const wrongMethod = await fetch(`${stack.apiUrl}/orders`, { method: "DELETE", headers });
  expect(wrongMethod.status).toBe(405);
  expect(wrongMethod.headers.get("allow")).toContain("POST");
  expect(wrongMethod.headers.get("access-control-allow-origin")).toBeNull();
  expect((await fetch(`${stack.apiUrl}/nothing/here`, { headers })).status).toBe(404);
});

test("the emulator's back door for authorizers is shut", async () => {
  const headers = {
    "sls-offline-authorizer-override": JSON.stringify({ scopes: "admin", clientId: "local" }),
  };
  expect((await fetch(`${stack.apiUrl}/orders`, { headers })).status).toBe(401);
});

test("a malformed message goes to the dead-letter queue; an order after it is done", {
  timeout: 90_000,
}, async () => {
  const sqs = new SQSClient({
    region: "us-east-1",
    endpoint: stack.sqsEndpoint,
    useQueueUrlAsEndpoint: false,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const url = (name: string) => `${stack.sqsEndpoint}/000000000000/despacho-local-${name}`;
  await sqs.send(new SendMessageCommand({ QueueUrl: url("memberships"), MessageBody: "{" }));
  expect((await post(order("AFTER-IT"))).status).toBe(202);
  const dead = async () => {
    const command = new GetQueueAttributesCommand({
      QueueUrl: url("memberships-dlq"),
      AttributeNames: ["ApproximateNumberOfMessages"],
    });
    return (await sqs.send(command)).Attributes?.ApproximateNumberOfMessages === "1";
  };
  await until("the dead letter", dead, 60_000);
  await until("the order", async () => {
    const headers = { Authorization: `Bearer ${stack.apiKey}` };
    const answer = await fetch(`${stack.apiUrl}/orders/AFTER-IT`, { headers });
    return ((await answer.json()) as { status: string }).status === "completed";
  });
  sqs.destroy();
});
