/** The lines of a slip as a table that goes on, under its headings, for as many sheets as it takes. */
import type { Slip } from "../../lib/domain/slip.ts";
import { type Column, columnsOf } from "./packing-slip-columns.ts";
import { type Fonts, type Line, STYLES } from "./packing-slip-fonts.ts";
import { at, type Band, beside, type Paper, type Placed } from "./packing-slip-paper.ts";

const LEADING = 12;

/** Words are wrapped, figures are not: they end where the figures above them end. */
const set = (lines: readonly Line[], { align, x, width }: Column, fonts: Fonts): Placed[] => {
  if (align === "left")
    return at(
      x,
      lines.flatMap(({ text, style }) => fonts.wrap(text, style, width)),
    );
  return lines.map(({ text, style }) => {
    const line = fonts.fit(text, style, width);
    return { x: x + width - fonts.width(line), line };
  });
};

const heading = (columns: readonly Column[], fonts: Fonts): Band[] =>
  beside(columns.map((column) => set([{ text: column.label, style: STYLES.label }], column, fonts)));

const drawHeading = (paper: Paper, columns: readonly Column[]): void => {
  paper.bands(heading(columns, paper.fonts), LEADING);
  paper.space(3);
  paper.rule(0.75, 0);
  paper.space(4);
};

export const drawTable = (paper: Paper, slip: Slip): void => {
  const columns = columnsOf(slip, paper.fonts);
  const rows = slip.lines.map((_, index) =>
    beside(columns.map((column) => set(column.cells[index] ?? [], column, paper.fonts))),
  );
  // Headings at the foot of a sheet, with their first row on the next one, would head nothing.
  paper.need(2 * LEADING + (rows[0]?.length ?? 0) * LEADING);
  drawHeading(paper, columns);
  paper.repeating(
    () => drawHeading(paper, columns),
    () => {
      for (const row of rows) {
        paper.bands(row, LEADING);
        paper.space(4);
        paper.rule(0.4, 0.75);
        paper.space(4);
      }
    },
  );
};
