/** Responses about lists. */
import * as z from "zod";
import { listKind } from "../list-body.ts";
import { instantText } from "./orders.ts";

const nextCursor = z.string().nullable();

const head = z.object({
  listId: z.string(),
  kind: listKind,
  version: z.int(),
  size: z.int().describe("how many values it has"),
  updatedAt: instantText,
  updatedBy: z.string().describe("client and key"),
});

export const listHeadSchema = head.meta({ id: "ListHead" });

export const listSchema = head
  .extend({ values: z.array(z.string()).describe("in the order in which they were put") })
  .meta({ id: "List" });

export const listsSchema = z.object({ lists: z.array(listHeadSchema), nextCursor }).meta({ id: "Lists" });

export const listVersionsSchema = z
  .object({
    listId: z.string(),
    versions: z.array(
      z.object({
        version: z.int(),
        kind: listKind,
        size: z.int().nullable().describe("null: the list was deleted"),
        createdAt: instantText,
        createdBy: z.string().describe("client and key"),
      }),
    ),
    nextCursor,
  })
  .meta({ id: "ListVersions" });
