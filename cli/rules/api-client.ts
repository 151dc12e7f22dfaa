/** Calls the API: finds the service, sends requests, and turns failures into errors that say what to do. */
import { readStackInfo } from "../../dev/data-dir.ts";
import { EXIT } from "./arguments.ts";
import type { ServiceOptions } from "./options.ts";

/** No service responds, or none is configured. */
export class ServiceUnavailableError extends Error {}

/** The service rejected the request. */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: readonly Record<string, unknown>[];

  constructor(status: number, detail: string, errors: readonly Record<string, unknown>[]) {
    super(detail);
    this.status = status;
    this.errors = errors;
  }
}

export type ApiConnection = { readonly url: string; readonly key: string };

const REQUEST_TIMEOUT_MS = 60_000;

/**
 * The service of --url and --key, else of DESPACHO_API_URL and DESPACHO_API_KEY, else the stack that runs on the data
 * directory. The key of that stack is sent to no other service.
 * @throws ServiceUnavailableError when there is none
 */
export const findApiConnection = (
  { dataDir, url: wanted, key: given }: ServiceOptions,
  env: NodeJS.ProcessEnv,
): ApiConnection => {
  const running = readStackInfo(dataDir);
  const elsewhere = wanted ?? env.DESPACHO_API_URL;
  const url = elsewhere || running?.apiUrl;
  const key = given || env.DESPACHO_API_KEY || (elsewhere ? undefined : running?.adminApiKey);
  if (url && key) return { url: url.replace(/\/+$/, ""), key };
  const missing = url
    ? `no API key for ${url}`
    : `no stack runs on ${dataDir} and DESPACHO_API_URL is not set`;
  throw new ServiceUnavailableError(
    `${missing}: start one with npm start, or give --url and --key, or set DESPACHO_API_URL and DESPACHO_API_KEY`,
  );
};

const problemOf = async (response: Response): Promise<ApiError> => {
  const problem = (await response.json().catch(() => ({}))) as {
    detail?: string;
    title?: string;
    errors?: unknown;
  };
  const errors = Array.isArray(problem.errors) ? (problem.errors as Record<string, unknown>[]) : [];
  return new ApiError(
    response.status,
    problem.detail ?? problem.title ?? `status ${response.status}`,
    errors,
  );
};

const UNKNOWN_KEY = "the service does not know this API key";

type Method = "GET" | "POST" | "PUT" | "DELETE";
export type ApiBody = { readonly type: string; readonly text: string };

/** @throws ServiceUnavailableError when there is no response, ApiError when it is a problem */
const request = async (
  { url, key }: ApiConnection,
  method: Method,
  path: string,
  body: ApiBody | undefined,
): Promise<Response> => {
  let response: Response;
  try {
    response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body ? { "content-type": body.type } : {}) },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      ...(body ? { body: body.text } : {}),
    });
  } catch {
    throw new ServiceUnavailableError(`no response from ${url}`);
  }
  if (response.status >= 500) throw new ServiceUnavailableError(`${url} responds with ${response.status}`);
  if (response.status === 401) throw new ApiError(401, UNKNOWN_KEY, []);
  if (!response.ok) throw await problemOf(response);
  return response;
};

/** Calls the API; a response without a body is undefined. @throws ServiceUnavailableError when there is no response, ApiError when it is a problem */
export const callApi = async <T>(
  service: ApiConnection,
  method: Method,
  path: string,
  body?: ApiBody,
): Promise<T> => {
  const response = await request(service, method, path, body);
  return (response.status === 204 ? undefined : await response.json()) as T;
};

/** Calls the API for a text, such as CSV. @returns it, and the cursor of its next part */
export const callApiForText = async (
  service: ApiConnection,
  method: Method,
  path: string,
  body?: ApiBody,
): Promise<{ readonly text: string; readonly nextCursor: string | null }> => {
  const response = await request(service, method, path, body);
  return { text: await response.text(), nextCursor: response.headers.get("x-next-cursor") };
};

/** Calls the API for a document. */
export const callApiForDocument = async (service: ApiConnection, path: string): Promise<Uint8Array> =>
  new Uint8Array(await (await request(service, "GET", path, undefined)).arrayBuffer());

/** `?basedOn=3&note=why`, without the parameters that are not given; empty when none is. */
export const queryOf = (parameters: Readonly<Record<string, string | number | undefined>>): string => {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
};

const problemText = ({ message, errors }: ApiError): string =>
  [
    message,
    ...errors.map(({ pointer, parameter, detail }) => `  ${pointer ?? parameter ?? ""} ${detail ?? ""}`),
  ].join("\n");

/** The text and exit code of an error of `callApi`; undefined for any other error. */
export const callError = (error: unknown): { readonly text: string; readonly code: number } | undefined => {
  if (error instanceof ServiceUnavailableError) return { text: error.message, code: EXIT.serviceUnavailable };
  if (error instanceof ApiError) return { text: problemText(error), code: EXIT.issues };
  return undefined;
};
