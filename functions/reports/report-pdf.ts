/** Reports as PDF on A4. The same report always gives the same bytes: its only date is that of its month. */
import type { Content, TableCell, TDocumentDefinitions } from "pdfmake/interfaces.js";
import type { Language } from "../../lib/domain/localized-text.ts";
import { rule } from "./packing-slip-elements.ts";
import { SLIP_DOCUMENT } from "./packing-slip-pdf.ts";
import { MARGINS } from "./packing-slip-styles.ts";
import { pdfLibrary } from "./pdf-library.ts";
import { printable } from "./printable-text.ts";
import { type Cell, type Column, printedText } from "./report-cells.ts";

const [LEFT, , RIGHT] = MARGINS;
const A4_LANDSCAPE_WIDTH = 841.89;

const footerOf =
  (title: string, language: Language, width: number): TDocumentDefinitions["footer"] =>
  (page, pages) => ({
    margin: [LEFT, 16, RIGHT, 0],
    stack: [
      rule(0.5, "#bfbfbf", [0, 0, 0, 5], width - LEFT - RIGHT),
      {
        columns: [
          { text: title, style: "detail" },
          {
            text: language === "en" ? `Page ${page} of ${pages}` : `Página ${page} de ${pages}`,
            style: "detail",
            alignment: "right",
          },
        ],
      },
    ],
  });

type PrintedColumn = Pick<Column<never>, "label" | "isNumber" | "width">;

/** Numbers are never broken; texts share what is left. */
const widthOf = ({ isNumber, width }: PrintedColumn): string | number =>
  width ?? (isNumber === true ? "auto" : "*");

/** Of ids and titles without a blank, which would make their column as wide as they are. */
const LONG_WORD = /\S{18}/;

const tableCells = (
  texts: readonly string[],
  columns: readonly PrintedColumn[],
  style: object = {},
): TableCell[] =>
  texts.map((text, index) => ({
    text: printable(text),
    ...(columns[index]?.isNumber === true
      ? { alignment: "right", noWrap: true }
      : { wordBreak: LONG_WORD.test(text) ? "break-all" : "normal" }),
    ...style,
  }));

export type PrintedTable = {
  readonly columns: readonly PrintedColumn[];
  readonly rows: readonly (readonly Cell[])[];
  readonly sums: readonly (readonly Cell[])[];
};

/** A table with a header that every page repeats, and its sums in bold. */
export const printedTable = ({ columns, rows, sums }: PrintedTable, language: Language): Content => {
  const texts = (cells: readonly Cell[]) => cells.map((cell) => printedText(cell, language));
  return {
    layout: "lightHorizontalLines",
    style: "row",
    table: {
      headerRows: 1,
      dontBreakRows: true,
      widths: columns.map(widthOf),
      body: [
        tableCells(
          columns.map(({ label }) => label[language]),
          columns,
          { style: "strong", noWrap: false },
        ),
        ...rows.map((cells) => tableCells(texts(cells), columns)),
        ...sums.map((cells) => tableCells(texts(cells), columns, { style: "strong" })),
      ],
    },
  };
};

export type PrintedReport = {
  readonly title: string;
  readonly language: Language;
  /** Such as 2026-11. */
  readonly month: string;
  readonly isLandscape: boolean;
  readonly content: readonly Content[];
};

export const renderReport = async (report: PrintedReport): Promise<Uint8Array> => {
  const { title, language, month, isLandscape, content } = report;
  const date = new Date(`${month}-28T12:00:00.000Z`);
  const definition: TDocumentDefinitions = {
    ...SLIP_DOCUMENT,
    language,
    pageOrientation: isLandscape ? "landscape" : "portrait",
    info: { title, producer: "Despacho", creator: "Despacho", creationDate: date, modDate: date },
    styles: { ...SLIP_DOCUMENT.styles, row: { fontSize: 8 } },
    footer: footerOf(printable(title), language, isLandscape ? A4_LANDSCAPE_WIDTH : 595.28),
    content: [...content],
  };
  return new Uint8Array(await (await pdfLibrary()).createPdf(definition).getBuffer());
};
