/** Runs one job in this process: inserts orders, posts them to the handler, or invokes a task handler. Argument: Job as JSON. */
import type { APIGatewayProxyEvent, Context, SQSEvent } from "aws-lambda";
import { queueSuffix } from "../../lib/tasks/queue-names.ts";
import type { TaskType } from "../../lib/tasks/registry.ts";
import { benchOrder } from "../bench-order.ts";
import { decidedOrders } from "../decided-orders.ts";

export type Job = {
  readonly clientId: string;
  /** Of the ids of the orders. */
  readonly prefix: string;
} & (
  | { readonly kind: "insert" | "post"; readonly orders: number; readonly atOnce: number }
  | { readonly kind: "tasks"; readonly type: TaskType; readonly taskIds: readonly string[] }
);

/** Milliseconds; `latencies` of each order or batch. */
export type JobResult = { readonly wallMs: number; readonly cpuMs: number; readonly latencies: number[] };

const CONTEXT = { getRemainingTimeInMillis: () => 20_000 } as Context;

const postEvent = (clientId: string, body: object): APIGatewayProxyEvent =>
  ({
    httpMethod: "POST",
    resource: "/orders",
    path: "/orders",
    pathParameters: null,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    headers: { "Content-Type": "application/json" },
    body: Buffer.from(JSON.stringify(body)).toString("base64"),
    isBase64Encoded: true,
    requestContext: {
      authorizer: { clientId, keyId: "bench", scopes: "orders:write" },
      requestId: "bench",
    },
  }) as unknown as APIGatewayProxyEvent;

type Call = (number: number) => Promise<void>;

/** What the insert of one order needs is made beforehand, so that only the statement is measured. */
const insertCalls = async ({ clientId, prefix }: Job, orders: number): Promise<Call> => {
  const { insertOrder } = await import("../../lib/database/orders.ts");
  const { intakeDatabase } = await import("../../lib/runtime/database-pool.ts");
  const ids = Array.from({ length: orders }, (_, number) => `${prefix}${number}`);
  const inputs = decidedOrders(clientId, ids);
  return async (number) => void (await insertOrder(intakeDatabase(), inputs[number]!));
};

const postCalls = async ({ clientId, prefix }: Job): Promise<Call> => {
  const { handler } = await import("../../functions/orders/handler.ts");
  return async (number) => {
    const response = await handler(postEvent(clientId, benchOrder(`${prefix}${number}`)), CONTEXT);
    if (response.statusCode !== 202) throw new Error(`POST /orders: ${response.statusCode} ${response.body}`);
  };
};

const BATCH = 10;

const taskCalls = async (type: TaskType, taskIds: readonly string[]): Promise<Call> => {
  const module = new URL(`../../functions/${queueSuffix(type)}/handler.ts`, import.meta.url).href;
  const { handler } = (await import(module)) as {
    handler(event: SQSEvent, context: Context): Promise<unknown>;
  };
  return async (number) => {
    const Records = taskIds.slice(number * BATCH, (number + 1) * BATCH).map((taskId) => ({
      messageId: taskId,
      receiptHandle: taskId,
      body: JSON.stringify({ version: 1, taskId, orderId: "BENCH" }),
      attributes: { ApproximateReceiveCount: "1" },
    }));
    await handler({ Records } as unknown as SQSEvent, CONTEXT);
  };
};

const callsOf = async (job: Job): Promise<{ call: Call; count: number; atOnce: number }> => {
  if (job.kind === "tasks")
    return {
      call: await taskCalls(job.type, job.taskIds),
      count: Math.ceil(job.taskIds.length / BATCH),
      atOnce: 1,
    };
  const { orders: count, atOnce } = job;
  const call = job.kind === "insert" ? await insertCalls(job, count) : await postCalls(job);
  return { call, count, atOnce };
};

/** The first calls load modules and connect; they are not measured. */
const WARM_UP_SHARE = 0.1;

const run = async (job: Job): Promise<JobResult> => {
  const { call, count, atOnce } = await callsOf(job);
  const warmUp = Math.min(count - 1, Math.max(atOnce, Math.ceil(count * WARM_UP_SHARE)));
  await Promise.all(Array.from({ length: warmUp }, (_, number) => call(number)));
  const latencies: number[] = [];
  let next = warmUp;
  const [started, cpuBefore] = [performance.now(), process.cpuUsage()];
  const client = async () => {
    while (next < count) {
      const began = performance.now();
      await call(next++);
      latencies.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, client));
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wallMs: performance.now() - started, cpuMs: (user + system) / 1_000, latencies };
};

process.send?.(await run(JSON.parse(process.argv[2]!) as Job), () => process.exit());
