/** Runs the queue functions in a process of their own, so that tasks do not wait for requests, nor requests for tasks. */
import { fileURLToPath } from "node:url";
import type { ReportLine } from "../report-line.ts";
import { withWatchdog } from "../services/service-definitions.ts";
import { startServiceProcess } from "../services/service-process.ts";
import { SupervisedService } from "../services/supervised-service.ts";
import type { QueueWork } from "./queue-work.ts";
import type { PresentQueues } from "./queues.ts";

export type QueueStart = {
  readonly work: QueueWork;
  /** Queue URL by queue name. */
  readonly urls: Readonly<Record<string, string>>;
  /** Whether queues were created, so that earlier messages are lost. */
  readonly areNew: boolean;
};

const SCRIPT = fileURLToPath(new URL("queue-functions.ts", import.meta.url));

/**
 * Starts the process, and starts it again whenever it ends. It inherits the environment and the output of this process.
 * @param report called when it was started again
 */
export const startQueueProcess = async (
  work: QueueWork,
  { urls, anyCreated }: PresentQueues,
  report: ReportLine,
): Promise<SupervisedService> => {
  let areNew = anyCreated;
  const service = new SupervisedService(
    {
      name: "The process of the queue functions",
      start: (signal) => {
        const start: QueueStart = { work, urls: Object.fromEntries(urls), areNew };
        areNew = false;
        return startServiceProcess({
          args: withWatchdog(SCRIPT, JSON.stringify(start)),
          env: process.env,
          signal,
        });
      },
    },
    report,
  );
  await service.start();
  return service;
};
