/**
 * `npm run fuzz`: random requests to every operation of a local stack of its own. Fails on a 5xx other than an announced 503, on
 * a response that takes too long, on one that the API's description lacks, on a service that ended, and when memory grows.
 */
import "../../dev/isolate-process.ts";
import { benchOptions } from "../../bench/command-line.ts";
import { runBench } from "../../bench/run-bench.ts";
import { startTemporaryStack } from "../../dev/temporary-stack.ts";
import { startedProcesses } from "../support/processes.ts";
import { Findings } from "./findings.ts";
import { knownIds } from "./known-ids.ts";
import { MemoryWatch } from "./memory-watch.ts";
import { fuzzRequest } from "./requests.ts";
import { issueOf, send } from "./send.ts";

const options = benchOptions(
  "npm run fuzz --",
  "Sends random requests to every operation of a local stack of its own, and reports responses that no request may get.",
  {
    requests: { description: "how many", default: 20_000, max: 10_000_000 },
    seed: { description: "the same seed makes the same requests", default: 1, max: 999_999_999 },
    from: { description: "number of the first request, to repeat one", default: 1, max: 10_000_000 },
    clients: { description: "requests at once", default: 8, max: 200 },
    limit: { description: "milliseconds that a response may take", default: 5_000, max: 60_000 },
  },
);

const READINGS = 20;
const RESTARTED = /was started again|does not start/;

const functionsBytes = (): number =>
  startedProcesses(process.pid)
    .filter(({ command }) => /serverless\.js|queue-functions\.ts/.test(command))
    .reduce((sum, { residentBytes }) => sum + residentBytes, 0);

const run = async (stopping: AbortSignal): Promise<void> => {
  const { requests, seed, from, clients, limit } = options;
  const findings = new Findings(console.log);
  const report = (line: string): void => {
    console.log(line);
    if (RESTARTED.test(line)) findings.add("a service ended", line);
  };
  const stack = await startTemporaryStack("fuzz", {}, report, stopping);
  try {
    const ids = await knownIds(stack);
    const memory = new MemoryWatch();
    const last = from + requests - 1;
    const readingEvery = Math.ceil(requests / READINGS);
    let next = from;
    const client = async (): Promise<void> => {
      while (next <= last && !stopping.aborted) {
        const number = next++;
        const request = fuzzRequest(seed, number, ids, stack.adminApiKey);
        const response = await send(stack.apiUrl, request);
        findings.count(request, response);
        const issue = issueOf(request, response, limit);
        if (issue !== undefined) findings.addResponse(number, issue, request, response);
        if (number % readingEvery > 0) continue;
        memory.add(functionsBytes());
        console.log(`${number} requests, ${findings.size} findings, ${memory.latest}`);
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
    const growth = memory.issue();
    if (growth !== undefined) findings.add("memory grows", growth);
    const health = await fetch(`${stack.apiUrl}/health`);
    if (health.status !== 200) findings.add("unhealthy afterwards", await health.text());
    console.log(`\n${findings.text()}\n${memory.text()}`);
  } finally {
    await stack.stop();
  }
  if (findings.size > 0) throw new Error(`${findings.size} findings, seed ${seed}`);
};

await runBench("fuzz", run);
