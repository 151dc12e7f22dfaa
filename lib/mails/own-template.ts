/** Mails of templates that a rulebook declares: texts and values, of which everything is escaped. Pure. */
import { oneLine } from "../domain/format.ts";
import type { MailTemplate, Placeholder, TemplateText } from "../domain/mail-template.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { ships } from "../domain/order.ts";
import type { Plans } from "../domain/plan.ts";
import type { ProductTypes } from "../domain/product-type.ts";
import { cutText } from "../rulebook/cut-text.ts";
import { withInputs } from "../rulebook/decision-inputs.ts";
import { readOperand } from "../rulebook/evaluate.ts";
import { orderCache } from "../rulebook/order-cache.ts";
import { type Html, html } from "./html.ts";
import { button, type EmailBody, paragraph } from "./layout.ts";
import type { MailTask } from "./mail-task.ts";
import { formatValue } from "./template-value.ts";

/** A template with what else of its rulebook version a mail shows. */
export type OwnTemplate = {
  readonly template: MailTemplate;
  readonly plans: Plans | null;
  readonly productTypes: ProductTypes;
};

const MAX_SUBJECT_LENGTH = 250;

type Read = (placeholder: Placeholder) => unknown;

/**
 * Reads values of the order as decided, with its free lines, of the line that the mail is about, and of the cancellation for
 * which a rule sends it.
 */
const readerOf = (
  { order, freeLines, lineIds, history, payload }: MailTask,
  productTypes: ProductTypes,
): Read => {
  const lines: readonly OrderLine[] = [...order.lines, ...freeLines];
  const withHistory = withInputs({ ...order, lines }, { history: history ?? undefined });
  const { cancellation } = payload;
  const decided = cancellation
    ? { ...withHistory, cancellation: { ...cancellation, orderLines: lines } }
    : withHistory;
  const line = lines.find(({ lineId }) => lineId === lineIds[0]);
  const cache = orderCache((one) => ships(one, productTypes));
  return ({ of, path }) => readOperand({ op: "field", of, path: [...path] }, cache)(decided, line, undefined);
};

const filledIn = (text: TemplateText, show: (placeholder: Placeholder) => string): string =>
  text.map((part) => (typeof part === "string" ? part : show(part))).join("");

/** The paragraphs of a body, each as its lines. Values have no line breaks, so they begin none. */
const paragraphsOf = (body: string): readonly (readonly string[])[] =>
  body
    .split(/\n[^\S\n]*(?:\n[^\S\n]*)+/)
    .map((one) => one.split("\n").map((line) => line.trim()))
    .map((lines) => lines.filter((line) => line !== ""))
    .filter((lines) => lines.length > 0);

const withBreaks = (lines: readonly string[]): readonly Html[] =>
  lines.map((line, index) => (index === 0 ? html`${line}` : html`<br>${line}`));

/** The address of a link, whose values are encoded so that each stays within its part. */
const addressOf = (link: TemplateText, read: Read): string =>
  filledIn(link, (placeholder) => encodeURIComponent(String(read(placeholder) ?? "")));

/** The subject and the body of a mail of a rulebook's own template, in the order's language. */
export const ownMail = (
  { template, plans, productTypes }: OwnTemplate,
  task: MailTask,
): { readonly subject: string; readonly body: EmailBody } => {
  const { locale, currency } = task.order;
  const read = readerOf(task, productTypes);
  const context = { locale, currency, plans: plans ?? undefined };
  const shown = (text: TemplateText): string =>
    filledIn(text, (placeholder) => formatValue(read(placeholder), placeholder.as, context));
  const paragraphs = paragraphsOf(shown(template.body[locale]));
  const label = template.button && oneLine(shown(template.button.label[locale]));
  const address = template.button && addressOf(template.button.link, read);
  const texts = paragraphs.map((lines) => lines.join("\n"));
  return {
    subject: cutText(oneLine(shown(template.subject[locale])), MAX_SUBJECT_LENGTH),
    body: {
      text: [...texts, ...(address ? [`${label}:\n${address}`] : [])].join("\n\n"),
      html: html`${paragraphs.map((lines) => paragraph(html`${withBreaks(lines)}`))}${address ? button(label ?? "", address) : ""}`,
    },
  };
};
