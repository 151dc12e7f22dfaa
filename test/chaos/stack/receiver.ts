/** Receives the webhooks of a chaos run, and disturbs their delivery on demand. */
import { type Respond, startReceiver, withStatus } from "../../support/webhook-receiver.ts";
import { waitFor } from "../../support/wait-for.ts";
import type { ReceivedWebhook } from "../recorded.ts";

export type ChaosReceiver = {
  readonly url: string;
  readonly received: readonly ReceivedWebhook[];
  /** Responds in another way until so many webhooks got it, or the time is over. @returns how many */
  disturb(respond: Respond, count: number, timeoutMs: number): Promise<number>;
  stop(): Promise<void>;
};

export const startChaosReceiver = async (): Promise<ChaosReceiver> => {
  const receiver = await startReceiver();
  const received: ReceivedWebhook[] = [];
  const acceptAll = withStatus(204);
  let disturbing: Respond | undefined;
  let disturbed = 0;
  receiver.respond = (response, request) => {
    const { headers, body } = receiver.received.at(-1)!;
    if (disturbing !== undefined) disturbed += 1;
    (disturbing ?? acceptAll)(response, request);
    const status = response.headersSent ? response.statusCode : undefined;
    received.push({ path: request.url ?? "", headers, body, status });
  };
  return {
    url: `http://127.0.0.1:${receiver.port}`,
    received,
    disturb: async (respond, count, timeoutMs) => {
      disturbed = 0;
      disturbing = respond;
      await waitFor("disturbed webhooks", () => disturbed >= count, timeoutMs).catch(() => {});
      disturbing = undefined;
      return disturbed;
    },
    stop: () => receiver.stop(),
  };
};
