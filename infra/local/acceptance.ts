/**
 * What every installation must do, wherever it runs: the journey of one order of every kind, and the checks below.
 * One source for the embedded stack, LocalStack and a deployed API; only the endpoints differ.
 */
import type { Check } from "./acceptance/check.ts";
import { Client, type Installation } from "./acceptance/client.ts";
import { documents } from "./acceptance/documents.ts";
import { messages } from "./acceptance/messages.ts";
import { refusals } from "./acceptance/refusals.ts";
import { repetition } from "./acceptance/repetition.ts";
import { newRun, runJourney } from "./journey.ts";

export type { Installation } from "./acceptance/client.ts";
export { GATEWAY_PROBLEMS } from "./acceptance/refusals.ts";

export const CHECKS: readonly Check[] = [...repetition, ...refusals, ...documents, ...messages];

/** Runs one check as a run of its own. @throws what is not as it must be */
export const runCheck = async (installation: Installation, [, run]: Check): Promise<void> => {
  const client = new Client(installation, newRun());
  try {
    await run(client);
  } finally {
    client.close();
  }
};

type Options = {
  /** Told of every step. */
  readonly say: (line: string) => void;
  /** By a check's name: why it cannot hold there. It is left out, and the reason said. */
  readonly except?: Readonly<Record<string, string>>;
};

const travel = async (installation: Installation, say: Options["say"]): Promise<boolean> => {
  const { missing, outcomes } = await runJourney(installation, { say });
  const tasks = outcomes.reduce((sum, { order }) => sum + order.tasks.length, 0);
  for (const line of missing) say(`  missing: ${line}`);
  say(`${missing.length === 0 ? "ok  " : "FAIL"} the journey: ${outcomes.length} orders, ${tasks} tasks`);
  return missing.length === 0;
};

/** @returns whether all was as it must be */
export const runAcceptance = async (installation: Installation, options: Options): Promise<boolean> => {
  const { say, except = {} } = options;
  let well = await travel(installation, say);
  for (const check of CHECKS) {
    const [name] = check;
    if (except[name] !== undefined) {
      say(`left out: ${name} (${except[name]})`);
      continue;
    }
    const fault = await runCheck(installation, check).then(
      () => undefined,
      (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
    );
    say(`${fault === undefined ? "ok  " : "FAIL"} ${name}${fault === undefined ? "" : `: ${fault}`}`);
    well &&= fault === undefined;
  }
  return well;
};
