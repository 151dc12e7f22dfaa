/**
 * What a queue function runs on, for one test file: a database, the four queues with their dead-letter queues, and a
 * mail server; the environment points at them as it would in Lambda, with the database user that the functions are.
 */
import {
  DeleteMessageBatchCommand,
  type SQSClient,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { afterAll, vi } from "vitest";
import { startSes } from "../../dev/services/ses-server.ts";
import { TASK_TYPES, type TaskType } from "../../lib/tasks/registry.ts";
import { queueSuffix, queueVariable } from "../../lib/tasks/queue-names.ts";
import { closeDatabase } from "../../lib/runtime/database-pool.ts";
import { resetEnvironment } from "../../lib/runtime/environment.ts";
import { closeAwsClients } from "../../lib/runtime/aws-clients.ts";
import { type Database, openDatabase } from "../../lib/database/sql.ts";
import { createTestDatabase } from "./database.ts";
import { startTestSqs, type TestQueue, type TestSqs } from "./sqs.ts";

type Handler = (event: SQSEvent) => Promise<SQSBatchResponse>;

/** A mail as the emulator keeps it. */
type StoredMail = {
  readonly messageId: string;
  readonly from: string;
  readonly destination: { readonly to: readonly string[] };
  readonly subject: string;
  readonly body: { readonly text: string; readonly html: string };
};

export type FunctionStack = {
  /** As the owner of the schema, so that a test may write anything. */
  readonly sql: Database;
  /** Of the same user. */
  readonly databaseUrl: string;
  /** Sends a text to a queue as it is. */
  send(type: TaskType, body: string): Promise<void>;
  /** Invokes the handler with what the queue has, deletes what succeeded; once. Returns how many messages it had. */
  deliver(type: TaskType, handler: Handler): Promise<number>;
  /** How many messages wait in a queue, or in its dead-letter queue. */
  waiting(type: TaskType, which?: "queue" | "dlq"): Promise<number>;
  /** Deletes the messages of a queue, as an accident does. */
  purge(type: TaskType): Promise<void>;
  /** All mails sent to an address so far. */
  mailsTo(address: string): Promise<StoredMail[]>;
  readonly sesEndpoint: string;
};

/** Sets an environment variable for the functions; they read it at once. The variable is restored at the end of the file. */
export const setEnvironment = (variables: Record<string, string>): void => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  resetEnvironment();
  closeAwsClients();
};

const createQueues = async (sqs: TestSqs): Promise<Record<TaskType, TestQueue>> => {
  const entries = await Promise.all(
    TASK_TYPES.map(
      async (type) => [type, await sqs.createQueue(`despacho-test-${queueSuffix(type)}`)] as const,
    ),
  );
  return Object.fromEntries(entries) as Record<TaskType, TestQueue>;
};

/** Receives up to ten messages, invokes the handler, deletes what succeeded. Returns how many there were. */
const deliverBatch = async (client: SQSClient, url: string, handler: Handler): Promise<number> => {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ["ApproximateReceiveCount"],
    }),
  );
  if (Messages.length === 0) return 0;
  const response = await handler({
    Records: Messages.map((message) => ({
      ...sqsRecord(message.Body!, Number(message.Attributes!.ApproximateReceiveCount)),
      messageId: message.MessageId!,
      receiptHandle: message.ReceiptHandle!,
    })),
  });
  const failed = new Set(response.batchItemFailures.map((failure) => failure.itemIdentifier));
  const done = Messages.filter((message) => !failed.has(message.MessageId!));
  if (done.length > 0)
    await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: done.map((message) => ({ Id: message.MessageId!, ReceiptHandle: message.ReceiptHandle! })),
      }),
    );
  return Messages.length;
};

/** Messages that are visible or in flight. */
const countMessages = async (client: SQSClient, url: string): Promise<number> => {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  return (
    Number(Attributes!.ApproximateNumberOfMessages) +
    Number(Attributes!.ApproximateNumberOfMessagesNotVisible)
  );
};

