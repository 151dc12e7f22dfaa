/** A statement as CSV for Excel in Portuguese: semicolons, decimal commas, a byte order mark. Pure. */
import { neutralized } from "../../lib/contract/csv-table.ts";
import { zonedDateTime } from "../../lib/domain/calendar.ts";
import type { CommissionRole } from "../../lib/domain/commission.ts";
import { currencyDigits } from "../../lib/domain/currency.ts";
import type { CommissionLine, CommissionTotals } from "../../lib/database/reports.ts";

export const BYTE_ORDER_MARK = "\ufeff";

/** Minor units as a decimal with a comma: 123456 → 1234,56. Digits only, so that a spreadsheet can add them up. */
export const decimal = (minor: number, digits: number): string => {
  if (digits === 0) return String(minor);
  const text = String(minor).padStart(digits + 1, "0");
  return `${text.slice(0, -digits)},${text.slice(-digits)}`;
};

/** A text as a cell. */
export const cell = (text: string): string => {
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
  "Papel",
];

const ROLES: Readonly<Record<CommissionRole, string>> = {
  agent: "agente",
  manager: "gerente",
  named: "por regra",
};

const joined = (cells: readonly string[]): string => cells.join(";");

/** The row of an entry. */
export const csvRow = (line: CommissionLine, currency: string): string => {
  const digits = currencyDigits(currency);
  return joined([
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
    ROLES[line.role],
  ]);
};

const totalRow = ({ currency, units, sales, commission }: CommissionTotals, label: string): string => {
  const digits = currencyDigits(currency);
  const [base, amount] = [decimal(sales, digits), decimal(commission, digits)];
  return joined([label, "", "", "", "", String(units), base, "", amount, currency, ""]);
};

/**
 * Header, one row per entry, totals of the month.
 * @param isComplete whether the rows are all entries of the month; the row of totals says when they are not
 */
export const statementCsv = (
  totals: CommissionTotals,
  rows: readonly string[],
  isComplete: boolean,
): string => {
  const label = isComplete ? "Total" : "Total do mês (este arquivo tem só parte das linhas)";
  const all = [joined(HEADER), ...rows, totalRow(totals, label)];
  return `${BYTE_ORDER_MARK}${all.join("\r\n")}\r\n`;
};
