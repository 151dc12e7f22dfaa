/** Prepares the mail of a task from the task and the data read for it. Pure. */
import type { Cause } from "../../lib/domain/cause.ts";
import { clientKey } from "../../lib/domain/client-key.ts";
import type { OrderLine } from "../../lib/domain/order-line.ts";
import type { Task } from "../../lib/database/tasks.ts";
import { type EmailBody, type RenderedEmail, renderEmail } from "./layout.ts";
import { type MembershipEvent, membershipChanged } from "./membership-changed.ts";
import { type OwnTemplate, ownMail } from "./own-template.ts";
import { streamingLinks } from "./streaming-links.ts";

export type EmailTask = Task<"email">;

/** The data that mails contain beyond their orders, for a whole batch. */
export type EmailData = {
  readonly senderName: string;
  /** By the id of the membership task that the mail depends on. */
  readonly changes: ReadonlyMap<string, MembershipEvent>;
  /** The current streaming links, by the `clientKey` of client and SKU. */
  readonly links: ReadonlyMap<string, string>;
  /** The templates of mails that a rulebook declares, by the id of the task. */
  readonly templates: ReadonlyMap<string, OwnTemplate>;
  /** The tasks whose recipient is suppressed. */
  readonly suppressed: ReadonlySet<string>;
};

/** Why no mail is sent: as a text for people, and as a code. */
type RejectedEmail = { readonly kind: "rejected"; readonly reason: string; readonly cause: Cause };

export type PreparedEmail = { readonly kind: "ready"; readonly rendered: RenderedEmail } | RejectedEmail;

type Content =
  | { readonly kind: "content"; readonly subject: string; readonly body: EmailBody }
  | RejectedEmail;

const rejected = (cause: Cause, reason: string): RejectedEmail => ({ kind: "rejected", reason, cause });

/** The lines that a mail is about, free lines included. */
export const linesOf = (task: EmailTask): OrderLine[] => {
  const wanted = new Set(task.lineIds);
  return [...task.order.lines, ...task.freeLines].filter((line) => wanted.has(line.lineId));
};

const membershipContent = (task: EmailTask, { changes }: EmailData): Content => {
  const change = task.dependsOn === null ? undefined : changes.get(task.dependsOn);
  if (change === undefined)
    return rejected({ code: "no-membership-change" }, "the order has no membership change");
  return { kind: "content", ...membershipChanged(change, task.order.locale) };
};

const streamingContent = (task: EmailTask, { links }: EmailData): Content => {
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

const contentOf = (task: EmailTask, data: EmailData): Content => {
  const { template } = task.payload;
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
export const prepareEmail = (task: EmailTask, data: EmailData): PreparedEmail => {
  if (data.suppressed.has(task.taskId))
    return rejected(
      { code: "address-suppressed" },
      "the address is suppressed: an earlier mail bounced, or its owner complained",
    );
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
