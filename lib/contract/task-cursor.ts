/** The cursors of lists of tasks: the position of the last task of a page, or the number of groups before it. */
import * as z from "zod";
import { uuidParameter } from "./parameters.ts";

type TaskPosition = { readonly orderNo: number; readonly taskId: string };

export const encodeTaskCursor = ({ orderNo, taskId }: TaskPosition): string =>
  Buffer.from(`t${orderNo}.${taskId}`).toString("base64url");

const decodeTaskCursor = (cursor: string): TaskPosition | undefined => {
  const text = Buffer.from(cursor, "base64url").toString("latin1");
  const [, number, taskId] = /^t([1-9]\d{0,15})\.([0-9a-f-]{36})$/.exec(text) ?? [];
  const orderNo = Number(number);
  if (taskId === undefined || !Number.isSafeInteger(orderNo) || !uuidParameter.safeParse(taskId).success)
    return undefined;
  return encodeTaskCursor({ orderNo, taskId }) === cursor ? { orderNo, taskId } : undefined;
};

export const encodeGroupCursor = (offset: number): string => Buffer.from(`g${offset}`).toString("base64url");

const decodeGroupCursor = (cursor: string): number | undefined => {
  const offset = Number(/^g([1-9]\d{0,8})$/.exec(Buffer.from(cursor, "base64url").toString("latin1"))?.[1]);
  return Number.isSafeInteger(offset) && encodeGroupCursor(offset) === cursor ? offset : undefined;
};

const parsedBy = <T>(decode: (cursor: string) => T | undefined) =>
  z
    .string()
    .transform((cursor, context) => {
      const decoded = decode(cursor);
      if (decoded !== undefined) return decoded;
      context.addIssue({ code: "custom", message: "is not a valid cursor" });
      return z.NEVER;
    })
    .describe("nextCursor of the page before")
    .optional();

export const taskCursorParameter = parsedBy(decodeTaskCursor);
export const groupCursorParameter = parsedBy(decodeGroupCursor);
