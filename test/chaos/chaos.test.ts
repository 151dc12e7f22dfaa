/** A short run of the chaos command: one disturbance of each kind. */
import { expect, test } from "vitest";
import { DISTURBANCES } from "./disturbances/catalogue.ts";
import { reportOf } from "./report.ts";
import { runChaos } from "./run-chaos.ts";

const CHOSEN = [
  "kill -9 of the queue process",
  "kill -9 of a connection's Postgres process",
  "kill -9 of SQS",
  "a pause of SES",
  "the functions' clock steps hours forward",
  "Postgres connections that break",
  "a read-only database",
  "SQS loses its responses",
  "SES sends and loses its responses",
  "a webhook's receiver that redirects",
  "messages that come several times",
  "malformed messages",
];

const disturbances = DISTURBANCES.filter(({ name }) => CHOSEN.includes(name));
const OPTIONS = { orders: 60, seed: 7, clients: 8, minutes: 4, rounds: 1, disturbances };

// Processes are found in /proc.
test.skipIf(process.platform !== "linux")(
  "60 orders whose services are killed and fail have every effect exactly once",
  async () => {
    expect(disturbances).toHaveLength(CHOSEN.length);
    const lines: string[] = [];
    const result = await runChaos(OPTIONS, (line) => lines.push(line), new AbortController().signal);
    const { text, failures } = reportOf(result, OPTIONS);
    expect(failures, [...lines, text].join("\n")).toEqual([]);
  },
  400_000,
);
