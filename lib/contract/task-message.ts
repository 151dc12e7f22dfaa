/** A queue message: small, versioned, without personal data. */
import * as z from "zod";
import { hasUnstorableText } from "../domain/storable-text.ts";

const schema = z.strictObject({
  version: z.literal(1),
  taskId: z.uuid(),
  orderId: z
    .string()
    .max(64)
    .refine((id) => !hasUnstorableText(id)),
});

export type TaskMessageBody = z.infer<typeof schema>;

export const encodeMessage = (task: { taskId: string; orderId: string }): string =>
  JSON.stringify({ version: 1, taskId: task.taskId, orderId: task.orderId } satisfies TaskMessageBody);

/** @returns the message, or undefined when the text is anything else */
export const parseMessage = (body: string): TaskMessageBody | undefined => {
  try {
    return schema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
};
