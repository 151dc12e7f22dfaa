/** Requests to the API that serves this page. A response is a value; only a programming error throws. */
import { reject, sessionKey } from "../session/key.ts";
import type { Problem } from "./types.ts";

export type Reply<Body> =
  | {
      readonly ok: true;
      readonly status: number;
      readonly body: Body;
      readonly etag: string | null;
    }
  | {
      readonly ok: false;
      readonly status: number;
      readonly problem: Problem;
      readonly retryAfterSeconds?: number;
    };

export type Call = {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  /** An object is sent as JSON, text as YAML. */
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

/** The API is one level above the console, below the same stage. */
export const apiUrl = (path: string): string => new URL(`..${path}`, document.baseURI).href;

const NO_CONNECTION = 0;

const problemOf = (status: number, detail: string): Problem => ({
  type: "about:blank",
  title: "",
  status,
  detail,
});

const readProblem = async (response: Response): Promise<Problem> => {
  const body: unknown = await response.json().catch(() => undefined);
  const isProblem = typeof body === "object" && body !== null && "detail" in body;
  return isProblem ? (body as Problem) : problemOf(response.status, response.statusText);
};

const contentType = (body: Call["body"]): Record<string, string> =>
  body === undefined
    ? {}
    : { "Content-Type": typeof body === "string" ? "application/yaml" : "application/json" };

const send = async ({ method = "GET", body, headers, signal }: Call, path: string): Promise<Response> =>
  fetch(apiUrl(path), {
    method,
    headers: { ...contentType(body), ...headers, Authorization: `Bearer ${sessionKey.value ?? ""}` },
    body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
    // The page compares ETags itself; the browser keeps no personal data.
    cache: "no-store",
    credentials: "omit",
    ...(signal === undefined ? {} : { signal }),
  });

/** @param key that the request was sent with */
const rejected = async (response: Response, key: string | undefined): Promise<Reply<never>> => {
  if (response.status === 401 && key === sessionKey.value) reject();
  const seconds = Number(response.headers.get("retry-after"));
  return {
    ok: false,
    status: response.status,
    problem: await readProblem(response),
    ...(seconds > 0 ? { retryAfterSeconds: seconds } : {}),
  };
};

const lost = (): Reply<never> => ({
  ok: false,
  status: NO_CONNECTION,
  problem: problemOf(NO_CONNECTION, ""),
});

/** Sends a request and reads the JSON of its response. */
export const call = async <Body>(path: string, options: Call = {}): Promise<Reply<Body>> => {
  const key = sessionKey.value;
  try {
    const response = await send(options, path);
    const etag = response.headers.get("etag");
    if (response.status === 304) return { ok: true, status: 304, body: undefined as Body, etag };
    if (!response.ok) return await rejected(response, key);
    const text = await response.text();
    const body = (text === "" ? undefined : JSON.parse(text)) as Body;
    return { ok: true, status: response.status, body, etag };
  } catch {
    return lost();
  }
};

export type FileReply = Reply<{ readonly file: Blob; readonly headers: Headers }>;

/** Sends a request for a document, such as a PDF. */
export const callForFile = async (path: string, accept: string, options: Call = {}): Promise<FileReply> => {
  const key = sessionKey.value;
  try {
    const response = await send({ ...options, headers: { ...options.headers, Accept: accept } }, path);
    if (!response.ok) return await rejected(response, key);
    const { status, headers } = response;
    return { ok: true, status, body: { file: await response.blob(), headers }, etag: null };
  } catch {
    return lost();
  }
};
