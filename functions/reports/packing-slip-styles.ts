/** Sizes, weights and measures of a slip, in points. */
import type { StyleDictionary } from "pdfmake/interfaces.js";

const A4_WIDTH = 595.28;
const SIDE = 48;

/** Left, top, right, bottom. The header of a later page and every footer are inside the top and bottom margins. */
export const MARGINS: [number, number, number, number] = [SIDE, 72, SIDE, 66];
export const CONTENT_WIDTH = A4_WIDTH - 2 * SIDE;
export const GUTTER = 24;

// Nothing that must be read is lighter than this gray: slips are printed on cheap laser printers.
const DIM = "#595959";

export const STYLES = {
  void: { fontSize: 21, bold: true, color: "white" },
  title: { fontSize: 21, bold: true },
  copy: { fontSize: 11, color: "#333333" },
  name: { fontSize: 11, bold: true },
  strong: { bold: true },
  detail: { fontSize: 8, color: DIM },
  label: { fontSize: 6.5, bold: true, color: DIM },
} satisfies StyleDictionary;
