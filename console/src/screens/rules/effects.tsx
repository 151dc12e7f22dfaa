/** What a rule does, in a few words per effect. */
import { percent } from "../../ui/format.ts";
import { orderTexts } from "../order/texts.ts";
import type { Action, Rule } from "./rule-types.ts";
import { ruleTexts } from "./texts.ts";

const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number"
    ? String(value)
    : value === undefined
      ? ""
      : JSON.stringify(value);

const rateOf = (rate: unknown): string => (typeof rate === "number" ? percent(rate) : "");

/** Effects that this page does not know by name are shown as they are written. */
const otherEffect = ({ action, ...fields }: Action): string =>
  `${action} ${Object.entries(fields)
    .map(([name, value]) => `${name}: ${textOf(value)}`)
    .join(", ")}`.trim();

const effectOf = (action: Action): string => {
  const { effects } = ruleTexts();
  const { destination, membershipChange, template } = orderTexts();
  const shown = (names: Readonly<Record<string, string>>, name: unknown) =>
    names[textOf(name)] ?? textOf(name);
  switch (action.action) {
    case "packingSlip":
      return effects.packingSlip(shown(destination, action.destination));
    case "membership":
      return effects.membership(shown(membershipChange, action.change));
    case "email":
      return effects.email(shown(template, action.template));
    case "addFreeItem":
      return effects.addFreeItem(textOf(action.sku));
    case "commission":
      return effects.commission(rateOf(action.rateBps ?? action.rate));
    case "webhook":
      return effects.webhook(textOf(action.connection));
    case "note":
      return effects.note(textOf(action.text));
    default:
      return otherEffect(action);
  }
};

export const Effects = ({ rule }: { readonly rule: Rule }) => (
  <ul class="effects">
    {(rule.then ?? []).map((action, index) => (
      <li key={index}>{effectOf(action)}</li>
    ))}
    {rule.overrides !== undefined && rule.overrides.length > 0 && (
      <li>{ruleTexts().effects.overrides(rule.overrides.join(", "))}</li>
    )}
  </ul>
);
