/** The mail about a change of the customer's membership. */
import { formatDay } from "../domain/format.ts";
import type { Locale } from "../domain/order.ts";
import type { MembershipChange } from "../domain/membership.ts";
import { planIn, type Plans } from "../domain/plan.ts";
import { html } from "./html.ts";
import { type EmailBody, paragraph } from "./layout.ts";

/** A row of the membership's history. */
export type MembershipEvent = {
  readonly change: MembershipChange;
  readonly planBefore: string | null;
  readonly planAfter: string | null;
  readonly expiresAt: string | null;
  /** Of the rulebook that decided the order; null when it has no titles. */
  readonly plans?: Plans | null;
};

type ChangeKind = "activated" | "extended" | "upgraded" | "deactivated";
type MailData = { readonly plan: string; readonly before: string; readonly until: string };
type Wording = { readonly subject: (data: MailData) => string; readonly message: (data: MailData) => string };

const changeKindOf = ({ change, planBefore, planAfter }: MembershipEvent): ChangeKind => {
  if (change === "upgrade") return "upgraded";
  if (change === "deactivate") return "deactivated";
  return planBefore !== null && planBefore === planAfter ? "extended" : "activated";
};

const WORDINGS: Record<Locale, Record<ChangeKind, Wording> & { until: string; plan: string }> = {
  "pt-BR": {
    plan: "Plano",
    until: "Válida até",
    activated: {
      subject: ({ plan }) => `Sua assinatura ${plan} está ativa`,
      message: ({ plan, until }) => `Sua assinatura do plano ${plan} está ativa e vale até ${until}.`,
    },
    extended: {
      subject: ({ plan }) => `Sua assinatura ${plan} foi renovada`,
      message: ({ plan, until }) => `Sua assinatura do plano ${plan} foi renovada e agora vale até ${until}.`,
    },
    upgraded: {
      subject: ({ plan }) => `Sua assinatura agora é ${plan}`,
      message: ({ plan, before, until }) =>
        `Sua assinatura passou do plano ${before} para o plano ${plan}. Ela continua valendo até ${until}.`,
    },
    deactivated: {
      subject: ({ before }) => `Sua assinatura ${before} foi encerrada`,
      message: ({ before, until }) => `Sua assinatura do plano ${before} foi encerrada em ${until}.`,
    },
  },
  en: {
    plan: "Plan",
    until: "Valid until",
    activated: {
      subject: ({ plan }) => `Your ${plan} membership is active`,
      message: ({ plan, until }) => `Your ${plan} membership is active. It is valid until ${until}.`,
    },
    extended: {
      subject: ({ plan }) => `Your ${plan} membership has been extended`,
      message: ({ plan, until }) =>
        `Your ${plan} membership has been extended. It is now valid until ${until}.`,
    },
    upgraded: {
      subject: ({ plan }) => `Your membership is now ${plan}`,
      message: ({ plan, before, until }) =>
        `Your membership has been upgraded from ${before} to ${plan}. It is still valid until ${until}.`,
    },
    deactivated: {
      subject: ({ before }) => `Your ${before} membership has ended`,
      message: ({ before, until }) => `Your ${before} membership ended on ${until}.`,
    },
  },
};

/** A plan without a title, of an older rulebook, is named by its id. */
const titleOf = ({ plans }: MembershipEvent, id: string | null, locale: Locale): string =>
  planIn(plans ?? undefined, id ?? undefined)?.title[locale] ?? id ?? "";

export const membershipChanged = (
  change: MembershipEvent,
  locale: Locale,
): { subject: string; body: EmailBody } => {
  const words = WORDINGS[locale];
  const changeKind = changeKindOf(change);
  const data: MailData = {
    plan: titleOf(change, change.planAfter, locale),
    before: titleOf(change, change.planBefore, locale),
    until: change.expiresAt === null ? "" : formatDay(change.expiresAt, locale),
  };
  const message = words[changeKind].message(data);
  const details =
    changeKind === "deactivated"
      ? []
      : [
          { name: words.plan, value: data.plan },
          { name: words.until, value: data.until },
        ];
  return {
    subject: words[changeKind].subject(data),
    body: {
      text: [message, ...details.map(({ name, value }) => `${name}: ${value}`)].join("\n"),
      html: html`${paragraph(message)}${details.map(({ name, value }) =>
        paragraph(html`${name}: <strong>${value}</strong>`),
      )}`,
    },
  };
};
