/** A statement as CSV for Excel in Portuguese: semicolons, decimal commas, a byte order mark. Pure. */
import { zonedDateTime } from "../../lib/domain/calendar.ts";
import { currencyDigits } from "../../lib/domain/currency.ts";
import type { Statement, StatementLine } from "./statement-totals.ts";

const BYTE_ORDER_MARK = "\ufeff";

/** Minor units as a decimal with a comma: 123456 → 1234,56. Digits only, so that a spreadsheet can add them up. */
const decimal = (minor: number, digits: number): string => {
  if (digits === 0) return String(minor);
  const text = String(minor).padStart(digits + 1, "0");
  return `${text.slice(0, -digits)},${text.slice(-digits)}`;
};

// Excel runs a cell that begins like a formula, also after white space; an apostrophe makes it text.
const neutralized = (text: string): string => (/^[=+\-@\t\r\n]|^\s+[=+\-@]/.test(text) ? `'${text}` : text);

const cell = (text: string): string => {
  const safe = neutralized(text);
  return /[;"\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const two = (value: number): string => String(value).padStart(2, "0");

/** As people in São Paulo write it: 20/11/2026 14:03. */
const localTime = (instant: string): string => {
  const { year, month, day, hour, minute } = zonedDateTime(instant);
  return `${two(day)}/${two(month)}/${String(year).padStart(4, "0")} ${two(hour)}:${two(minute)}`;
};

const HEADER = [
  "Pedido",
  "Linha",
  "Pago em",
  "SKU",
  "Título",
  "Quantidade",
  "Base",
  "Taxa (%)",
  "Comissão",
  "Moeda",
];

const row = (line: StatementLine, currency: string, digits: number): string[] => [
  cell(line.orderId),
  cell(line.lineId),
  localTime(line.paidAt),
  cell(line.sku),
  cell(line.title),
  String(line.quantity),
  decimal(line.base, digits),
  decimal(line.rateBps, 2),
  decimal(line.amount, digits),
  currency,
];

/** Header, one row per entry, totals. */
export const statementCsv = (statement: Statement): string => {
  const { currency, units, sales, commission, lines } = statement;
  const digits = currencyDigits(currency);
  const total = [
    "Total",
    "",
    "",
    "",
    "",
    String(units),
    decimal(sales, digits),
    "",
    decimal(commission, digits),
    currency,
  ];
  const rows = [HEADER, ...lines.map((line) => row(line, currency, digits)), total];
  return `${BYTE_ORDER_MARK}${rows.map((cells) => cells.join(";")).join("\r\n")}\r\n`;
};
