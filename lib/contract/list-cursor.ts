/** The cursor of `GET /lists`: the id of the last list of a page, encoded to be opaque. */
import * as z from "zod";
import { listId } from "../domain/list.ts";

export const encodeListCursor = (id: string): string => Buffer.from(`l${id}`).toString("base64url");

/** A cursor, parsed to the id. */
export const listCursorParameter = z.string().transform((cursor, context) => {
  const id = Buffer.from(cursor, "base64url").toString("latin1").slice(1);
  if (listId.safeParse(id).success && encodeListCursor(id) === cursor) return id;
  context.addIssue({ code: "custom", message: "is not a valid cursor" });
  return z.NEVER;
});
