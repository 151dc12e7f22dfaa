import { expect, test } from "vitest";
import type { Plans } from "../domain/plan.ts";
import { membershipEnds } from "./membership-ends.ts";

const plans: Plans = { basic: { title: { "pt-BR": "Básico", en: "Basic" }, rank: 1 } };
// 22:00 of the day before in São Paulo.
const end = { plan: "basic", endsAt: "2027-01-21T01:00:00.000Z" };

test.each([
  [
    "membership-ending",
    "pt-BR",
    "Sua assinatura Básico termina em 20/01/2027",
    "Sua assinatura do plano Básico vale até 20/01/2027. Para continuar com ela, renove até esse dia.",
  ],
  [
    "membership-ended",
    "pt-BR",
    "Sua assinatura Básico terminou",
    "Sua assinatura do plano Básico terminou em 20/01/2027.",
  ],
  [
    "membership-ending",
    "en",
    "Your Basic membership ends on 20 January 2027",
    "Your Basic membership is valid until 20 January 2027. To keep it, renew it by that day.",
  ],
  [
    "membership-ended",
    "en",
    "Your Basic membership has ended",
    "Your Basic membership ended on 20 January 2027.",
  ],
] as const)("%s in %s names the plan's title and the day in São Paulo", (template, locale, subject, text) => {
  const mail = membershipEnds(template, end, { plans, locale });
  expect({ subject: mail.subject, text: mail.body.text }).toEqual({ subject, text });
});

test("a title is escaped in HTML", () => {
  const title = { "pt-BR": "<b>B&B</b>", en: "x" };
  const mail = membershipEnds("membership-ended", end, {
    plans: { basic: { title, rank: 1 } },
    locale: "pt-BR",
  });
  expect(mail.body.html.html).toContain("&lt;b&gt;B&amp;B&lt;/b&gt;");
});

test("a plan without a title is named by its id, and another template is refused", () => {
  const context = { plans: null, locale: "en" } as const;
  expect(membershipEnds("membership-ended", end, context).subject).toBe("Your basic membership has ended");
  expect(() => membershipEnds("membership-changed", end, context)).toThrow(RangeError);
});
