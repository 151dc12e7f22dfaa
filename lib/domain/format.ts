/** Formats money and days in the languages of the documents and e-mails. */
import { currencyDigits } from "./currency.ts";
import { epochMillis } from "./instant.ts";
import { TIME_ZONE } from "./calendar.ts";
import type { Locale } from "./order.ts";

/**
 * `R$ 1.234,50`, with an ordinary space, because some fonts lack the narrow no-break space.
 * @param amount minor units; passed to Intl as text, so that it is never a fraction
 */
export const formatMoney = (amount: number, currency: string, locale: Locale): string => {
  const digits = currencyDigits(currency);
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const text = String(Math.abs(amount)).padStart(digits + 1, "0");
  const decimal = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return format
    .format(`${amount < 0 ? "-" : ""}${decimal}` as Intl.StringNumericLiteral)
    .replace(/[\u00A0\u202F]/g, " ");
};

/** The day of an instant in São Paulo: `20/12/2026`, or `20 December 2026`. */
export const formatDay = (instant: string, locale: Locale): string =>
  locale === "pt-BR"
    ? new Intl.DateTimeFormat("pt-BR", {
        timeZone: TIME_ZONE,
        day: "2-digit",
        month: "2-digit",
        year: "numeric",
      }).format(epochMillis(instant))
    : new Intl.DateTimeFormat("en-GB", {
        timeZone: TIME_ZONE,
        day: "numeric",
        month: "long",
        year: "numeric",
      }).format(epochMillis(instant));

// Characters that start a new line or change the text direction.
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}\s\u202A-\u202E\u2066-\u2069]+/gu;

/** Text of a request on one line, so that it cannot add a line to a document or a header to an e-mail. */
export const oneLine = (text: string): string => text.replace(BREAKS, " ").trim();
