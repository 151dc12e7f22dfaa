/**
 * The process of the queue functions: polls the queues, invokes their functions and the relay. Argument: QueueStart as JSON. It
 * ends after the batches in flight on SIGTERM.
 */
import { localInvoker } from "./local-functions.ts";
import { LocalQueues } from "./local-queues.ts";
import type { QueueStart } from "./queue-process.ts";

const report = (line: string): void => void process.stderr.write(`${line}\n`);

const { work, urls, areNew } = JSON.parse(process.argv[2]!) as QueueStart;
const queues = new LocalQueues(work, new Map(Object.entries(urls)), report);
process.once("SIGTERM", async () => {
  await queues.stop();
  process.exit(0);
});
queues.start(localInvoker(work.functions, report), areNew);
process.send?.({ ready: true });
