/** Asks the checker in its worker, which is loaded when it is first asked. */
import type { TableEdit } from "../../../lib/rulebook/check/edit-table.ts";
import type { Tasks, WorkerReply, WorkerRequest, WorkerTask } from "./worker.ts";

/** The only script address that the page makes: that of the checker. */
const scriptUrl = (url: string): string => {
  if (globalThis.trustedTypes === undefined) return url;
  const policy = globalThis.trustedTypes.createPolicy("despacho-checker", {
    createScriptURL: (text) => text,
  });
  // TypeScript's Worker takes text only.
  return policy.createScriptURL(url) as unknown as string;
};

let worker: Worker | undefined;
let asked = 0;
const waiting = new Map<number, (result: unknown) => void>();

const start = (): Worker => {
  const url = new URL(`assets/${CHECKER_FILE}`, document.baseURI).href;
  const started = new Worker(scriptUrl(url), { type: "module" });
  started.onmessage = ({ data }: MessageEvent<WorkerReply>) => {
    waiting.get(data.id)?.(data.result);
    waiting.delete(data.id);
  };
  return started;
};

const ask = <Kind extends keyof Tasks>(
  task: Extract<WorkerTask, { kind: Kind }>,
): Promise<Tasks[Kind]["result"]> => {
  worker ??= start();
  asked += 1;
  const request: WorkerRequest = { id: asked, task };
  const { promise, resolve } = Promise.withResolvers<unknown>();
  waiting.set(request.id, resolve);
  worker.postMessage(request);
  return promise as Promise<Tasks[Kind]["result"]>;
};

/** The issues of a text as far as they can be known without the catalogue. */
export const checkHere = (source: string) => ask<"check">({ kind: "check", source });

/** The decision tables of a text. */
export const gridsIn = (source: string) => ask<"grids">({ kind: "grids", source });

/** The text with a change of a table, or why it cannot be made. */
export const changeTable = (source: string, table: string, edit: TableEdit) =>
  ask<"edit">({ kind: "edit", source, table, edit });
