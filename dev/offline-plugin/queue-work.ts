/** What the process of the queue functions needs to know of serverless.yml, as JSON. */
import { type LocalFunction, localFunctions } from "./local-functions.ts";
import type { ServerlessService } from "./serverless-types.ts";
import {
  type DeclaredQueue,
  declaredQueues,
  type EventSourceMapping,
  eventSourceMappings,
} from "./service-resources.ts";

export type QueueWork = {
  readonly region: string;
  /** Of the SQS emulator. */
  readonly endpoint: string;
  readonly queues: readonly DeclaredQueue[];
  readonly sources: readonly EventSourceMapping[];
  readonly functions: readonly LocalFunction[];
  readonly relay: { readonly functionName: string; readonly everySeconds: number } | undefined;
};

const DEFAULT_RELAY_SECONDS = 2;

const relayOf = ({ functions, custom }: ServerlessService): QueueWork["relay"] => {
  const functionName = functions[custom?.despacho?.relayFunction ?? ""]?.name;
  const everySeconds = custom?.despacho?.relayEverySeconds ?? DEFAULT_RELAY_SECONDS;
  return functionName === undefined ? undefined : { functionName, everySeconds };
};

export const queueWorkOf = (service: ServerlessService, endpoint: string): QueueWork => {
  const sources = eventSourceMappings(service);
  const relay = relayOf(service);
  const invoked = new Set([...sources.map(({ functionName }) => functionName), relay?.functionName]);
  return {
    region: service.provider.region,
    endpoint,
    queues: declaredQueues(service),
    sources,
    functions: localFunctions(service).filter(({ name }) => invoked.has(name)),
    relay,
  };
};
