/** The mail that tells the owner of a membership what became of it. */
import { formatDay } from "../../lib/domain/format.ts";
import type { Locale } from "../../lib/domain/order.ts";
import type { MembershipChange } from "../../lib/domain/task.ts";
import { html } from "./html.ts";
import { type EmailBody, paragraph } from "./layout.ts";

/** A membership's change as it went into the history. */
export type MembershipEvent = {
  readonly change: MembershipChange;
  readonly planBefore: string | null;
  readonly planAfter: string | null;
  readonly expiresAt: string | null;
};

type News = "activated" | "extended" | "upgraded" | "deactivated";
type Facts = { readonly plan: string; readonly before: string; readonly until: string };
type Wording = { readonly subject: (facts: Facts) => string; readonly told: (facts: Facts) => string };

const newsOf = ({ change, planBefore, planAfter }: MembershipEvent): News => {
  if (change === "upgrade") return "upgraded";
  if (change === "deactivate") return "deactivated";
  return planBefore !== null && planBefore === planAfter ? "extended" : "activated";
};

const WORDINGS: Record<Locale, Record<News, Wording> & { until: string; plan: string }> = {
  "pt-BR": {
    plan: "Plano",
    until: "Válida até",
    activated: {
      subject: ({ plan }) => `Sua assinatura ${plan} está ativa`,
      told: ({ plan, until }) => `Sua assinatura do plano ${plan} está ativa e vale até ${until}.`,
    },
    extended: {
      subject: ({ plan }) => `Sua assinatura ${plan} foi renovada`,
      told: ({ plan, until }) => `Sua assinatura do plano ${plan} foi renovada e agora vale até ${until}.`,
    },
    upgraded: {
      subject: ({ plan }) => `Sua assinatura agora é ${plan}`,
      told: ({ plan, before, until }) =>
        `Sua assinatura passou do plano ${before} para o plano ${plan}. Ela continua valendo até ${until}.`,
    },
    deactivated: {
      subject: ({ before }) => `Sua assinatura ${before} foi encerrada`,
      told: ({ before, until }) => `Sua assinatura do plano ${before} foi encerrada em ${until}.`,
    },
  },
  en: {
    plan: "Plan",
    until: "Valid until",
    activated: {
      subject: ({ plan }) => `Your ${plan} membership is active`,
      told: ({ plan, until }) => `Your ${plan} membership is active. It is valid until ${until}.`,
    },
    extended: {
      subject: ({ plan }) => `Your ${plan} membership has been extended`,
      told: ({ plan, until }) => `Your ${plan} membership has been extended. It is now valid until ${until}.`,
    },
    upgraded: {
      subject: ({ plan }) => `Your membership is now ${plan}`,
      told: ({ plan, before, until }) =>
        `Your membership has been upgraded from ${before} to ${plan}. It is still valid until ${until}.`,
    },
    deactivated: {
      subject: ({ before }) => `Your ${before} membership has ended`,
      told: ({ before, until }) => `Your ${before} membership ended on ${until}.`,
    },
  },
};

export const membershipChanged = (
  change: MembershipEvent,
  locale: Locale,
): { subject: string; body: EmailBody } => {
  const words = WORDINGS[locale];
  const news = newsOf(change);
  const facts: Facts = {
    plan: change.planAfter ?? "",
    before: change.planBefore ?? "",
    until: change.expiresAt === null ? "" : formatDay(change.expiresAt, locale),
  };
  const told = words[news].told(facts);
  const details =
    news === "deactivated"
      ? []
      : [
          { name: words.plan, value: facts.plan },
          { name: words.until, value: facts.until },
        ];
  return {
    subject: words[news].subject(facts),
    body: {
      text: [told, ...details.map(({ name, value }) => `${name}: ${value}`)].join("\n"),
      html: html`${paragraph(told)}${details.map(({ name, value }) =>
        paragraph(html`${name}: <strong>${value}</strong>`),
      )}`,
    },
  };
};
