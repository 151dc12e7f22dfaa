/** What follows when nothing fails any more: what was missing is put, and what was rejected or failed runs again. */
import type { ChaosRecord, ChaosRequest } from "../recorded.ts";
import { LATE_AGENT, LATE_VIDEO, putAgent, putVideo } from "./setup.ts";

const FILTERS = {
  failed: { status: "failed" },
  "agent-without-rate": { cause: "agent-without-rate" },
  "streaming-link-missing": { cause: "streaming-link-missing" },
  "connection-refused": { cause: "connection-refused" },
  "mail-refused": { cause: "mail-refused" },
};

/** One request runs at most 1 000 tasks again. */
const ROUNDS = 3;

const eligibleOf = (record: ChaosRecord | undefined): number => {
  const body = record?.body as { eligible?: number; refused?: number; remaining?: number } | undefined;
  return (body?.eligible ?? 0) + (body?.refused ?? 0) + (body?.remaining ?? 0);
};

const retryOf = (name: string, filter: object, round: number): ChaosRequest[] => {
  const [plan, run] = [`closing-${name}-${round}-plan`, `closing-${name}-${round}`];
  const post = { client: "staff", method: "POST", path: "/task-retries" } as const;
  return [
    { ...post, key: plan, body: { filter, dryRun: true } },
    {
      ...post,
      key: run,
      after: [plan],
      complete: (records) => ({ body: { filter, expected: eligibleOf(records.get(plan)) } }),
    },
  ];
};

export const closingRequests = (): ChaosRequest[] => [
  putAgent("closing-rate", LATE_AGENT, { name: "Late", commissionRateBps: 450 }),
  putVideo("closing-link", LATE_VIDEO, "https://videos.example/late"),
  ...Object.entries(FILTERS).flatMap(([name, filter]) =>
    Array.from({ length: ROUNDS }, (_, round) => retryOf(name, filter, round + 1)).flat(),
  ),
];
