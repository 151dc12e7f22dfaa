/** The operations about mails, of functions/reports. */
import * as z from "zod";
import { platformId } from "../../domain/fields.ts";
import { TASK_STATUSES } from "../../domain/task.ts";
import { encodeKeyset, keysetParameter } from "../keyset-cursor.ts";
import {
  clientParameter,
  limitParameter,
  searchParameter,
  shortTextParameter,
  uuidParameter,
} from "../parameters.ts";
import { mailListSchema, mailSchema } from "../responses/mails.ts";
import type { Operations } from "./operation.ts";

const LIST = "mails";
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type MailPosition = { readonly orderNo: number; readonly position: number; readonly taskId: string };

export const encodeMailCursor = ({ orderNo, position, taskId }: MailPosition): string =>
  encodeKeyset(LIST, [String(orderNo), String(position), taskId]);

export const mailOperations = {
  listMails: {
    method: "GET",
    path: "/mails",
    scope: "orders:read",
    query: z.strictObject({
      status: z
        .enum(TASK_STATUSES, { error: `must be one of ${TASK_STATUSES.join(", ")}` })
        .describe(`of the mail's task: ${TASK_STATUSES.join(", ")}`)
        .optional(),
      template: shortTextParameter.describe("such as membership-changed").optional(),
      recipient: searchParameter.describe("e-mail address in the order, without regard to case").optional(),
      order: platformId.describe("order id").optional(),
      client: clientParameter,
      limit: limitParameter.describe("1 to 200, by default 50"),
      cursor: keysetParameter(LIST, /^[1-9]\d{0,15}$/, /^\d{1,9}$/, UUID)
        .describe("nextCursor of the page before")
        .optional(),
    }),
    responses: { 200: { json: mailListSchema } },
    problems: [422],
  },
  readMail: {
    method: "GET",
    path: "/mails/{taskId}",
    scope: "orders:read",
    params: z.object({ taskId: uuidParameter }),
    notFound: "There is no such mail.",
    responses: { 200: { json: mailSchema } },
  },
} as const satisfies Operations;
