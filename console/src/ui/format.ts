/** Numbers, money and times as the reader's language writes them, in the company's time zone. */
import { formatMoney } from "../../../lib/domain/format.ts";
import { t } from "../i18n/core.ts";
import { locale } from "../i18n/locale.ts";
import { caller } from "../session/caller.ts";

export const money = (amount: number, currency: string): string =>
  formatMoney(amount, currency, locale.value);

/** A rate in basis points as a percentage: `7,5%`. */
export const percent = (bps: number): string =>
  new Intl.NumberFormat(locale.value, { style: "percent", maximumFractionDigits: 2 }).format(bps / 10_000);

const timeZone = (): string => caller.value?.timeZone ?? "America/Sao_Paulo";

const instant = (text: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale.value === "en" ? "en-GB" : "pt-BR", {
    timeZone: timeZone(),
    ...options,
  }).format(new Date(text));

export const dateTime = (text: string): string => instant(text, { dateStyle: "short", timeStyle: "short" });
export const date = (text: string): string => instant(text, { dateStyle: "short" });
export const clock = (text: string): string =>
  instant(text, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
/** The hour that an instant is in, with its day: `30/11, 14:00`. */
export const hour = (text: string): string =>
  instant(text, { day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" });
export const precise = (text: string): string => instant(text, { dateStyle: "medium", timeStyle: "long" });

/** Whether the text is a day such as `2026-11-30`. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** The day that follows one, as a calendar has it; no day after the last one of the year 9999. */
export const dayAfter = (day: string): string =>
  new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

/** How far the clocks of the company's time zone are ahead of UTC at an instant, in milliseconds. */
const aheadOfUtc = (at: number): number => {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone: timeZone(),
    dateStyle: "short",
    timeStyle: "medium",
  }).format(at);
  return Date.parse(`${parts.replace(" ", "T")}Z`) - Math.floor(at / 1_000) * 1_000;
};

/** A time of the company's clocks such as `2026-11-30T08:00`, as an instant. */
export const instantOfLocal = (local: string): string => {
  const asUtc = Date.parse(`${local}Z`);
  const guess = asUtc - aheadOfUtc(asUtc);
  return new Date(asUtc - aheadOfUtc(guess)).toISOString();
};

/** The beginning of a day of the company's calendar, as an instant. */
export const instantOfDay = (day: string): string => instantOfLocal(`${day}T00:00`);

/** The author of a change as stored, `shop-2/<id of a key>`, short enough to read. */
export const authorName = (author: string): string => author.replace(/\/[0-9a-f-]{28}([0-9a-f]{8})$/, " …$1");

/** `5 min ago` within a day, else the date and time. */
export const ago = (text: string, now: number): string => {
  const minutes = Math.floor((now - Date.parse(text)) / 60_000);
  if (minutes < 1) return t().common.now;
  if (minutes < 60) return t().common.minutesAgo(minutes);
  return minutes < 24 * 60 ? t().common.hoursAgo(Math.floor(minutes / 60)) : dateTime(text);
};

/** `0.34 s`, `12 s`, `3 min`. */
export const duration = (milliseconds: number): string => {
  const seconds = milliseconds / 1_000;
  const digits = seconds < 10 ? 2 : 0;
  const format = (value: number, unit: string, maximumFractionDigits: number) =>
    new Intl.NumberFormat(locale.value, {
      style: "unit",
      unit,
      unitDisplay: "short",
      maximumFractionDigits,
    }).format(value);
  if (seconds < 120) return format(seconds, "second", digits);
  const minutes = seconds / 60;
  if (minutes < 120) return format(minutes, "minute", 0);
  return format(minutes / 60, "hour", 1);
};
