/** Asks the checker in its worker, which is loaded when it is first asked. */
import type { CheckReply, CheckRequest } from "./worker.ts";

type Issues = CheckReply["issues"];

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
const waiting = new Map<number, (issues: Issues) => void>();

const start = (): Worker => {
  const url = new URL(`assets/${CHECKER_FILE}`, document.baseURI).href;
  const started = new Worker(scriptUrl(url), { type: "module" });
  started.onmessage = ({ data }: MessageEvent<CheckReply>) => {
    waiting.get(data.id)?.(data.issues);
    waiting.delete(data.id);
  };
  return started;
};

/** The issues of a text as far as they can be known without the catalogue. */
export const checkHere = (source: string): Promise<Issues> => {
  worker ??= start();
  asked += 1;
  const request: CheckRequest = { id: asked, source };
  const { promise, resolve } = Promise.withResolvers<Issues>();
  waiting.set(request.id, resolve);
  worker.postMessage(request);
  return promise;
};
