/** One run: a stack, a workload, disturbances, and the comparison with what must be there. */
import type { ReportLine } from "../../dev/report-line.ts";
import { openDatabase } from "../../lib/database/sql.ts";
import { checkOutside } from "./check-outside.ts";
import type { ClientCounts } from "./clients/send-until-response.ts";
import { sendWorkload, type Sending } from "./clients/send-workload.ts";
import type { Disturbance } from "./disturbances/disturbance.ts";
import { Pace } from "./pace.ts";
import type { ChaosRecord, ChaosRequest, Difference, Workload } from "./recorded.ts";
import { retryFailed } from "./retry-failed.ts";
import { makeSchedule } from "./schedule.ts";
import { untilFinished } from "./until-finished.ts";
import { type ChaosStack, startChaosStack } from "./stack/chaos-stack.ts";
import { untilAllRun } from "./stack/parts.ts";
import { strikeLanes, type Strikes } from "./strike-lanes.ts";
import { compare } from "./reference/compare.ts";
import { makeWorkload } from "./workload/workload.ts";

export type ChaosOptions = {
  readonly orders: number;
  readonly seed: number;
  readonly clients: number;
  readonly minutes: number;
  readonly disturbances: readonly Disturbance[];
  /** How often each disturbance is scheduled. */
  readonly rounds: number;
};

export type ChaosResult = {
  readonly records: readonly ChaosRecord[];
  readonly counts: ClientCounts;
  readonly strikes: Strikes;
  readonly differences: readonly Difference[];
  readonly seconds: { readonly load: number; readonly finish: number; readonly all: number };
};

const MINUTE_MS = 60_000;
/** At least so long is waited for open tasks: messages of killed functions come back after 25 s, lost ones after 90 s. */
const MIN_FINISH_MS = 150_000;
const MAX_RETRY_ROUNDS = 5;

const newCounts = (): ClientCounts => ({
  "clients that hang up": 0,
  "clients that send half a body": 0,
  "clients that send twice at once": 0,
  retries: 0,
  passing: new Map(),
  examples: new Map(),
});

const secondsSince = (started: number): number => (performance.now() - started) / 1_000;

class Run {
  readonly #options: ChaosOptions;
  readonly #stack: ChaosStack;
  readonly #report: ReportLine;
  readonly #stopping: AbortSignal;
  readonly #records = new Map<string, ChaosRecord>();
  readonly #counts = newCounts();
  readonly #strikes: Strikes = new Map();
  readonly #strangeMessages = new Set<string>();
  readonly #retried: string[] = [];
  readonly #started = performance.now();

  constructor(options: ChaosOptions, stack: ChaosStack, report: ReportLine, stopping: AbortSignal) {
    this.#options = options;
    this.#stack = stack;
    this.#report = report;
    this.#stopping = stopping;
  }

  #send(requests: readonly ChaosRequest[], more: Partial<Sending> = {}): Promise<void> {
    return sendWorkload(requests, {
      api: this.#stack.api,
      seed: this.#options.seed,
      clients: 1,
      counts: this.#counts,
      records: this.#records,
      stopping: this.#stopping,
      maySend: () => Promise.resolve(),
      onResponse: () => {},
      ...more,
    });
  }

  async #sendDisturbed({ requests }: Workload): Promise<void> {
    const { seed, clients, disturbances, rounds } = this.#options;
    const lanes = makeSchedule(seed, requests.length, disturbances, rounds);
    const pace = new Pace(lanes, requests.length);
    await Promise.all([
      this.#send(requests, {
        clients,
        maySend: (index) => pace.untilMaySend(index),
        onResponse: () => pace.count(),
      }),
      strikeLanes(lanes, {
        stack: this.#stack,
        strangeMessages: this.#strangeMessages,
        seed,
        pace,
        strikes: this.#strikes,
        report: this.#report,
        stopping: this.#stopping,
      }),
    ]);
    await untilAllRun();
  }

  /** Waits for the end of all tasks; then for that of the tasks that failed and run again. */
  async #finish(): Promise<void> {
    const end = this.#started + this.#options.minutes * MINUTE_MS;
    for (let round = 0; round <= MAX_RETRY_ROUNDS && !this.#stopping.aborted; round++) {
      const timeoutMs = Math.max(MIN_FINISH_MS, end - performance.now());
      const { open, messages } = await untilFinished(this.#stack, timeoutMs, this.#stopping);
      if (open + messages > 0) return this.#report(`${open} tasks and ${messages} messages are left`);
      const retried = await retryFailed(this.#stack);
      if (retried.length === 0) return;
      this.#retried.push(...retried);
      this.#report(`${retried.length} tasks that failed run again`);
    }
  }

  async #differences(records: readonly ChaosRecord[]): Promise<Difference[]> {
    const { api, mails, receiver } = this.#stack;
    const sql = openDatabase({ url: api.databaseUrl, poolSize: 1 });
    try {
      return [
        ...(await compare(records, sql, { mails, webhooks: receiver.received, retried: this.#retried })),
        ...(await checkOutside(this.#stack, records, this.#strangeMessages)),
      ];
    } finally {
      await sql.end();
    }
  }

  async run(workload: Workload): Promise<ChaosResult> {
    await this.#send(workload.setup);
    const loading = performance.now();
    await this.#sendDisturbed(workload);
    const load = secondsSince(loading);
    this.#report(`every request has its response after ${load.toFixed(0)} s; waiting for open tasks`);
    const finishing = performance.now();
    await this.#finish();
    await this.#send(workload.closing);
    await this.#finish();
    const finished = secondsSince(finishing);
    await this.#send(workload.reading);
    this.#stopping.throwIfAborted();
    const records = [...this.#records.values()];
    const differences = await this.#differences(records);
    const seconds = { load, finish: finished, all: secondsSince(this.#started) };
    return { records, counts: this.#counts, strikes: this.#strikes, differences, seconds };
  }
}

/** Clients may wait for minutes; a signal ends the run at once. */
const rejectWhenAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const abort = (): void => reject(new Error("the run was stopped"));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
  });

/**
 * Runs a workload on a stack of its own, which is gone afterwards.
 * @throws when the stack does not start, or a disturbance cannot be ended
 */
export const runChaos = async (
  options: ChaosOptions,
  report: ReportLine,
  stopping: AbortSignal,
): Promise<ChaosResult> => {
  const stack = await startChaosStack(report, stopping);
  try {
    const workload = makeWorkload(options.seed, options.orders, stack.receiver.url);
    const run = new Run(options, stack, report, stopping).run(workload);
    return await Promise.race([run, rejectWhenAborted(stopping)]);
  } finally {
    await stack.stop();
  }
};
