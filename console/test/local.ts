/** Tests of the screen that only the local stack has. */
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import { encodeMessage } from "../../lib/contract/task-message.ts";
import { violations, visit } from "./browser.ts";
import { BOUND, call, inBrowser, open, target } from "./harness.ts";

const QUEUE = "despacho-local-webhooks";
/** No function receives from it. */
const DEAD_LETTERS = "despacho-local-webhooks-dlq";

/** @returns the id of the message */
const send = async (queue: string, body: string): Promise<string> => {
  const endpoint = target.stack.sqsEndpoint;
  const sqs = new SQSClient({
    region: "us-east-1",
    endpoint,
    useQueueUrlAsEndpoint: false,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const command = new SendMessageCommand({
    QueueUrl: `${endpoint}/000000000000/${queue}`,
    MessageBody: body,
  });
  const { MessageId } = await sqs.send(command).finally(() => sqs.destroy());
  return MessageId!;
};

const TASK = "018f0000-0000-7000-8000-000000000001";

inBrowser("messages of the queues are shown by their ids, and stay where they are", BOUND, async () => {
  const before = await open("local");
  await before.page.getByText("No queue has a message").waitFor();
  await send(DEAD_LETTERS, encodeMessage({ taskId: TASK, orderId: "WEB-QUEUED" }));
  await send(DEAD_LETTERS, "ana@example.com");
  const { page, expectClean } = await open("local");
  const row = page.getByRole("row", { name: new RegExp(`${DEAD_LETTERS}.*WEB-QUEUED.*${TASK}.*Waiting`) });
  await row.waitFor();
  await page.getByRole("row", { name: new RegExp(`${DEAD_LETTERS}.*not about a task`) }).waitFor();
  const contents = await (await call("GET", "/local/queues")).text();
  expect(contents).toContain('"receives":0');
  expect(contents).not.toContain("ana@example.com");
  expect(await violations(page)).toEqual([]);
  expectClean();
});

inBrowser("the log of the functions is searched by an id", BOUND, async () => {
  const messageId = await send(QUEUE, "malformed");
  const { page, expectClean } = await open("local");
  await page.getByLabel("Id or any text").fill("never logged");
  await page.keyboard.press("Enter");
  await page.getByText("No line of the log contains this").waitFor();
  await page.getByLabel("Id or any text").fill(messageId);
  await page.keyboard.press("Enter");
  await page
    .getByRole("row", { name: new RegExp(`malformed messages.*${messageId}`) })
    .first()
    .waitFor();
  expect(new URL(page.url()).searchParams.get("q")).toBe(messageId);
  expectClean();
});

inBrowser("a key that does not see all clients sees neither messages nor logs", BOUND, async () => {
  for (const path of ["/local/queues", "/local/logs"]) {
    const headers = { Authorization: `Bearer ${target.stack.apiKey}` };
    expect((await fetch(`${target.stack.apiUrl}${path}`, { headers })).status).toBe(403);
    expect((await fetch(`${target.stack.apiUrl}${path}`)).status).toBe(401);
  }
  const { page } = await visit(
    target.browser,
    `${target.stack.apiUrl}/console/local#key=${target.stack.apiKey}`,
  );
  await page.getByRole("heading", { name: "Sample orders" }).waitFor();
  expect(await page.getByRole("heading", { name: "Log of the functions" }).count()).toBe(0);
});

inBrowser("the local screen is in Portuguese for who reads it", BOUND, async () => {
  const { page, expectClean } = await open("local", { locale: "pt-BR" });
  await page.getByRole("heading", { name: "Mensagens nas filas" }).waitFor();
  await page.getByRole("heading", { name: "Log das funções" }).waitFor();
  expectClean();
});
