/** A part that is started again whenever it ends, with one line that says so. */
import { setTimeout as delay } from "node:timers/promises";
import type { ServiceProcess } from "./service-process.ts";

export type ReportLine = (line: string) => void;

export type ServiceDefinition = {
  readonly name: string;
  readonly logFile: string;
  start(signal: AbortSignal): Promise<ServiceProcess>;
  /** Called whenever it has ended, and whenever it is up. */
  onDown?(): void;
  onUp?(part: ServiceProcess): void;
};

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 3_000;

const messageOf = (fault: unknown): string => (fault instanceof Error ? fault.message : String(fault));

export class SupervisedService {
  readonly #plan: ServiceDefinition;
  readonly #say: ReportLine;
  readonly #stopping = new AbortController();
  #running: ServiceProcess | undefined;
  #watching: Promise<void> = Promise.resolve();

  constructor(plan: ServiceDefinition, say: ReportLine) {
    this.#plan = plan;
    this.#say = say;
  }

  /** Starts it for the first time; a part that cannot be started at all is not tried again. */
  async start(): Promise<ServiceProcess> {
    const { name, logFile } = this.#plan;
    try {
      const part = await this.#start();
      this.#watching = this.#watch(part);
      return part;
    } catch (fault) {
      throw new Error(`${name} could not be started: ${messageOf(fault)}; see ${logFile}`, { cause: fault });
    }
  }

  async #start(): Promise<ServiceProcess> {
    const part = await this.#plan.start(this.#stopping.signal);
    if (this.#stopping.signal.aborted) {
      await part.stop();
      throw new Error("the stack is stopping");
    }
    this.#running = part;
    this.#plan.onUp?.(part);
    return part;
  }

  async #watch(first: ServiceProcess): Promise<void> {
    let part: ServiceProcess | undefined = first;
    while (part !== undefined) {
      const how: string = await part.ended;
      this.#running = undefined;
      this.#plan.onDown?.();
      part = this.#stopping.signal.aborted ? undefined : await this.#again(how);
    }
  }

  /** Tries until it is up again, or the stack stops. */
  async #again(how: string): Promise<ServiceProcess | undefined> {
    const { name, logFile } = this.#plan;
    const since = performance.now();
    for (
      let pause = FIRST_PAUSE_MS;
      !this.#stopping.signal.aborted;
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
    ) {
      try {
        const part = await this.#start();
        const seconds = ((performance.now() - since) / 1_000).toFixed(1);
        this.#say(`${name} ended (${how}) and was started again in ${seconds} s.`);
        return part;
      } catch (fault) {
        if (this.#stopping.signal.aborted) return undefined;
        if (pause === FIRST_PAUSE_MS) {
          this.#say(
            `${name} ended (${how}) and does not start: ${messageOf(fault)}. Trying again; see ${logFile}`,
          );
        }
      }
      await delay(pause, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
    return undefined;
  }

  /** Ends it for good. */
  async stop(graceMs?: number): Promise<void> {
    this.#stopping.abort();
    await this.#running?.stop(graceMs);
    await this.#watching;
  }
}
