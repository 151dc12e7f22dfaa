/** The layout of every mail: greeting, body, order number, sender. */
import { oneLine } from "../domain/format.ts";
import type { Locale } from "../domain/order.ts";
import { type Html, html } from "./html.ts";

/** The body of a mail, as text and as HTML. */
export type EmailBody = { readonly text: string; readonly html: Html };

export type EmailContent = {
  readonly locale: Locale;
  readonly subject: string;
  readonly customerName: string;
  readonly orderId: string;
  readonly senderName: string;
  readonly body: EmailBody;
};

export type RenderedEmail = { readonly subject: string; readonly text: string; readonly html: string };

const LABELS: Record<Locale, { hello: (name: string) => string; order: string; automatic: string }> = {
  "pt-BR": {
    hello: (name) => `Olá, ${name}!`,
    order: "Pedido",
    automatic: "Esta é uma mensagem automática sobre o seu pedido.",
  },
  en: {
    hello: (name) => `Hello ${name},`,
    order: "Order",
    automatic: "This is an automatic message about your order.",
  },
};

// The only colour of text is a gray with contrast on white and on black; the mail program's theme sets the others.
const GREY = "#767676";
const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** A paragraph of a mail. */
export const paragraph = (content: string | Html): Html =>
  html`<p style="margin:0 0 16px;font-size:16px;line-height:1.5">${content}</p>`;

/** A link as a button, with contrast on white and on black. */
export const button = (label: string, address: string): Html =>
  html`<p style="margin:24px 0"><a href="${address}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#1a5fb4;color:#ffffff;font-size:16px;font-weight:600;text-decoration:none">${label}</a></p>`;

const page = (email: EmailContent, hello: string, small: Html): Html => html`<!doctype html>
<html lang="${email.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${email.subject}</title>
</head>
<body style="margin:0;padding:0;${FONT}">
<div role="article" style="max-width:560px;margin:0 auto;padding:32px 20px">
${paragraph(hello)}
${email.body.html}
<hr style="border:0;border-top:1px solid ${GREY};margin:32px 0 16px">
<p style="margin:0;font-size:13px;line-height:1.5;color:${GREY}">${small}</p>
</div>
</body>
</html>
`;

export const renderEmail = (content: EmailContent): RenderedEmail => {
  const email = { ...content, subject: oneLine(content.subject) };
  const labels = LABELS[email.locale];
  const hello = labels.hello(oneLine(email.customerName));
  const about = `${labels.order} ${email.orderId}`;
  const small = html`${about}<br>${email.senderName}<br>${labels.automatic}`;
  return {
    subject: email.subject,
    text: `${hello}\n\n${email.body.text}\n\n-- \n${about}\n${email.senderName}\n${labels.automatic}\n`,
    html: page(email, hello, small).html,
  };
};
