/** What all our mails have in common: a greeting, some paragraphs, which order it is about, and who writes. */
import { oneLine } from "../../lib/domain/format.ts";
import type { Locale } from "../../lib/domain/order.ts";
import { type Html, html } from "./html.ts";

/** A mail's own part, twice: as text and as HTML. */
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

const WORDS: Record<Locale, { hello: (name: string) => string; order: string; automatic: string }> = {
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

// No colour but a grey that reads on white and on black: the mail program's own light or dark theme does the rest.
const GREY = "#7a7a7a";
const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** A paragraph of a mail. */
export const paragraph = (content: string | Html): Html =>
  html`<p style="margin:0 0 16px;font-size:16px;line-height:1.5">${content}</p>`;

const page = (letter: EmailContent, hello: string, small: Html): Html => html`<!doctype html>
<html lang="${letter.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${letter.subject}</title>
</head>
<body style="margin:0;padding:0;${FONT}">
<div role="article" style="max-width:560px;margin:0 auto;padding:32px 20px">
${paragraph(hello)}
${letter.body.html}
<hr style="border:0;border-top:1px solid ${GREY};margin:32px 0 16px">
<p style="margin:0;font-size:13px;line-height:1.5;color:${GREY}">${small}</p>
</div>
</body>
</html>
`;

export const renderEmail = (given: EmailContent): RenderedEmail => {
  const letter = { ...given, subject: oneLine(given.subject) };
  const words = WORDS[letter.locale];
  const hello = words.hello(oneLine(letter.customerName));
  const about = `${words.order} ${letter.orderId}`;
  const small = html`${about}<br>${letter.senderName}<br>${words.automatic}`;
  return {
    subject: letter.subject,
    text: `${hello}\n\n${letter.body.text}\n\n-- \n${about}\n${letter.senderName}\n${words.automatic}\n`,
    html: page(letter, hello, small).html,
  };
};
