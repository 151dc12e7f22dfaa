/** The mails that a membership ends soon, and that it has ended. */
import { formatDay } from "../domain/format.ts";
import type { MembershipEnd } from "../domain/membership-mails.ts";
import type { Locale } from "../domain/order.ts";
import { planIn, type Plans } from "../domain/plan.ts";
import { html } from "./html.ts";
import { type EmailBody, paragraph } from "./layout.ts";

const TEMPLATES = ["membership-ending", "membership-ended"] as const;
type Template = (typeof TEMPLATES)[number];

const isTemplate = (template: string): template is Template =>
  (TEMPLATES as readonly string[]).includes(template);

type Wording = {
  readonly subject: (plan: string, day: string) => string;
  readonly message: (plan: string, day: string) => string;
};

const WORDINGS: Record<Locale, Record<Template, Wording>> = {
  "pt-BR": {
    "membership-ending": {
      subject: (plan, day) => `Sua assinatura ${plan} termina em ${day}`,
      message: (plan, day) =>
        `Sua assinatura do plano ${plan} vale até ${day}. Para continuar com ela, renove até esse dia.`,
    },
    "membership-ended": {
      subject: (plan) => `Sua assinatura ${plan} terminou`,
      message: (plan, day) => `Sua assinatura do plano ${plan} terminou em ${day}.`,
    },
  },
  en: {
    "membership-ending": {
      subject: (plan, day) => `Your ${plan} membership ends on ${day}`,
      message: (plan, day) =>
        `Your ${plan} membership is valid until ${day}. To keep it, renew it by that day.`,
    },
    "membership-ended": {
      subject: (plan) => `Your ${plan} membership has ended`,
      message: (plan, day) => `Your ${plan} membership ended on ${day}.`,
    },
  },
};

/**
 * The mail about the end of a membership.
 * @param plans of the rulebook that decided the order; a plan without a title, of an older rulebook, is named by its id
 * @throws RangeError when the template is another one
 */
export const membershipEnds = (
  template: string,
  { plan, endsAt }: MembershipEnd,
  { plans, locale }: { readonly plans: Plans | null; readonly locale: Locale },
): { subject: string; body: EmailBody } => {
  if (!isTemplate(template)) throw new RangeError(`no mail about the end of a membership: ${template}`);
  const { subject, message } = WORDINGS[locale][template];
  const title = planIn(plans ?? undefined, plan)?.title[locale] ?? plan;
  const day = formatDay(endsAt, locale);
  const text = message(title, day);
  return { subject: subject(title, day), body: { text, html: paragraph(html`${text}`) } };
};
