/** Waits until the stack has nothing left to do. */
import { setTimeout as delay } from "node:timers/promises";
import { letTimePass } from "./let-time-pass.ts";
import type { ChaosStack } from "./stack/chaos-stack.ts";
import { countMessages } from "./stack/queues.ts";

const POLL_MS = 500;
/** Postponed tasks are brought forward so often. */
const FORWARD_EVERY = 10;

const COUNT_OPEN = `select count(*)::int as open from tasks where status in ('pending', 'queued')`;

/**
 * Waits until no task is open and no queue holds a message.
 * @returns how many tasks and messages are left when the time is over; 0 and 0 when there are none
 */
export const untilFinished = async (
  { owner, api }: ChaosStack,
  timeoutMs: number,
  stopping: AbortSignal,
): Promise<{ readonly open: number; readonly messages: number }> => {
  const end = performance.now() + timeoutMs;
  for (let polls = 0; ; polls++) {
    const [{ open } = { open: 0 }] = await owner.query<{ open: number }>(COUNT_OPEN);
    const messages = open === 0 ? await countMessages(api.sqsEndpoint) : 0;
    if (open + messages === 0 || performance.now() > end || stopping.aborted) return { open, messages };
    if (polls % FORWARD_EVERY === 0) await letTimePass(owner);
    await delay(POLL_MS);
  }
};
