/** What only a deployment can show: that its schedule runs, that it can be repeated, taken away, and that it fails loudly. */
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import type { TestTarget } from "../e2e/target.ts";
import { waitFor } from "../support/wait-for.ts";
import type { Emulator } from "../../dev/emulators/emulator.ts";
import { ApiClient } from "../e2e/client/api-client.ts";
import { orderScenarios, COMMISSION_RATE_BPS } from "../e2e/scenarios/order-scenarios.ts";
import { newRunId } from "../e2e/scenarios/run-scenarios.ts";
import { type Deployment, deploy } from "../../dev/localstack/deployment.ts";
import { withSqsClient } from "./emulator-sqs.ts";
import { withoutQueues } from "./queue-outage.ts";
import { expectThat } from "./test-report.ts";

/** The relay of a deployed stack runs once a minute. */
const RELAY_TIMEOUT_MS = 100_000;

const healthOf = async ({ apiUrl }: Deployment): Promise<number> => (await fetch(`${apiUrl}/health`)).status;

const hasQueue = ({ url }: Emulator): Promise<boolean> =>
  withSqsClient(url, async (sqs) => {
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: "despacho-local" }));
    return QueueUrls.length > 0;
  });

/** An order that is taken while SQS is away has its messages from the relay, which nothing but its schedule starts. */
export const checkRelaySchedule = async (installation: TestTarget): Promise<boolean> => {
  const api = new ApiClient(installation);
  const run = newRunId();
  const agentId = `A-${run}`;
  const orders = orderScenarios(run, agentId, new Date().toISOString());
  const { body } = orders.find(({ body: { orderId } }) => orderId.endsWith("-MIXED"))!;
  await api.setAgent(agentId, COMMISSION_RATE_BPS);
  await withoutQueues(installation.sqsEndpoint!, async () => {
    await api.create(body);
  });
  const since = performance.now();
  const done = await waitFor(
    "the relay to publish its tasks",
    async () => (await api.order(body.orderId)).status === "completed",
    RELAY_TIMEOUT_MS,
  ).then(
    () => true,
    () => false,
  );
  const seconds = ((performance.now() - since) / 1_000).toFixed(0);
  return expectThat(done, `an order taken while SQS was away is done by the relay's schedule (${seconds} s)`);
};

/** The second deploy finds nothing to migrate; what is there stays, keys too. */
export const checkRedeploy = async (deployed: Deployment, installation: TestTarget): Promise<boolean> => {
  await deployed.redeploy();
  const headers = { Authorization: `Bearer ${installation.apiKey}` };
  const orders = await fetch(`${installation.apiUrl}/orders?limit=1`, { headers });
  const kept = ((await orders.json()) as { orders?: unknown[] }).orders?.length === 1;
  return expectThat(kept && (await healthOf(deployed)) === 200, "deployed again, it goes on where it was");
};

export const checkRemoval = async (deployed: Deployment, emulator: Emulator): Promise<boolean> => {
  await deployed.remove();
  const status = await healthOf(deployed);
  const gone = [403, 404].includes(status) && !(await hasQueue(emulator));
  return expectThat(gone, `after \`serverless remove\` API and queues are gone (${status})`);
};

/** In an emulator of its own, which does not survive what AWS rolls back. */
export const checkFailedMigration = async (emulator: Emulator, databaseUrl: string): Promise<boolean> => {
  const nothing = new URL(databaseUrl);
  nothing.pathname = "/nothing";
  const place = { endpoint: emulator.url, kind: "ministack", databaseUrl: nothing.href } as const;
  const words = await deploy(place).then(() => "it did not fail", String);
  const reason = /The migration failed: .*/.exec(words)?.[0];
  return expectThat(reason !== undefined, `a deploy whose migration fails, fails: ${reason ?? words}`);
};
