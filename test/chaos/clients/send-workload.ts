/** Many clients that send the requests of a workload. */
import { seededRandom } from "../../support/seeded-random.ts";
import type { StackInfo } from "../../../dev/data-dir.ts";
import type { ChaosRecord, ChaosRequest } from "../recorded.ts";
import { type ClientCounts, sendUntilResponse } from "./send-until-response.ts";

export type Sending = {
  readonly api: StackInfo;
  readonly seed: number;
  readonly clients: number;
  readonly counts: ClientCounts;
  /** The records so far, by the requests' keys; those of these requests are added. */
  readonly records: Map<string, ChaosRecord>;
  readonly stopping: AbortSignal;
  /** Waits until the request of this number may be sent. */
  maySend(index: number): Promise<void>;
  onResponse(): void;
};

const STREAM = 2_000;

const completed = (request: ChaosRequest, records: ReadonlyMap<string, ChaosRecord>): ChaosRequest => {
  const { complete, ...rest } = request;
  return { ...rest, ...complete?.(records) };
};

/** The requests in an order in which each comes after those that it depends on: no client waits for one that none has sent. */
const inSendableOrder = (requests: readonly ChaosRequest[]): ChaosRequest[] => {
  const keys = new Set(requests.map(({ key }) => key));
  const ordered: ChaosRequest[] = [];
  const waiting: ChaosRequest[] = [];
  const placed = new Set<string>();
  const isReady = ({ after = [] }: ChaosRequest): boolean =>
    after.every((key) => placed.has(key) || !keys.has(key));
  for (const request of requests) {
    waiting.push(request);
    for (let ready = waiting.findIndex(isReady); ready >= 0; ready = waiting.findIndex(isReady)) {
      const [next] = waiting.splice(ready, 1);
      ordered.push(next!);
      placed.add(next!.key);
    }
  }
  if (waiting.length > 0) throw new Error(`requests wait for each other: ${waiting[0]!.key}`);
  return ordered;
};

/** Sends requests, each when those that it depends on have their response. */
export const sendWorkload = async (workload: readonly ChaosRequest[], sending: Sending): Promise<void> => {
  const requests = inSendableOrder(workload);
  const { api, seed, clients, counts, records, stopping, maySend, onResponse } = sending;
  const responded = new Map(requests.map(({ key }) => [key, Promise.withResolvers<void>()]));
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < requests.length && !stopping.aborted) {
      const index = next++;
      const request = requests[index]!;
      await maySend(index);
      for (const key of request.after ?? []) await responded.get(key)?.promise;
      const random = seededRandom(seed, STREAM + index);
      records.set(request.key, await sendUntilResponse(completed(request, records), api, random, counts));
      responded.get(request.key)!.resolve();
      onResponse();
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
};
