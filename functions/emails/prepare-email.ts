/** The mail of a task, unless its recipient is suppressed. */
import type { Sql } from "../../lib/database/sql.ts";
import { findSuppressed } from "../../lib/database/suppressed-addresses.ts";
import type { Task } from "../../lib/database/tasks.ts";
import { isPseudonymAddress } from "../../lib/domain/privacy/order-fields.ts";
import { type MailData, type MailResult, renderMail } from "../../lib/mails/render-mail.ts";

export type EmailTask = Task<"email">;

export type EmailData = MailData & {
  /** The tasks whose recipient is suppressed. */
  readonly suppressed: ReadonlySet<string>;
};

/** The tasks whose recipient is suppressed. */
export const findSuppressedTasks = async (tx: Sql, tasks: readonly EmailTask[]): Promise<Set<string>> => {
  const recipients = tasks.map((task) => task.order.customer.email);
  const suppressed = await findSuppressed(tx, recipients);
  return new Set(
    tasks.filter((task) => suppressed.has(task.order.customer.email)).map((task) => task.taskId),
  );
};

/**
 * The mail of a task, or the reason why none is sent.
 * @throws RangeError when the template is unknown
 */
export const prepareEmail = (task: EmailTask, { suppressed, ...data }: EmailData): MailResult => {
  if (isPseudonymAddress(task.order.customer.email))
    return {
      kind: "rejected",
      reason: "the customer's personal data was erased",
      cause: { code: "customer-erased" },
    };
  return suppressed.has(task.taskId)
    ? {
        kind: "rejected",
        reason: "the address is suppressed: an earlier mail bounced, or its owner complained",
        cause: { code: "address-suppressed" },
      }
    : renderMail(task, data);
};
