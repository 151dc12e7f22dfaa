import type { SQSRecord } from "aws-lambda";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { DatabaseUnavailableError } from "../domain/errors.ts";
import { resetEnvironment } from "../runtime/environment.ts";
import { type RetryRequest, type TaskMessage, queueFunction } from "./queue-function.ts";
import { closeAwsClients } from "../runtime/aws-clients.ts";
import { sqsRecord } from "../../test/support/function-stack.ts";

const TASK = "019aa000-0000-7000-8000-000000000001";
const OTHER = "019aa000-0000-7000-8000-000000000002";

// Nothing listens at this endpoint: a back-off that fails must not change the response.
beforeAll(() => {
  vi.stubEnv("DATABASE_URL", "postgres://unused");
  vi.stubEnv("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:9");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  vi.stubEnv("QUEUE_URL_EMAILS", "http://127.0.0.1:9/000000000000/emails");
  resetEnvironment();
});
afterAll(() => {
  closeAwsClients();
  vi.unstubAllEnvs();
});

const record = (messageId: string, body: string, receiveCount = 1): SQSRecord => ({
  ...sqsRecord(body, receiveCount),
  messageId,
});

const message = (taskId: string) => JSON.stringify({ version: 1, taskId, orderId: "WEB-1" });

const run = (records: SQSRecord[], again: RetryRequest[] = [], seen: TaskMessage[] = []) =>
  queueFunction("email", async (deliveries) => {
    seen.push(...deliveries);
    return again;
  })({ Records: records });

describe("a queue function", () => {
  test.each([
    ["text", "hello"],
    ["an unknown version", JSON.stringify({ version: 2, taskId: TASK, orderId: "WEB-1" })],
    ["no task id", JSON.stringify({ version: 1, orderId: "WEB-1" })],
    ["an id that is no UUID", JSON.stringify({ version: 1, taskId: "7", orderId: "WEB-1" })],
    [
      "an unknown field",
      JSON.stringify({ version: 1, taskId: TASK, orderId: "WEB-1", email: "a@example.com" }),
    ],
    ["null", "null"],
    ["nothing", ""],
  ])("reports a message with %s as failed while another message in the batch succeeds", async (_, body) => {
    const seen: TaskMessage[] = [];
    const response = await run([record("bad", body), record("good", message(TASK))], [], seen);
    expect(response.batchItemFailures).toEqual([{ itemIdentifier: "bad" }]);
    expect(seen).toEqual([{ taskId: TASK }]);
  });

  test("lets every message of a task that must be done again come again", async () => {
    const records = [record("a", message(TASK)), record("b", message(TASK)), record("c", message(OTHER))];
    const response = await run(records, [{ taskId: TASK }]);
    expect(response.batchItemFailures).toEqual([{ itemIdentifier: "a" }, { itemIdentifier: "b" }]);
  });

  test("hands a task over once, however many messages name it", async () => {
    const seen: TaskMessage[] = [];
    await run([record("a", message(TASK)), record("b", message(TASK))], [], seen);
    expect(seen).toHaveLength(1);
  });

  test("reports a poison message at the last receive, and replaces any other message instead of losing it to the dead-letter queue", async () => {
    const records = [record("poison", message(TASK), 5), record("good", message(OTHER), 5)];
    const requests: RetryRequest[] = [{ taskId: TASK, isPoison: true }, { taskId: OTHER }];
    const { batchItemFailures } = await run(records, requests);
    expect(batchItemFailures).toEqual([{ itemIdentifier: "poison" }]);
  });

  test("lets the whole batch come again when the work broke down", async () => {
    const broken = queueFunction("email", async () => {
      throw new DatabaseUnavailableError(new Error("gone"));
    });
    const response = await broken({ Records: [record("a", message(TASK)), record("b", message(OTHER))] });
    expect(response.batchItemFailures.map((failure) => failure.itemIdentifier)).toEqual(["a", "b"]);
  });
});
