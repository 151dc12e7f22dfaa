/** The reports of a month over all agents and all books as PDF. */
import type { LocalizedText } from "../../lib/domain/localized-text.ts";
import type { Language } from "../../lib/domain/localized-text.ts";
import { printable } from "./printable-text.ts";
import { monthName } from "./report-cells.ts";
import { LABELS } from "./report-labels.ts";
import { type PrintedTable, printedTable, renderReport } from "./report-pdf.ts";
import { stateOf } from "./statement-pdf.ts";

export type PrintedMonth = {
  readonly title: LocalizedText;
  /** Such as 2026-11. */
  readonly month: string;
  readonly companyName: string;
  /** Null while the month is open, and for several clients. */
  readonly closedAt: string | null;
  readonly table: PrintedTable;
};

export const monthlyPdf = (report: PrintedMonth, language: Language): Promise<Uint8Array> => {
  const { title, month, companyName, closedAt, table } = report;
  return renderReport({
    title: `${title[language]} ${month}`,
    language,
    month,
    isLandscape: true,
    content: [
      { text: printable(companyName), style: "copy" },
      { text: title[language], style: "title", margin: [0, 0, 0, 2] },
      { text: monthName(month, language), style: "name" },
      { text: stateOf(closedAt, language), style: "detail", margin: [0, 2, 0, 14] },
      table.rows.length === 0
        ? { text: LABELS.noEntries[language], style: "detail" }
        : printedTable(table, language),
    ],
  });
};
