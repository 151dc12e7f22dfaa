/** The mail with the links of an order's streaming videos. */
import { oneLine } from "../domain/format.ts";
import type { Locale } from "../domain/order.ts";
import { html } from "./html.ts";
import { type EmailBody, paragraph } from "./layout.ts";

export type Video = {
  readonly title: string;
  readonly link: string;
  /** Why it is free; absent when it was paid. */
  readonly reason?: string | undefined;
};

type Labels = {
  readonly subject: (count: number) => string;
  readonly message: (count: number) => string;
  readonly free: (reason: string) => string;
};

const LABELS: Record<Locale, Labels> = {
  "pt-BR": {
    subject: (count) =>
      count === 1 ? "Seu vídeo está pronto para assistir" : "Seus vídeos estão prontos para assistir",
    message: (count) =>
      count === 1
        ? "Obrigado pela compra. Aqui está o link do seu vídeo:"
        : "Obrigado pela compra. Aqui estão os links dos seus vídeos:",
    free: (reason) => `grátis: ${reason}`,
  },
  en: {
    subject: (count) => (count === 1 ? "Your video is ready to watch" : "Your videos are ready to watch"),
    message: (count) =>
      count === 1
        ? "Thank you for your purchase. Here is the link to your video:"
        : "Thank you for your purchase. Here are the links to your videos:",
    free: (reason) => `free: ${reason}`,
  },
};

export const streamingLinks = (
  videos: readonly Video[],
  locale: Locale,
): { subject: string; body: EmailBody } => {
  const labels = LABELS[locale];
  const items = videos.map(({ title, link, reason }) => ({
    title: oneLine(title),
    link: oneLine(link),
    note: reason === undefined ? "" : ` (${labels.free(oneLine(reason))})`,
  }));
  const message = labels.message(videos.length);
  return {
    subject: labels.subject(videos.length),
    body: {
      text: [message, ...items.map(({ title, note, link }) => `${title}${note}\n${link}`)].join("\n\n"),
      html: html`${paragraph(message)}${items.map(({ title, note, link }) =>
        paragraph(html`<a href="${link}" style="font-weight:600">${title}</a>${note}`),
      )}`,
    },
  };
};
