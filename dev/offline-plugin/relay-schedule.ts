/** Runs the relay more often than AWS' smallest schedule allows, and once more when the queues came back empty. */
import { setTimeout as delay } from "node:timers/promises";
import type { InvokeFunction } from "./lambda-invoker.ts";
import type { Log } from "./serverless-types.ts";

export type RelaySchedule = {
  /** Asks for tasks whose messages were lost with the queues to be published again; repeated until it succeeds. */
  republish(): void;
  stop(): Promise<void>;
};

export const startRelaySchedule = (
  functionName: string,
  everySeconds: number,
  invoke: InvokeFunction,
  log: Log,
): RelaySchedule => {
  const stopping = new AbortController();
  let republishWanted = false;
  let lastComplaint = "";

  const run = async (): Promise<void> => {
    const republishing = republishWanted;
    republishWanted = false;
    const result = await invoke(functionName, republishing ? { republish: "queued" } : {});
    if (result.kind === "answer") {
      lastComplaint = "";
      return;
    }
    republishWanted ||= republishing;
    if (result.message !== lastComplaint) log(`the relay failed: ${result.message}`);
    lastComplaint = result.message;
  };

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await run();
      await delay(everySeconds * 1_000, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  const looping = loop();
  return {
    republish: () => {
      republishWanted = true;
    },
    stop: async () => {
      stopping.abort();
      await looping;
    },
  };
};
