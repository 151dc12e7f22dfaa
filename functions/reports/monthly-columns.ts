/** The columns of the reports of a month over all agents and all books. Pure. */
import type { AgentMonth } from "../../lib/database/agent-months.ts";
import type { RoyaltyMonth } from "../../lib/database/royalties.ts";
import type { LocalizedText } from "../../lib/domain/localized-text.ts";
import {
  BLANK,
  type Cell,
  type Column,
  countCell,
  moneyCell,
  rateCell,
  textCell,
  wordCell,
} from "./report-cells.ts";
import { LABELS } from "./report-labels.ts";

type Sums = {
  readonly orders: number;
  readonly units: number;
  readonly sales: number;
  readonly currency: string;
};

const amount = <Name extends string>(
  name: Name,
  label: LocalizedText,
): Column<Readonly<Record<Name, number>> & Pick<Sums, "currency">> => ({
  name,
  label,
  isNumber: true,
  cell: (row) => moneyCell(row[name], row.currency),
});

const COUNTS: readonly Column<Sums>[] = [
  { name: "orders", label: LABELS.orders, isNumber: true, cell: ({ orders }) => countCell(orders) },
  { name: "units", label: LABELS.units, isNumber: true, cell: ({ units }) => countCell(units) },
  amount("sales", LABELS.sales),
];
const CURRENCY: Column<Pick<Sums, "currency">> = {
  name: "currency",
  label: LABELS.currency,
  width: 38,
  cell: ({ currency }) => textCell(currency),
};

type AgentSums = Omit<AgentMonth, "clientId" | "agentId" | "name">;
const AGENT_SUMS: readonly Column<AgentSums>[] = [
  ...COUNTS,
  amount("commission", LABELS.commission),
  CURRENCY,
  amount("openingBalance", LABELS.openingBalance),
  amount("reversals", LABELS.reversals),
  amount("adjustments", LABELS.adjustments),
  amount("payments", LABELS.payments),
  amount("carriedForward", LABELS.carriedForward),
];

/** Those after the currency came with balances. */
export const AGENT_COLUMNS: readonly Column<AgentMonth>[] = [
  { name: "clientId", label: LABELS.client, cell: ({ clientId }) => textCell(clientId) },
  { name: "agentId", label: LABELS.agent, cell: ({ agentId }) => textCell(agentId) },
  { name: "name", label: LABELS.name, cell: ({ name }) => (name === null ? BLANK : textCell(name)) },
  ...AGENT_SUMS,
];

type RoyaltySums = Omit<RoyaltyMonth, "author" | "title" | "isbn" | "rateBps" | "about">;
const ROYALTY_SUMS: readonly Column<RoyaltySums>[] = [
  ...COUNTS,
  amount("royalty", LABELS.royalties),
  CURRENCY,
  amount("reversals", LABELS.reversals),
];

/** Those after the currency came with reversing copies and closed months. */
export const ROYALTY_COLUMNS: readonly Column<RoyaltyMonth>[] = [
  { name: "author", label: LABELS.author, cell: ({ author }) => textCell(author) },
  { name: "title", label: LABELS.title, cell: ({ title }) => textCell(title) },
  { name: "isbn", label: LABELS.isbn, width: 78, cell: ({ isbn }) => textCell(isbn) },
  { name: "rate", label: LABELS.rate, isNumber: true, cell: ({ rateBps }) => rateCell(rateBps) },
  ...ROYALTY_SUMS,
  {
    name: "about",
    label: LABELS.about,
    width: 48,
    cell: ({ about }) => (about === "" ? BLANK : textCell(about)),
  },
];

/** A row of totals: its label, and as many cells as the report has columns. */
const totalCells = <Total>(
  columns: readonly Column<never>[],
  sums: readonly Column<Total>[],
  total: Total,
  isComplete: boolean,
): Cell[] => {
  const cells = new Map(sums.map(({ name, cell }) => [name, cell(total)]));
  const label = wordCell("total", isComplete ? LABELS.total : LABELS.partialTotal);
  return columns.map(({ name }, index) => (index === 0 ? label : (cells.get(name) ?? BLANK)));
};

export const agentTotals = (total: AgentSums, isComplete: boolean): Cell[] =>
  totalCells(AGENT_COLUMNS, AGENT_SUMS, total, isComplete);
export const royaltyTotals = (total: RoyaltySums, isComplete: boolean): Cell[] =>
  totalCells(ROYALTY_COLUMNS, ROYALTY_SUMS, total, isComplete);
