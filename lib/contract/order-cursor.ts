/** The cursor of `GET /orders`: the acceptance number of the last order of a page, encoded to be opaque. */
import * as z from "zod";

export const encodeCursor = (orderNo: number): string => Buffer.from(`o${orderNo}`).toString("base64url");

const decodeCursor = (cursor: string): number | undefined => {
  const orderNo = Number(/^o([1-9]\d{0,15})$/.exec(Buffer.from(cursor, "base64url").toString("latin1"))?.[1]);
  return Number.isSafeInteger(orderNo) && encodeCursor(orderNo) === cursor ? orderNo : undefined;
};

/** A cursor, parsed to the acceptance number. */
export const cursorParameter = z.string().transform((cursor, context) => {
  const orderNo = decodeCursor(cursor);
  if (orderNo !== undefined) return orderNo;
  context.addIssue({ code: "custom", message: "is not a valid cursor" });
  return z.NEVER;
});
