/** The cells of reports, and how each kind of document writes them. Pure. */
import { TIME_ZONE, zonedDateTime } from "../../lib/domain/calendar.ts";
import { currencyDigits } from "../../lib/domain/currency.ts";
import { formatDay, oneLine } from "../../lib/domain/format.ts";
import { epochMillis } from "../../lib/domain/instant.ts";
import type { Language, LocalizedText } from "../../lib/domain/localized-text.ts";

export type Cell =
  | { readonly kind: "blank" }
  | { readonly kind: "text"; readonly text: string }
  /** A word that documents have in their language, and `name` where programs read it. */
  | { readonly kind: "word"; readonly name: string; readonly word: LocalizedText }
  | { readonly kind: "instant"; readonly instant: string }
  /** A number of `1 / 10 ** digits`: minor units of a currency, hundredths of per cent. */
  | { readonly kind: "number"; readonly value: number; readonly digits: number };

export type Column<Row> = {
  /** The name of the JSON field. */
  readonly name: string;
  readonly label: LocalizedText;
  readonly isNumber?: boolean;
  /** In a PDF, in points. */
  readonly width?: number;
  readonly cell: (row: Row) => Cell;
};

export const BLANK: Cell = { kind: "blank" };
export const textCell = (text: string): Cell => ({ kind: "text", text });
export const wordCell = (name: string, word: LocalizedText): Cell => ({ kind: "word", name, word });
export const instantCell = (instant: string): Cell => ({ kind: "instant", instant });
export const countCell = (value: number): Cell => ({ kind: "number", value, digits: 0 });
/** @param value basis points, shown as per cent */
export const rateCell = (value: number): Cell => ({ kind: "number", value, digits: 2 });
/** @param value minor units of the currency */
export const moneyCell = (value: number, currency: string): Cell => ({
  kind: "number",
  value,
  digits: currencyDigits(currency),
});

const decimal = (value: number, digits: number, separator: string): string => {
  const text = String(Math.abs(value)).padStart(digits + 1, "0");
  const sign = value < 0 ? "-" : "";
  return digits === 0
    ? `${sign}${text}`
    : `${sign}${text.slice(0, -digits)}${separator}${text.slice(-digits)}`;
};

const two = (value: number): string => String(value).padStart(2, "0");

/** As people in São Paulo write it: 20/11/2026 14:03. */
const localTime = (instant: string): string => {
  const { year, month, day, hour, minute } = zonedDateTime(instant);
  return `${two(day)}/${two(month)}/${String(year).padStart(4, "0")} ${two(hour)}:${two(minute)}`;
};

/** For Excel in Portuguese: digits only, so that a spreadsheet can add them up. */
export const excelText = (cell: Exclude<Cell, { kind: "text" }>): string => {
  switch (cell.kind) {
    case "blank":
      return "";
    case "word":
      return cell.word["pt-BR"];
    case "instant":
      return localTime(cell.instant);
    case "number":
      return decimal(cell.value, cell.digits, ",");
  }
};

/** For programs: decimal points, RFC 3339, the names of the JSON values. */
export const plainText = (cell: Exclude<Cell, { kind: "text" }>): string => {
  switch (cell.kind) {
    case "blank":
      return "";
    case "word":
      return cell.name;
    case "instant":
      return cell.instant;
    case "number":
      return decimal(cell.value, cell.digits, ".");
  }
};

const groupedDecimal = (value: number, digits: number, language: Language): string =>
  new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    decimal(value, digits, ".") as Intl.StringNumericLiteral,
  );

/** Short, for a column: `20/11/2026`, `20 Nov 2026`. */
const shortDay = (instant: string, language: Language): string =>
  language === "pt-BR"
    ? formatDay(instant, language)
    : new Intl.DateTimeFormat("en-GB", {
        timeZone: TIME_ZONE,
        day: "numeric",
        month: "short",
        year: "numeric",
      }).format(epochMillis(instant));

/** For readers: grouped digits, the day of an instant. */
export const printedText = (cell: Cell, language: Language): string => {
  switch (cell.kind) {
    case "blank":
      return "";
    case "text":
      return oneLine(cell.text);
    case "word":
      return cell.word[language];
    case "instant":
      return shortDay(cell.instant, language);
    case "number":
      return groupedDecimal(cell.value, cell.digits, language);
  }
};

/** `novembro de 2026`, `November 2026` */
export const monthName = (month: string, language: Language): string =>
  new Intl.DateTimeFormat(language, { month: "long", year: "numeric", timeZone: "UTC" }).format(
    Date.parse(`${month}-01T00:00:00Z`),
  );
