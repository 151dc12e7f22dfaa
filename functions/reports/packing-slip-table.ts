/** The lines of a slip as a table that goes on, under its headings, for as many sheets as it takes. */
import type { Slip } from "../../lib/domain/slip.ts";
import { type Column, columnsOf } from "./packing-slip-columns.ts";
import { type Fonts, type Line, STYLES } from "./packing-slip-fonts.ts";
import { linesAt, type Row, sideBySide, type PdfPage, type PlacedLine } from "./pdf-page.ts";

const LEADING = 12;

/** Words are wrapped, figures are not: they end where the figures above them end. */
const set = (lines: readonly Line[], { align, x, width }: Column, fonts: Fonts): PlacedLine[] => {
  if (align === "left")
    return linesAt(
      x,
      lines.flatMap(({ text, style }) => fonts.wrap(text, style, width)),
    );
  return lines.map(({ text, style }) => {
    const line = fonts.fit(text, style, width);
    return { x: x + width - fonts.width(line), line };
  });
};

const heading = (columns: readonly Column[], fonts: Fonts): Row[] =>
  sideBySide(columns.map((column) => set([{ text: column.label, style: STYLES.label }], column, fonts)));

const drawHeading = (paper: PdfPage, columns: readonly Column[]): void => {
  paper.drawRows(heading(columns, paper.fonts), LEADING);
  paper.space(3);
  paper.rule(0.75, 0);
  paper.space(4);
};

export const drawTable = (paper: PdfPage, slip: Slip): void => {
  const columns = columnsOf(slip, paper.fonts);
  const rows = slip.lines.map((_, index) =>
    sideBySide(columns.map((column) => set(column.cells[index] ?? [], column, paper.fonts))),
  );
  // Headings at the foot of a sheet, with their first row on the next one, would head nothing.
  paper.ensureSpace(2 * LEADING + (rows[0]?.length ?? 0) * LEADING);
  drawHeading(paper, columns);
  paper.withRepeatedHeader(
    () => drawHeading(paper, columns),
    () => {
      for (const row of rows) {
        paper.drawRows(row, LEADING);
        paper.space(4);
        paper.rule(0.4, 0.75);
        paper.space(4);
      }
    },
  );
};
