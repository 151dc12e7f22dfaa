/** Checks of the deployment itself: the relay's schedule, a second deploy, the removal, and a failing migration. */
import type { TestTarget } from "../e2e/target.ts";
import { orderBody } from "../support/order-body.ts";
import { waitFor } from "../support/wait-for.ts";
import type { Emulator } from "../../dev/emulators/emulator.ts";
import { ApiClient } from "../e2e/client/api-client.ts";
import { COMMISSION_RATE_BPS } from "../e2e/scenarios/order-scenarios.ts";
import { newRunId } from "../e2e/scenarios/run-scenarios.ts";
import { type Deployment, deploy } from "../../dev/localstack/deployment.ts";
import { hasQueues, withoutTaskQueues } from "./queue-outage.ts";
import { reportCheck } from "./test-report.ts";

/** The relay of a deployed stack runs once a minute. */
const RELAY_TIMEOUT_MS = 100_000;

const healthStatus = async ({ apiUrl }: Deployment): Promise<number> =>
  (await fetch(`${apiUrl}/health`)).status;

/** Only the relay's schedule can send the messages of an order that was accepted during an outage of SQS. */
export const checkRelaySchedule = async (target: TestTarget): Promise<boolean> => {
  const api = new ApiClient(target);
  const runId = newRunId();
  const agentId = `A-${runId}`;
  // With a task of every type, so that the relay sends to every queue.
  const body = orderBody({ orderId: `${runId}-OUTAGE`, agentId });
  await api.setAgent(agentId, COMMISSION_RATE_BPS);
  await withoutTaskQueues(target.sqsEndpoint!, async () => {
    await api.create(body);
  });
  const since = performance.now();
  const isCompleted = async () => (await api.order(body.orderId)).status === "completed";
  const completed = await waitFor("the relay to publish its tasks", isCompleted, RELAY_TIMEOUT_MS).catch(
    () => false,
  );
  const seconds = ((performance.now() - since) / 1_000).toFixed(0);
  return reportCheck(
    completed,
    `the relay's schedule completes an order accepted during an SQS outage (${seconds} s)`,
  );
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
