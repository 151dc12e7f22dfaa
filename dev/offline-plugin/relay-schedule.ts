/** Invokes the relay more often than the smallest interval of an EventBridge schedule. */
import { setTimeout as delay } from "node:timers/promises";
import type { InvokeFunction } from "./local-functions.ts";
import type { ReportLine } from "../report-line.ts";

export type RelaySchedule = {
  /** Publishes the messages of queued tasks again, after the queues were lost; repeated until it succeeds. */
  republish(): void;
  stop(): Promise<void>;
};

export const startRelaySchedule = (
  functionName: string,
  everySeconds: number,
  invoke: InvokeFunction,
  log: ReportLine,
): RelaySchedule => {
  const stopping = new AbortController();
  let republishRequested = false;
  let lastError = "";

  const run = async (): Promise<void> => {
    const republishing = republishRequested;
    republishRequested = false;
    const result = await invoke(functionName, republishing ? { republish: "queued" } : {});
    if (result.kind === "response") {
      lastError = "";
      return;
    }
    republishRequested ||= republishing;
    if (result.message !== lastError) log(`the relay failed: ${result.message}`);
    lastError = result.message;
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
      republishRequested = true;
    },
    stop: async () => {
      stopping.abort();
      await looping;
    },
  };
};