/** Starts everything, and stops it after the test file. Call it once, at the top of a test file. */
export const startFunctionStack = async (): Promise<FunctionStack> => {
  const [testDatabase, sqs, ses] = await Promise.all([createTestDatabase(), startTestSqs(), startSes(0)]);
  const sesEndpoint = `http://127.0.0.1:${ses.port}`;
  const { client } = sqs;
  const queues = await createQueues(sqs);
  setEnvironment({
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL_SQS: sqs.endpoint,
    AWS_ENDPOINT_URL_SES: sesEndpoint,
    DATABASE_URL: testDatabase.functionsUrl,
    DATABASE_POOL_MAX: "8",
    ...Object.fromEntries(TASK_TYPES.map((type) => [queueVariable(type), queues[type].url])),
  });
  const sql = openDatabase({ url: testDatabase.url, poolSize: 8 });
  afterAll(async () => {
    await Promise.all([closeDatabase(), sql.end()]);
    closeAwsClients();
    await Promise.all([testDatabase.drop(), sqs.stop(), ses.stop()]);
    vi.unstubAllEnvs();
    resetEnvironment();
  });

  return {
    sql,
    databaseUrl: testDatabase.url,
    sesEndpoint,
    send: (type, body) => sqs.send(queues[type].url, body),
    deliver: (type, handler) => deliverBatch(client, queues[type].url, handler),
    waiting: (type, which = "queue") =>
      countMessages(client, which === "dlq" ? queues[type].deadLetterUrl : queues[type].url),
    purge: async (type) => {
      await client.send(new PurgeQueueCommand({ QueueUrl: queues[type].url }));
    },
    mailsTo: async (address) => {
      const response = await fetch(`${sesEndpoint}/store`);
      const { emails } = (await response.json()) as { emails: StoredMail[] };
      return emails.filter((mail) => mail.destination.to.includes(address));
    },
  };
};

let records = 0;

/** A record as SQS hands it to a function. */
export const sqsRecord = (body: string, receiveCount = 1): SQSRecord => {
  records += 1;
  return {
    messageId: `message-${records}`,
    receiptHandle: `receipt-${records}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: "0",
      SenderId: "test",
      ApproximateFirstReceiveTimestamp: "0",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:test",
    awsRegion: "us-east-1",
  };
};

/** An event with one message per task. */
export const eventFor = (taskIds: readonly string[], receiveCount = 1): SQSEvent => ({
  Records: taskIds.map((taskId) =>
    sqsRecord(JSON.stringify({ version: 1, taskId, orderId: "ANY-1" }), receiveCount),
  ),
});

/** Which of an event's tasks the handler wants to see again. */
export const failedTaskIds = (event: SQSEvent, response: SQSBatchResponse): string[] => {
  const failed = new Set(response.batchItemFailures.map((failure) => failure.itemIdentifier));
  return event.Records.filter((record) => failed.has(record.messageId)).map(
    (record) => (JSON.parse(record.body) as { taskId: string }).taskId,
  );
};

/**
 * Invokes a handler with the same messages many times at once, in both orders, and once more when all of these are over.
 * Returns the tasks that the last one wants to see again: the others may, while another invocation holds a task.
 */
export const deliverRepeatedly = async (handler: Handler, taskIds: readonly string[]): Promise<string[]> => {
  const invoke = (_: unknown, index: number) =>
    handler(eventFor(index % 2 === 0 ? taskIds : taskIds.toReversed()));
  await Promise.all(Array.from({ length: 6 }, invoke));
  const last = eventFor(taskIds);
  return failedTaskIds(last, await handler(last));
};

export type TaskRow = {
  readonly status: string;
  readonly attempts: number;
  readonly result: unknown;
  readonly reason: string | null;
  readonly lastError: string | null;
  readonly notBefore: string | null;
};

/** The current row of a task. */
export const taskRow = (sql: Database, taskId: string): Promise<TaskRow> =>
  sql.one<TaskRow>(
    `select status, attempts, result, reason, last_error, not_before
     from tasks where task_id = $1`,
    [taskId],
  );
