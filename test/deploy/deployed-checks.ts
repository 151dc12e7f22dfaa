/** Checks of the deployment itself: the relay's schedule, a second deploy, the removal, and a failing migration. */
import type { TestTarget } from "../e2e/target.ts";
import { orderBody } from "../support/order-body.ts";
import { waitFor } from "../support/wait-for.ts";
import type { Emulator } from "../../dev/emulators/emulator.ts";
import { ApiClient } from "../e2e/client/api-client.ts";
import { openDatabase } from "../../lib/database/sql.ts";
import { AGENT_RATE_BPS } from "../e2e/scenarios/order-scenarios.ts";
import { newRunId } from "../e2e/scenarios/run-scenarios.ts";
import { type Deployment, deploy } from "../../dev/localstack/deployment.ts";
import { hasQueues, withoutTaskQueues } from "./queue-outage.ts";
import { reportCheck } from "./test-report.ts";

/** The relay of a deployed stack runs once a minute. */
const RELAY_TIMEOUT_MS = 100_000;

const healthStatus = async ({ apiUrl }: Deployment): Promise<number> =>
  (await fetch(`${apiUrl}/health`)).status;

/** Marks an order's unpublished tasks as published an hour ago, as after a queue that lost their messages. */
const loseMessages = async (databaseUrl: string, orderId: string): Promise<void> => {
  const database = openDatabase({ url: databaseUrl, poolSize: 1 });
  try {
    await database.execute(
      `update tasks set status = 'queued', queued_at = now() - interval '1 hour'
       where status = 'pending' and not blocked and order_no = (select order_no from orders where order_id = $1)`,
      [orderId],
    );
  } finally {
    await database.end();
  }
};

const checkCompletion = async (api: ApiClient, orderId: string, order: string): Promise<boolean> => {
  const since = performance.now();
  const isCompleted = async () => (await api.order(orderId)).status === "completed";
  const completed = await waitFor(`the relay to publish ${orderId}`, isCompleted, RELAY_TIMEOUT_MS).catch(
    () => false,
  );
  const seconds = ((performance.now() - since) / 1_000).toFixed(0);
  return reportCheck(completed, `the relay's schedule completes an order ${order} (${seconds} s)`);
};

/**
 * Only the relay's schedule can send the messages of two orders: one accepted during an outage of SQS, and one whose messages
 * were sent and lost.
 */
export const checkRelaySchedule = async (target: TestTarget, databaseUrl: string): Promise<boolean> => {
  const api = new ApiClient(target);
  const runId = newRunId();
  const agentId = `A-${runId}`;
  // With a task of every type, so that the relay sends to every queue and reads the depth of every queue.
  const [outage, lost] = ["OUTAGE", "LOST"].map((name) =>
    orderBody({ orderId: `${runId}-${name}`, agentId }),
  );
  await api.setAgent(agentId, AGENT_RATE_BPS);
  await withoutTaskQueues(target.sqsEndpoint!, async () => {
    await api.create(outage!);
    await api.create(lost!);
    await loseMessages(databaseUrl, lost!.orderId);
  });
  const results = [
    await checkCompletion(api, outage!.orderId, "accepted during an SQS outage"),
    await checkCompletion(api, lost!.orderId, "whose messages were lost"),
  ];
  return !results.includes(false);
};

/** Deploys again: there is nothing to migrate, and orders and API keys stay. */
export const checkRedeploy = async (deployed: Deployment, target: TestTarget): Promise<boolean> => {
  await deployed.redeploy();
  const response = await new ApiClient(target).call("/orders?limit=1");
  const { orders } = (await response.json()) as { orders?: readonly unknown[] };
  const isIntact = orders?.length === 1 && (await healthStatus(deployed)) === 200;
  return reportCheck(isIntact, "a second deploy keeps orders and API keys");
};

export const checkRemoval = async (deployed: Deployment, emulator: Emulator): Promise<boolean> => {
  await deployed.remove();
  const status = await healthStatus(deployed);
  const isRemoved = [403, 404].includes(status) && !(await hasQueues(emulator.url));
  return reportCheck(isRemoved, `\`serverless remove\` removes the API and the queues (status ${status})`);
};

/** Needs an emulator of its own, because MiniStack does not survive the rollback. */
export const checkFailedMigration = async (emulator: Emulator, databaseUrl: string): Promise<boolean> => {
  const missing = new URL(databaseUrl);
  missing.pathname = "/missing";
  const target = { endpoint: emulator.url, kind: "ministack", databaseUrl: missing.href } as const;
  const output = await deploy(target).then(() => "the deploy succeeded", String);
  const reason = /The migration failed: .*/.exec(output)?.[0];
  return reportCheck(
    reason !== undefined,
    `a failing migration fails the deploy with its error: ${reason ?? output}`,
  );
};
