/** Amounts of money as people type them. */
import { currencyDigits } from "../../../lib/domain/currency.ts";
import { locale } from "../i18n/locale.ts";

/**
 * @param text as the reader's language writes it, such as `1.234,50` or `1,234.50`, perhaps with a minus sign
 * @returns whole minor units; undefined for an empty text
 */
export const parseMoney = (text: string, currency: string): number | "invalid" | undefined => {
  const [decimal, group] = locale.value === "en" ? [".", ","] : [",", "."];
  const plain = text.replaceAll(group, "").replaceAll(/\s/g, "");
  if (plain === "") return undefined;
  const digits = currencyDigits(currency);
  const found = /^(-?)(\d{1,12})(?:[.,](\d+))?$/.exec(plain.replace(decimal, "."));
  const fraction = found?.[3] ?? "";
  if (found === null || fraction.length > digits) return "invalid";
  const amount = Number(`${found[2]}${fraction.padEnd(digits, "0")}`);
  return found[1] === "-" ? -amount : amount;
};
