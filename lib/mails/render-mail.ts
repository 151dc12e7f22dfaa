/** Renders the mail of a task from the task and the data read for it. Pure. */
import type { Cause } from "../domain/cause.ts";
import { clientKey } from "../domain/client-key.ts";
import type { Plans } from "../domain/plan.ts";
import { type EmailBody, type RenderedEmail, renderEmail } from "./layout.ts";
import { type MembershipEvent, membershipChanged } from "./membership-changed.ts";
import { membershipEnds } from "./membership-ends.ts";
import { linesOf, type MailTask } from "./mail-task.ts";
import { orderCancelled } from "./order-cancelled.ts";
import { type OwnTemplate, ownMail } from "./own-template.ts";
import { streamingLinks } from "./streaming-links.ts";

/** The data that mails contain beyond their orders, for a whole batch. */
export type MailData = {
  readonly senderName: string;
  /** By the id of the membership task that the mail depends on. */
  readonly changes: ReadonlyMap<string, MembershipEvent>;
  /** The current streaming links, by the `clientKey` of client and SKU. */
  readonly links: ReadonlyMap<string, string>;
  /** The templates of mails that a rulebook declares, by the id of the task. */
  readonly templates: ReadonlyMap<string, OwnTemplate>;
  /** The plans of the rulebooks that decided the orders, by the id of a mail about the end of a membership. */
  readonly plans: ReadonlyMap<string, Plans>;
};

/** Why no mail is sent: as a text for people, and as a code. */
type RejectedMail = { readonly kind: "rejected"; readonly reason: string; readonly cause: Cause };

export type MailResult = { readonly kind: "ready"; readonly rendered: RenderedEmail } | RejectedMail;

type Content =
  | { readonly kind: "content"; readonly subject: string; readonly body: EmailBody }
  | RejectedMail;

const rejected = (cause: Cause, reason: string): RejectedMail => ({ kind: "rejected", reason, cause });

const membershipContent = (task: MailTask, { changes }: MailData): Content => {
  const change = task.dependsOn === null ? undefined : changes.get(task.dependsOn);
  if (change === undefined)
    return rejected({ code: "no-membership-change" }, "the order has no membership change");
  return { kind: "content", ...membershipChanged(change, task.order.locale) };
};

const streamingContent = (task: MailTask, { links }: MailData): Content => {
  const lines = linesOf(task);
  const linkOf = (sku: string) => links.get(clientKey(task.clientId, sku));
  const missing = [...new Set(lines.map((line) => line.sku))].filter((sku) => linkOf(sku) === undefined);
  const [sku] = missing;
  if (sku !== undefined)
    return rejected(
      { code: "streaming-link-missing", sku },
      `no streaming link in the catalogue for ${missing.join(", ")}`,
    );
  if (lines.length === 0) return rejected({ code: "no-streaming-video" }, "the order has no streaming video");
  const videos = lines.map((line) => ({
    title: line.title,
    link: linkOf(line.sku)!,
    reason: line.gift?.reason,
  }));
  return { kind: "content", ...streamingLinks(videos, task.order.locale) };
};

const contentOf = (task: MailTask, data: MailData): Content => {
  const { template, membership, cancelled } = task.payload;
  if (cancelled !== undefined)
    return { kind: "content", ...orderCancelled(cancelled, task.order, linesOf(task)) };
  if (membership !== undefined) {
    const plans = data.plans.get(task.taskId) ?? null;
    return { kind: "content", ...membershipEnds(template, membership, { plans, locale: task.order.locale }) };
  }
  if (template === "membership-changed") return membershipContent(task, data);
  if (template === "streaming-links") return streamingContent(task, data);
  const own = data.templates.get(task.taskId);
  if (own === undefined) throw new RangeError(`unknown email template: ${template}`);
  return { kind: "content", ...ownMail(own, task) };
};

/**
 * The mail of a task, or the reason why none is sent.
 * @throws RangeError when the template is unknown
 */
export const renderMail = (task: MailTask, data: MailData): MailResult => {
  const content = contentOf(task, data);
  if (content.kind === "rejected") return content;
  const rendered = renderEmail({
    locale: task.order.locale,
    subject: content.subject,
    customerName: task.order.customer.name,
    orderId: task.orderId,
    senderName: data.senderName,
    body: content.body,
  });
  return { kind: "ready", rendered };
};
