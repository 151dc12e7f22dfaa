/** An agent's statement as a PDF: who, which month, the balances, and the entries. */
import type { Content } from "pdfmake/interfaces.js";
import type { AgentMonth } from "../../lib/database/agent-months.ts";
import { isLineEntry, type StatementEntry } from "../../lib/database/statement-entries.ts";
import { formatDay, formatMoney } from "../../lib/domain/format.ts";
import type { Language, LocalizedText } from "../../lib/domain/localized-text.ts";
import { labelled, rule } from "./packing-slip-elements.ts";
import { CONTENT_WIDTH, GUTTER } from "./packing-slip-styles.ts";
import { printable } from "./printable-text.ts";
import {
  BLANK,
  type Cell,
  countCell,
  instantCell,
  moneyCell,
  monthName,
  rateCell,
  textCell,
} from "./report-cells.ts";
import { KIND_WORDS, LABELS } from "./report-labels.ts";
import { printedTable, renderReport } from "./report-pdf.ts";
import { balancesOf } from "./statement-columns.ts";

export type PrintedStatement = {
  readonly companyName: string;
  readonly agentId: string;
  readonly month: string;
  /** Null while the month is open. */
  readonly closedAt: string | null;
  readonly sums: Omit<AgentMonth, "clientId" | "agentId">;
  readonly entries: readonly StatementEntry[];
  readonly isComplete: boolean;
};

const COLUMNS = [
  { label: LABELS.day, width: 50 },
  { label: LABELS.kind, width: 46 },
  { label: LABELS.order, width: 72 },
  { label: LABELS.description },
  { label: LABELS.shortQuantity, isNumber: true },
  { label: LABELS.base, isNumber: true },
  { label: LABELS.rate, isNumber: true },
  { label: LABELS.amount, isNumber: true },
] as const;

const describe = (entry: StatementEntry, language: Language): string => {
  const what = isLineEntry(entry) ? `${entry.sku} ${entry.title}` : entry.note;
  const about = entry.about === null ? [] : [`${LABELS.about[language].toLowerCase()} ${entry.about}`];
  return [what ?? "", ...about].filter((part) => part !== "").join(" · ");
};

const rowOf = (entry: StatementEntry, currency: string, language: Language): Cell[] => {
  const head = [
    instantCell(entry.at),
    textCell(KIND_WORDS[entry.kind][language]),
    textCell(entry.orderId ?? entry.bookingId ?? ""),
    textCell(describe(entry, language)),
  ];
  const line = isLineEntry(entry)
    ? [countCell(entry.quantity), moneyCell(entry.base, currency), rateCell(entry.rateBps)]
    : [BLANK, BLANK, BLANK];
  return [...head, ...line, moneyCell(entry.amount, currency)];
};

const balanceRow = (
  [label, amount]: readonly [LocalizedText, number],
  currency: string,
  language: Language,
) => [
  { text: label[language] },
  { text: formatMoney(amount, currency, language), alignment: "right" as const },
];

const balanceTable = ({ sums }: PrintedStatement, language: Language): Content => {
  const rows = balancesOf(sums).map((row) => balanceRow(row, sums.currency, language));
  const last = rows.pop()!.map((cell) => ({ ...cell, style: "strong" }));
  const isInside = (line: number) => line > 0 && line <= rows.length;
  return {
    layout: {
      hLineWidth: (line) => (isInside(line) ? 0.5 : 0),
      hLineColor: () => "#bfbfbf",
      vLineWidth: () => 0,
    },
    table: { widths: ["*", "auto"], body: [...rows, last] },
  };
};

/** Whether the month is closed, and since which day. */
export const stateOf = (closedAt: string | null, language: Language): string =>
  closedAt === null
    ? LABELS.isOpen[language]
    : `${LABELS.closedOn[language]} ${formatDay(closedAt, language)}`;

const head = (statement: PrintedStatement, language: Language): Content[] => {
  const { companyName, agentId, month, closedAt, sums } = statement;
  return [
    { text: printable(companyName), style: "copy" },
    { text: LABELS.statement[language], style: "title", margin: [0, 0, 0, 2] },
    { text: `${monthName(month, language)} · ${sums.currency}`, style: "name" },
    { text: stateOf(closedAt, language), style: "detail", margin: [0, 2, 0, 0] },
    rule(1, "black", [0, 8, 0, 12]),
    {
      columnGap: GUTTER,
      columns: [
        labelled(LABELS.agent[language].toUpperCase(), [
          ...(sums.name === null ? [] : [{ text: printable(sums.name), style: "name" }]),
          { text: agentId },
        ]),
        { width: CONTENT_WIDTH / 2, stack: [balanceTable(statement, language)] },
      ],
      margin: [0, 0, 0, 16],
    },
  ];
};

const totalOf = ({ sums, isComplete }: PrintedStatement, language: Language): Cell[] => {
  const { openingBalance, carriedForward, currency } = sums;
  const label = isComplete ? LABELS.total : LABELS.partialTotal;
  const moved = moneyCell(carriedForward - openingBalance, currency);
  return [BLANK, BLANK, BLANK, textCell(label[language]), BLANK, BLANK, BLANK, moved];
};

export const statementPdf = (statement: PrintedStatement, language: Language): Promise<Uint8Array> => {
  const { agentId, month, sums, entries } = statement;
  const rows = entries.map((entry) => rowOf(entry, sums.currency, language));
  const table =
    rows.length === 0
      ? { text: LABELS.noEntries[language], style: "detail" }
      : printedTable({ columns: COLUMNS, rows, sums: [totalOf(statement, language)] }, language);
  return renderReport({
    title: `${LABELS.statement[language]} ${agentId} ${month}`,
    language,
    month,
    isLandscape: false,
    content: [...head(statement, language), table],
  });
};
