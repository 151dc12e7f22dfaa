/** The cursor of a statement: the id of the last entry of a page, encoded to be opaque. */
import * as z from "zod";

export const encodeStatementCursor = (entryId: string): string =>
  Buffer.from(entryId.replaceAll("-", ""), "hex").toString("base64url");

const decodeStatementCursor = (cursor: string): string | undefined => {
  const hex = Buffer.from(cursor, "base64url").toString("hex");
  const parts = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/.exec(hex);
  if (parts === null) return undefined;
  const entryId = parts.slice(1).join("-");
  return encodeStatementCursor(entryId) === cursor ? entryId : undefined;
};

/** A cursor, parsed to the id of an entry. */
export const statementCursorParameter = z.string().transform((cursor, context) => {
  const entryId = decodeStatementCursor(cursor);
  if (entryId !== undefined) return entryId;
  context.addIssue({ code: "custom", message: "is not a valid cursor" });
  return z.NEVER;
});
