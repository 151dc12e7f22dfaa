/** The operations about API keys, also of functions/registry. Keys are created by the command line only. */
import * as z from "zod";
import { clientQuery, uuidParameter } from "../parameters.ts";
import { callerSchema, keyListSchema, keySchema } from "../responses/keys.ts";
import type { Operations } from "./operation.ts";

export const keyOperations = {
  readCaller: {
    method: "GET",
    path: "/me",
    scope: "any",
    responses: { 200: { json: callerSchema } },
  },
  listKeys: {
    method: "GET",
    path: "/keys",
    scope: "keys:write",
    query: clientQuery,
    responses: { 200: { json: keyListSchema } },
    problems: [422],
  },
  revokeKey: {
    method: "DELETE",
    path: "/keys/{keyId}",
    scope: "keys:write",
    params: z.object({ keyId: uuidParameter }),
    notFound: "There is no such key.",
    query: clientQuery,
    responses: { 200: { json: keySchema } },
    problems: [422],
  },
} as const satisfies Operations;
