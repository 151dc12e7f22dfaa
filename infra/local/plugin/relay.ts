/** Runs the relay more often than AWS' smallest schedule allows, and once more when the queues came back empty. */
import { setTimeout as delay } from "node:timers/promises";
import type { Invoke } from "./invoke.ts";
import type { Log } from "./service.ts";

export type Relay = {
  /** Asks for tasks whose messages were lost with the queues to be published again; repeated until it succeeds. */
  republish(): void;
  stop(): Promise<void>;
};

export const startRelay = (functionName: string, everySeconds: number, invoke: Invoke, log: Log): Relay => {
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
