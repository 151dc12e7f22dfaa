/** The mail that says what was cancelled. */
import { formatMoney, oneLine } from "../domain/format.ts";
import type { Order, Locale } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import type { CancelledOrder } from "../tasks/email.ts";
import { html } from "./html.ts";
import { type EmailBody, paragraph } from "./layout.ts";

type Labels = {
  readonly subject: (complete: boolean) => string;
  readonly message: (complete: boolean) => string;
  readonly free: string;
  readonly refund: string;
};

const LABELS: Record<Locale, Labels> = {
  "pt-BR": {
    subject: (complete) => (complete ? "Seu pedido foi cancelado" : "Parte do seu pedido foi cancelada"),
    message: (complete) =>
      complete
        ? "Seu pedido foi cancelado. Estes itens foram cancelados agora:"
        : "Estes itens do seu pedido foram cancelados:",
    free: "grátis",
    refund: "Reembolso",
  },
  en: {
    subject: (complete) =>
      complete ? "Your order has been cancelled" : "Part of your order has been cancelled",
    message: (complete) =>
      complete
        ? "Your order has been cancelled. These items have been cancelled now:"
        : "These items of your order have been cancelled:",
    free: "free",
    refund: "Refund",
  },
};

const itemTexts = (
  { lines }: CancelledOrder,
  orderLines: readonly OrderLine[],
  { free }: Labels,
): readonly string[] => {
  const byId = new Map(orderLines.map((line) => [line.lineId, line]));
  return lines.flatMap(({ lineId, quantity }) => {
    const line = byId.get(lineId);
    if (line === undefined) return [];
    return [`${quantity} × ${oneLine(line.title)}${line.free ? ` (${free})` : ""}`];
  });
};

/** @param orderLines those of the order, free ones too */
export const orderCancelled = (
  cancelled: CancelledOrder,
  { locale, currency }: Pick<Order, "locale" | "currency">,
  orderLines: readonly OrderLine[],
): { subject: string; body: EmailBody } => {
  const labels = LABELS[locale];
  const { complete, refund } = cancelled;
  const message = labels.message(complete);
  const items = itemTexts(cancelled, orderLines, labels);
  const paidBack = refund === undefined ? [] : [formatMoney(refund, currency, locale)];
  return {
    subject: labels.subject(complete),
    body: {
      text: [
        message,
        items.map((item) => `- ${item}`).join("\n"),
        ...paidBack.map((amount) => `${labels.refund}: ${amount}`),
      ].join("\n\n"),
      html: html`${paragraph(message)}<ul style="margin:0 0 16px;padding-left:20px;font-size:16px;line-height:1.5">${items.map(
        (item) => html`<li>${item}</li>`,
      )}</ul>${paidBack.map((amount) => paragraph(html`${labels.refund}: <strong>${amount}</strong>`))}`,
    },
  };
};
