/** A service that is started again whenever it ends, with one line that reports it. */
import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "../error-message.ts";
import type { ReportLine } from "../report-line.ts";
import type { ServiceProcess } from "./service-process.ts";

export type ServiceDefinition = {
  readonly name: string;
  /** Undefined for a service that writes to the output of this process. */
  readonly logFile?: string;
  start(signal: AbortSignal): Promise<ServiceProcess>;
  /** Called whenever the process has ended. */
  onDown?(): void;
};

const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 3_000;

const seeLog = (logFile: string | undefined): string => (logFile === undefined ? "" : `; see ${logFile}`);

export class SupervisedService {
  readonly #definition: ServiceDefinition;
  readonly #report: ReportLine;
  readonly #stopping = new AbortController();
  #running: ServiceProcess | undefined;
  #restartReason: string | undefined;
  #supervision: Promise<void> = Promise.resolve();

  constructor(definition: ServiceDefinition, report: ReportLine) {
    this.#definition = definition;
    this.#report = report;
  }

  /**
   * Starts the service for the first time and supervises it from then on.
   * @throws Error when it does not start; it is not tried again
   */
  async start(): Promise<ServiceProcess> {
    const { name, logFile } = this.#definition;
    try {
      const service = await this.#start();
      this.#supervision = this.#supervise(service);
      return service;
    } catch (error) {
      throw new Error(`${name} could not be started: ${messageOf(error)}${seeLog(logFile)}`, {
        cause: error,
      });
    }
  }

  async #start(): Promise<ServiceProcess> {
    const service = await this.#definition.start(this.#stopping.signal);
    if (this.#stopping.signal.aborted) {
      await service.stop();
      throw new Error("the stack is stopping");
    }
    this.#running = service;
    return service;
  }

  async #supervise(first: ServiceProcess): Promise<void> {
    let service: ServiceProcess | undefined = first;
    while (service !== undefined) {
      const ended: string = await service.ended;
      const reason = this.#restartReason ?? ended;
      this.#restartReason = undefined;
      this.#running = undefined;
      this.#definition.onDown?.();
      service = this.#stopping.signal.aborted ? undefined : await this.#restart(reason);
    }
  }

  /** Tries until the service is ready or the stack stops. @param reason why it ended */
  async #restart(reason: string): Promise<ServiceProcess | undefined> {
    const { name, logFile } = this.#definition;
    const { signal } = this.#stopping;
    const since = performance.now();
    for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(pause * 2, MAX_PAUSE_MS)) {
      try {
        const service = await this.#start();
        const seconds = ((performance.now() - since) / 1_000).toFixed(1);
        this.#report(`${name} ended (${reason}) and was started again in ${seconds} s.`);
        return service;
      } catch (error) {
        if (signal.aborted) return undefined;
        if (pause === FIRST_PAUSE_MS)
          this.#report(
            `${name} ended (${reason}) and does not start: ${messageOf(error)}. Trying again${seeLog(logFile)}`,
          );
      }
      await delay(pause, undefined, { signal }).catch(() => undefined);
    }
    return undefined;
  }

  /** Ends the process; the supervision starts it again. @param reason for the report */
  async restart(reason: string): Promise<void> {
    if (this.#running === undefined) return;
    this.#restartReason = reason;
    await this.#running.stop();
  }

  /** Ends the service and its supervision. */
  async stop(timeoutMs?: number): Promise<void> {
    this.#stopping.abort();
    await this.#running?.stop(timeoutMs);
    await this.#supervision;
  }
}
