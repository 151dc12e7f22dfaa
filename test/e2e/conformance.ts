/**
 * What every installation must do, wherever it runs: the journey of one order of every kind, and the checks below.
 * One source for the embedded stack, LocalStack and a deployed API; only the endpoints differ.
 */
import type { ConformanceCheck } from "./conformance/check.ts";
import { TestClient, type TestTarget } from "./conformance/test-client.ts";
import { documents } from "./conformance/documents.ts";
import { queueMessages } from "./conformance/queue-messages.ts";
import { rejectedRequests } from "./conformance/rejected-requests.ts";
import { idempotency } from "./conformance/idempotency.ts";
import { newRunId, runScenarios } from "./scenarios.ts";

export type { TestTarget } from "./conformance/test-client.ts";
export { GATEWAY_PROBLEMS_CHECK } from "./conformance/rejected-requests.ts";

export const CONFORMANCE_CHECKS: readonly ConformanceCheck[] = [
  ...idempotency,
  ...rejectedRequests,
  ...documents,
  ...queueMessages,
];

/** Runs one check as a run of its own. @throws what is not as it must be */
export const runConformanceCheck = async (
  installation: TestTarget,
  [, run]: ConformanceCheck,
): Promise<void> => {
  const client = new TestClient(installation, newRunId());
  try {
    await run(client);
  } finally {
    client.close();
  }
};

type Options = {
  /** Told of every step. */
  readonly report: (line: string) => void;
  /** By a check's name: why it cannot hold there. It is left out, and the reason said. */
  readonly except?: Readonly<Record<string, string>>;
};

const travel = async (installation: TestTarget, say: Options["report"]): Promise<boolean> => {
  const { differences: missing, outcomes } = await runScenarios(installation, { report: say });
  const tasks = outcomes.reduce((sum, { order }) => sum + order.tasks.length, 0);
  for (const line of missing) say(`  missing: ${line}`);
  say(`${missing.length === 0 ? "ok  " : "FAIL"} the journey: ${outcomes.length} orders, ${tasks} tasks`);
  return missing.length === 0;
};

/** @returns whether all was as it must be */
export const runConformance = async (installation: TestTarget, options: Options): Promise<boolean> => {
  const { report: say, except = {} } = options;
  let well = await travel(installation, say);
  for (const check of CONFORMANCE_CHECKS) {
    const [name] = check;
    if (except[name] !== undefined) {
      say(`left out: ${name} (${except[name]})`);
      continue;
    }
    const fault = await runConformanceCheck(installation, check).then(
      () => undefined,
      (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
    );
    say(`${fault === undefined ? "ok  " : "FAIL"} ${name}${fault === undefined ? "" : `: ${fault}`}`);
    well &&= fault === undefined;
  }
  return well;
};
