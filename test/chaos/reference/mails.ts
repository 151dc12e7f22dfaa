/** Mails: one for each mail task that is done, to the address of the order; more only where SES's response was unknown. */
import type { Outside } from "../recorded.ts";
import type { OrderCase } from "./cases.ts";
import type { Findings } from "./findings.ts";
import type { EmailRow, Rows, TaskRow } from "./rows.ts";

/** Compares the mail of a task with its row. */
export const compareMailRow = (
  findings: Findings,
  { row, body }: OrderCase,
  task: TaskRow,
  email: EmailRow | undefined,
): void => {
  const subject = `${row.orderId} mail ${task.payload.template} ${task.taskId}`;
  const isSent = email?.sentAt != null && email.sesMessageId !== null;
  if (task.status === "done" && !isSent) findings.add("lost", subject, "is done, and was not sent");
  if (task.status !== "done" && isSent) findings.add("wrong", subject, `was sent, and is ${task.status}`);
  if (email !== undefined) findings.expect(subject, "its recipient", email.recipient, body.customer.email);
  if (email?.possibleDuplicate && email.unknownSends === 0)
    findings.add("wrong", subject, "may be a duplicate, and every response of SES was known");
};

const TAG = /^Tags\.member\.\d+\.Value$/;

/** The task of a mail that SES accepted. */
const taskIdOf = (parameters: Readonly<Record<string, string>>): string =>
  Object.entries(parameters).find(([name]) => TAG.test(name))?.[1] ?? "";

/** Compares what SES accepted with what is known to be sent. */
export const compareMailbox = (
  findings: Findings,
  { emails, tasks, orders }: Rows,
  { mails, retried = [] }: Outside,
): void => {
  const orderIds = new Map(orders.map(({ orderNo, orderId }) => [orderNo, orderId]));
  const orderOf = new Map(tasks.map(({ taskId, orderNo }) => [taskId, orderIds.get(orderNo)]));
  const accepted = Map.groupBy(mails, ({ parameters }) => taskIdOf(parameters));
  const known = new Map(emails.map((email) => [email.taskId, email]));
  for (const { taskId, sentAt, recipient, unknownSends, possibleDuplicate } of emails) {
    const subject = `mail ${taskId}`;
    const copies = accepted.get(taskId) ?? [];
    if (sentAt !== null && copies.length === 0) findings.add("lost", subject, "SES has not accepted it");
    // Staff may have a mail sent once more whose outcome is unknown after two sends.
    const again = retried.filter((one) => one === taskId).length;
    const allowed = (possibleDuplicate || sentAt === null ? Math.max(1, unknownSends + 1) : 1) + again;
    if (copies.length > allowed)
      findings.add("doubled", subject, `SES accepted it ${copies.length} times, ${allowed} were possible`);
    for (const { parameters } of copies) {
      findings.expect(subject, "its address", parameters["Destination.ToAddresses.member.1"], recipient);
      const orderId = orderOf.get(taskId)!;
      if (!parameters["Message.Body.Text.Data"]?.includes(orderId))
        findings.add("wrong", subject, `does not name order ${orderId}`);
    }
  }
  for (const taskId of accepted.keys())
    if (!known.has(taskId)) findings.add("wrong", `mail ${taskId}`, "SES accepted a mail of no task");
};
