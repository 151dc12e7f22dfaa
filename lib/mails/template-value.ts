/** Values of an order in the texts of mail templates, in the reader's language. */
import { formatDay, formatMoney, oneLine } from "../domain/format.ts";
import { PERIOD_PATTERN } from "../domain/fields.ts";
import type { ValueFormat } from "../domain/mail-template.ts";
import type { Locale } from "../domain/order.ts";
import { planIn, type Plans } from "../domain/plan.ts";

export type ValueContext = {
  readonly locale: Locale;
  readonly currency: string;
  /** Of the rulebook that decided the order. */
  readonly plans: Plans | undefined;
};

const PERIOD_UNITS: Readonly<Record<string, string>> = { Y: "year", M: "month", W: "week", D: "day" };

/** `P1M`: `1 mês`, `1 month`. */
const formatPeriod = (period: string, locale: Locale): string => {
  const [, count, letter = ""] = PERIOD_PATTERN.exec(period) ?? [];
  const unit = PERIOD_UNITS[letter];
  return unit === undefined
    ? period
    : new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(Number(count));
};

/** Basis points as a percentage: 1250 is `12,5%`. */
const formatRate = (basisPoints: number, locale: Locale): string =>
  new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 2 }).format(basisPoints / 10_000);

/** Grams as kilograms: 1250 is `1,25 kg`. */
const formatWeight = (grams: number, locale: Locale): string =>
  new Intl.NumberFormat(locale, { style: "unit", unit: "kilogram", maximumFractionDigits: 3 })
    .format(grams / 1_000)
    .replace(/[\u00A0\u202F]/g, " ");

/** A date without a time, as noon in São Paulo of that day. */
const formatDate = (date: string, locale: Locale): string =>
  /^\d{4}-\d\d-\d\d$/.test(date) ? formatDay(`${date}T12:00:00-03:00`, locale) : date;

const YES_NO: Readonly<Record<Locale, readonly [string, string]>> = {
  "pt-BR": ["sim", "não"],
  en: ["yes", "no"],
};

type Formatter = (value: unknown, context: ValueContext) => string;

const listed: Formatter = (value, { locale }) =>
  Array.isArray(value) ? new Intl.ListFormat(locale).format(value.map(String)) : String(value);

const FORMATTERS: Readonly<Record<ValueFormat, Formatter>> = {
  text: (value) => String(value),
  number: (value) => String(value),
  money: (value, { currency, locale }) => formatMoney(Number(value), currency, locale),
  rate: (value, { locale }) => formatRate(Number(value), locale),
  weight: (value, { locale }) => formatWeight(Number(value), locale),
  bool: (value, { locale }) => YES_NO[locale][value === true ? 0 : 1],
  list: listed,
  instant: (value, { locale }) => formatDay(String(value), locale),
  date: (value, { locale }) => formatDate(String(value), locale),
  plan: (value, { locale, plans }) => planIn(plans, String(value))?.title[locale] ?? String(value),
  period: (value, { locale }) => formatPeriod(String(value), locale),
};

/** Bounds a mail, whatever an order contains. */
const MAX_VALUE_LENGTH = 1_000;

/** A value on one line, so that it cannot add a paragraph or a header. A value that an order lacks is empty. */
export const formatValue = (value: unknown, format: ValueFormat, context: ValueContext): string =>
  value === undefined || value === null
    ? ""
    : oneLine(FORMATTERS[format](value, context)).slice(0, MAX_VALUE_LENGTH);
