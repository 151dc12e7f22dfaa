/** A report of rows as CSV for Excel in Portuguese, or as PDF. Texts are in Portuguese, as those of slips and statements. */
import type { TableCell, TDocumentDefinitions } from "pdfmake/interfaces.js";
import type { DocumentResponse } from "../../lib/http/response.ts";
import { SLIP_DOCUMENT } from "./packing-slip-pdf.ts";
import { pdfLibrary } from "./pdf-library.ts";
import { printable } from "./printable-text.ts";
import { BYTE_ORDER_MARK, cell } from "./statement-csv.ts";

export type Column<Row> = {
  readonly label: string;
  /** A number is right-aligned in the PDF. */
  readonly isNumber?: boolean;
  readonly text: (row: Row) => string;
};

export type TableReport<Row> = {
  readonly title: string;
  readonly fileName: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** As many cells as there are columns. */
  readonly totals: readonly (readonly string[])[];
  /** The day of the document, for its metadata: the end of the month. */
  readonly at: string;
};

export const csvOf = <Row>({ columns, rows, totals }: TableReport<Row>): string => {
  const records = [
    columns.map(({ label }) => label),
    ...rows.map((row) => columns.map(({ text }) => text(row))),
    ...totals,
  ];
  return `${BYTE_ORDER_MARK}${records.map((cells) => `${cells.map(cell).join(";")}\r\n`).join("")}`;
};

export const pdfOf = async <Row>(report: TableReport<Row>): Promise<Uint8Array> => {
  const { title, columns, rows, totals, at } = report;
  const cellsOf = (texts: readonly string[], style: object): TableCell[] =>
    texts.map((text, index) => ({
      text: printable(text),
      alignment: columns[index]?.isNumber === true ? "right" : "left",
      ...style,
    }));
  const date = new Date(at);
  const definition: TDocumentDefinitions = {
    ...SLIP_DOCUMENT,
    pageOrientation: "landscape",
    info: { title, producer: "Despacho", creator: "Despacho", creationDate: date, modDate: date },
    footer: (page, pages) => ({
      text: `Página ${page} de ${pages}`,
      style: "detail",
      margin: [48, 16, 48, 0],
    }),
    content: [
      { text: title, style: "title", margin: [0, 0, 0, 12] },
      {
        layout: "lightHorizontalLines",
        table: {
          headerRows: 1,
          widths: columns.map(({ isNumber }) => (isNumber === true ? "auto" : "*")),
          body: [
            cellsOf(
              columns.map(({ label }) => label),
              { style: "strong" },
            ),
            ...rows.map((row) =>
              cellsOf(
                columns.map(({ text }) => text(row)),
                {},
              ),
            ),
            ...totals.map((texts) => cellsOf(texts, { style: "strong" })),
          ],
        },
      },
    ],
  };
  return new Uint8Array(await (await pdfLibrary()).createPdf(definition).getBuffer());
};

/** The report as a download. */
export const tableResponse = async <Row>(
  report: TableReport<Row>,
  mediaType: "text/csv" | "application/pdf",
): Promise<DocumentResponse<200>> => {
  const isCsv = mediaType === "text/csv";
  return {
    kind: "document",
    status: 200,
    contentType: isCsv ? "text/csv; charset=utf-8" : mediaType,
    body: isCsv ? csvOf(report) : await pdfOf(report),
    headers: {
      "Content-Disposition": `attachment; filename="${report.fileName}.${isCsv ? "csv" : "pdf"}"`,
      Vary: "Accept",
    },
  };
};
