/** Choosing a month. It is in the address; without one it is the current one of the company's time zone. */
import { query, setQuery } from "../app/router.ts";
import { t } from "../i18n/core.ts";
import { locale } from "../i18n/locale.ts";
import { caller } from "../session/caller.ts";

const SHOWN = 24;
const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;

/** `2026-11` */
export type Month = string;

export const monthOf = (instant: Date, timeZone: string): Month =>
  new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit" }).format(instant);

const before = (month: Month, count: number): Month => {
  const [year, number] = month.split("-").map(Number) as [number, number];
  return new Date(Date.UTC(year, number - 1 - count)).toISOString().slice(0, 7);
};

export const currentMonth = (): Month => monthOf(new Date(), caller.value?.timeZone ?? "America/Sao_Paulo");

export const chosenMonth = (): Month => {
  const given = query.value.get("month") ?? "";
  return MONTH.test(given) ? given : currentMonth();
};

export const monthName = (month: Month): string =>
  new Intl.DateTimeFormat(locale.value, { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-01T00:00:00Z`),
  );

export const MonthPicker = () => {
  const newest = currentMonth();
  const months = Array.from({ length: SHOWN }, (_, index) => before(newest, index));
  const chosen = chosenMonth();
  return (
    <label class="inline">
      <span>{t().common.month}</span>
      <select
        value={chosen}
        onChange={({ currentTarget: { value } }) => setQuery({ month: value === newest ? undefined : value })}
      >
        {(months.includes(chosen) ? months : [chosen, ...months]).map((month) => (
          <option key={month} value={month}>
            {monthName(month)}
          </option>
        ))}
      </select>
    </label>
  );
};
