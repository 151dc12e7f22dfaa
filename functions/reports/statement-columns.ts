/** An agent's statement as rows of a table: its entries, and its sums. Pure. */
import type { AgentMonth } from "../../lib/database/agent-months.ts";
import { isLineEntry, type LineEntry, type StatementEntry } from "../../lib/database/statement-entries.ts";
import type { LocalizedText } from "../../lib/domain/localized-text.ts";
import {
  BLANK,
  type Cell,
  type Column,
  countCell,
  instantCell,
  moneyCell,
  rateCell,
  textCell,
  wordCell,
} from "./report-cells.ts";
import { KIND_WORDS, LABELS, ROLE_WORDS } from "./report-labels.ts";

type Row = { readonly entry: StatementEntry; readonly currency: string };

/** A cell of entries about order lines; blank for adjustments and payments. */
const ofLine =
  (cell: (line: LineEntry, currency: string) => Cell): Column<Row>["cell"] =>
  ({ entry, currency }) =>
    isLineEntry(entry) ? cell(entry, currency) : BLANK;

const optionalText = (text: string | null): Cell => (text === null ? BLANK : textCell(text));

/** The columns of a CSV. Those after `role` came with adjustments and payments. */
export const STATEMENT_COLUMNS: readonly Column<Row>[] = [
  { name: "orderId", label: LABELS.order, cell: ofLine(({ orderId }) => textCell(orderId)) },
  { name: "lineId", label: LABELS.line, cell: ofLine(({ lineId }) => textCell(lineId)) },
  { name: "paidAt", label: LABELS.paidAt, cell: ofLine(({ paidAt }) => instantCell(paidAt)) },
  { name: "sku", label: LABELS.sku, cell: ofLine(({ sku }) => textCell(sku)) },
  { name: "title", label: LABELS.title, cell: ofLine(({ title }) => textCell(title)) },
  { name: "quantity", label: LABELS.quantity, cell: ofLine(({ quantity }) => countCell(quantity)) },
  { name: "base", label: LABELS.base, cell: ofLine(({ base }, currency) => moneyCell(base, currency)) },
  { name: "rate", label: LABELS.rate, cell: ofLine(({ rateBps }) => rateCell(rateBps)) },
  {
    name: "commission",
    label: LABELS.commission,
    cell: ofLine(({ amount }, currency) => moneyCell(amount, currency)),
  },
  { name: "currency", label: LABELS.currency, cell: ({ currency }) => textCell(currency) },
  { name: "role", label: LABELS.role, cell: ofLine(({ role }) => wordCell(role, ROLE_WORDS[role])) },
  { name: "kind", label: LABELS.kind, cell: ({ entry }) => wordCell(entry.kind, KIND_WORDS[entry.kind]) },
  { name: "at", label: LABELS.at, cell: ({ entry }) => instantCell(entry.at) },
  { name: "about", label: LABELS.about, cell: ({ entry }) => optionalText(entry.about) },
  {
    name: "id",
    label: LABELS.id,
    cell: ({ entry }) => optionalText(entry.bookingId ?? entry.cancellationId),
  },
  { name: "note", label: LABELS.note, cell: ({ entry }) => optionalText(entry.note) },
  {
    name: "amount",
    label: LABELS.amount,
    cell: ({ entry, currency }) => moneyCell(entry.amount, currency),
  },
];

export const statementCells = (entry: StatementEntry, currency: string): Cell[] =>
  STATEMENT_COLUMNS.map(({ cell }) => cell({ entry, currency }));

type Balances = Omit<AgentMonth, "clientId" | "agentId" | "name">;

/** The sums from the opening balance to what is carried forward, each with its label. */
export const balancesOf = (sums: Balances): readonly (readonly [LocalizedText, number])[] => [
  [LABELS.openingBalance, sums.openingBalance],
  [LABELS.commissions, sums.commission],
  [LABELS.reversals, sums.reversals],
  [LABELS.adjustments, sums.adjustments],
  [LABELS.payments, sums.payments],
  [LABELS.carriedForward, sums.carriedForward],
];

const sumCells = (label: LocalizedText, amount: number, currency: string): Cell[] =>
  STATEMENT_COLUMNS.map(({ name }, index) => {
    if (index === 0) return wordCell("sum", label);
    if (name === "currency") return textCell(currency);
    return name === "amount" ? moneyCell(amount, currency) : BLANK;
  });

const totalCells = ({ units, sales, commission, currency }: Balances, isComplete: boolean): Cell[] => {
  const totals: Readonly<Record<string, Cell>> = {
    orderId: wordCell("total", isComplete ? LABELS.total : LABELS.partialTotal),
    quantity: countCell(units),
    base: moneyCell(sales, currency),
    commission: moneyCell(commission, currency),
    currency: textCell(currency),
  };
  return STATEMENT_COLUMNS.map(({ name }) => totals[name] ?? BLANK);
};

/**
 * The rows below the entries: the total of the commissions, and the balances.
 * @param isComplete whether the entries are all of the month; the row of totals says when they are not
 */
export const statementSums = (sums: Balances, isComplete: boolean): Cell[][] => [
  totalCells(sums, isComplete),
  ...balancesOf(sums).map(([label, amount]) => sumCells(label, amount, sums.currency)),
];
