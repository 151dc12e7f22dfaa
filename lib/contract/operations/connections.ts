/** The operations about connections, of functions/registry. */
import * as z from "zod";
import { platformId } from "../../domain/fields.ts";
import { connectionBody } from "../connection-body.ts";
import { connectionSchema, connectionTestSchema } from "../responses/connections.ts";
import type { Operations } from "./operation.ts";

const path = "/connections/{connectionId}";
const scope = "connections:write";
const params = z.object({ connectionId: platformId });
const notFound = "There is no such connection.";
const json = connectionSchema;

export const connectionOperations = {
  putConnection: {
    method: "PUT",
    path,
    scope,
    params,
    body: { kind: "json", schema: connectionBody },
    responses: { 200: { json } },
  },
  readConnection: { method: "GET", path, scope, params, notFound, responses: { 200: { json } } },
  deleteConnection: {
    method: "DELETE",
    path,
    scope,
    params,
    notFound,
    responses: { 204: { documents: [] } },
    problems: [409],
  },
  rotateSecret: {
    method: "POST",
    path: `${path}/secret`,
    scope,
    params,
    notFound,
    responses: { 200: { json } },
  },
  testConnection: {
    method: "POST",
    path: `${path}/test`,
    scope,
    params,
    notFound,
    responses: { 200: { json: connectionTestSchema } },
  },
} as const satisfies Operations;
