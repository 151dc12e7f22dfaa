/** The operations about lists, of functions/registry. */
import * as z from "zod";
import { LIST_KINDS, listId } from "../../domain/list.ts";
import { listBody, listKind } from "../list-body.ts";
import { listCursorParameter } from "../list-cursor.ts";
import { cursorParameter } from "../order-cursor.ts";
import { limitParameter } from "../parameters.ts";
import { listHeadSchema, listSchema, listsSchema, listVersionsSchema } from "../responses/lists.ts";
import type { Operations } from "./operation.ts";

const path = "/lists/{listId}";
const params = z.object({ listId });
const notFound = "There is no such list.";
const limit = limitParameter.describe("1 to 200, by default 50");

const kind = z
  .string()
  .refine((text) => listKind.safeParse(text).success, `must be one of ${LIST_KINDS.join(", ")}`)
  .transform((text) => listKind.parse(text))
  .describe(`what the values of a CSV are, for a new list: ${LIST_KINDS.join(", ")}`)
  .optional();

const version = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, "must be a version of the list")
  .transform(Number)
  .describe("an earlier version; by default the current one")
  .optional();

export const listOperations = {
  listLists: {
    method: "GET",
    path: "/lists",
    scope: "rules:read",
    query: z.strictObject({
      limit,
      cursor: listCursorParameter.describe("nextCursor of the page before").optional(),
    }),
    responses: { 200: { json: listsSchema } },
    problems: [422],
  },
  readList: {
    method: "GET",
    path,
    scope: "rules:read",
    params: z.object({ listId: z.string() }),
    notFound,
    query: z.strictObject({ version }),
    responses: { 200: { json: listSchema, documents: ["text/csv"] } },
    problems: [406, 422],
  },
  putList: {
    method: "PUT",
    path,
    scope: "lists:write",
    params,
    query: z.strictObject({ kind }),
    body: { kind: "json-or-csv", schema: listBody },
    responses: { 200: { json: listHeadSchema } },
    problems: [409],
  },
  deleteList: {
    method: "DELETE",
    path,
    scope: "lists:write",
    params,
    notFound,
    responses: { 204: {} },
    problems: [409],
  },
  readListVersions: {
    method: "GET",
    path: `${path}/versions`,
    scope: "rules:read",
    params,
    notFound,
    query: z.strictObject({
      limit,
      cursor: cursorParameter.describe("nextCursor of the page before").optional(),
    }),
    responses: { 200: { json: listVersionsSchema } },
    problems: [422],
  },
} as const satisfies Operations;
