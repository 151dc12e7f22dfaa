/** Calls a function as API Gateway does. */
import type { Context } from "aws-lambda";
import { SCOPES } from "../../lib/domain/scope.ts";
import { apiEvent } from "../../test/support/api-client.ts";
import type { ListRequest, Viewer } from "./requests.ts";

const CONTEXT = { getRemainingTimeInMillis: () => 300_000 } as Context;

const callerOf = (viewer: Viewer) =>
  viewer === "all"
    ? { client: "shop-1", scopes: SCOPES }
    : { client: viewer, scopes: SCOPES.filter((scope) => scope !== "clients:all") };

/** @returns the length of the body @throws Error when the status is not 200 */
export const call = async (
  { handler, path, params, query }: ListRequest,
  viewer: Viewer,
): Promise<number> => {
  const event = apiEvent(`GET ${path}`, { params, query, ...callerOf(viewer) });
  const { statusCode, body } = await handler(event, CONTEXT);
  if (statusCode !== 200) throw new Error(`GET ${path} ${JSON.stringify(query)}: ${statusCode} ${body}`);
  return body.length;
};

export const nameOf = ({ path, params, query }: ListRequest): string => {
  const shown = path.replace(/\{(\w+)\}/g, (_, name: string) => params[name]!);
  const search = new URLSearchParams(query).toString();
  return search === "" ? shown : `${shown}?${decodeURIComponent(search)}`;
};
