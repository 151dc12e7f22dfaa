/** What one order takes, from what a phase of many took. */
import type { DeclaredFunction } from "./infrastructure.ts";
import type { FunctionUsage } from "./invocations.ts";
import type { Phase } from "./phase.ts";

export type PerOrder = {
  readonly invocations: number;
  readonly gigabyteSeconds: number;
  readonly sends: number;
  /** Receives that brought something; as many deletes follow them. */
  readonly receives: number;
  readonly mails: number;
  readonly logBytes: number;
  readonly responseBytes: number;
  readonly endpointBytes: number;
  readonly acuHours: number | undefined;
  readonly ioRequests: number;
  readonly storedBytes: number;
};

/** These run by the clock: they are counted per month, not per order. */
export const TIME_BASED_FUNCTIONS: readonly string[] = ["relay", "authorizer"];

/** What Lambda writes for each invocation, with an identifier as long as its own. */
const PLATFORM_LINES = [
  "START RequestId: 8f507cfc-0000-4697-b07a-ac58fc914c95 Version: $LATEST\n",
  "END RequestId: 8f507cfc-0000-4697-b07a-ac58fc914c95\n",
  "REPORT RequestId: 8f507cfc-0000-4697-b07a-ac58fc914c95\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 1024 MB\tMax Memory Used: 128 MB\t\n",
];
const PLATFORM_BYTES = PLATFORM_LINES.join("").length;

/** Headers that the gateway and the functions put before an answer, roughly. */
const HEADER_BYTES = 600;

/** The share of a core that one ACU brings: instances of Aurora's memory-optimised classes have 8 GB a core, an ACU has 2. */
const CORES_PER_ACU = 0.25;
/** The standby, in the first promotion tier, grows with the writer. */
const INSTANCES_GROWING = 2;
/** Aurora counts a write for every 4 KB of log; a commit begins a block of its own, so half of one is wasted each. */
const LOG_BLOCK = 4_096;

export const maxOrdersPerSecond = (acu: number, cpuSecondsPerOrder: number): number =>
  (acu * CORES_PER_ACU) / cpuSecondsPerOrder;

export type Mails = { readonly perOrder: number; readonly bytesEach: number };

export const perOrder = (
  phase: Phase,
  declared: ReadonlyMap<string, DeclaredFunction>,
  mails: Mails,
): PerOrder => {
  const functions = phase.functions.filter(({ name }) => !TIME_BASED_FUNCTIONS.includes(name));
  const total = (of: (use: FunctionUsage) => number): number =>
    functions.reduce((all, use) => all + of(use), 0) / phase.orders;
  const { cpuSeconds, walBytes, transactions, storedBytes } = phase.database;
  const acuSeconds = cpuSeconds === undefined ? undefined : (cpuSeconds / CORES_PER_ACU) * INSTANCES_GROWING;
  const invocations = total((use) => use.invocations);
  return {
    invocations,
    gigabyteSeconds: total((use) => use.billedSeconds * declared.get(use.name)!.gigabytes),
    sends: phase.sends / phase.orders,
    receives: total((use) => (declared.get(use.name)!.consumesQueue ? use.invocations : 0)),
    mails: mails.perOrder,
    logBytes: phase.ownLogBytes / phase.orders + invocations * PLATFORM_BYTES,
    responseBytes: phase.responseBytes / phase.orders + HEADER_BYTES,
    endpointBytes: phase.sentBytes / phase.orders + mails.perOrder * mails.bytesEach,
    acuHours: acuSeconds === undefined ? undefined : acuSeconds / phase.orders / 3_600,
    ioRequests: (walBytes / LOG_BLOCK + transactions / 2) / phase.orders,
    storedBytes: storedBytes / phase.orders,
  };
};
