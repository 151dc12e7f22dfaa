/** Building blocks of a slip: rules, labelled fields, the barcode. */
import type { CanvasElement, Column, Content, Margins } from "pdfmake/interfaces.js";
import { barsOf } from "./packing-slip-barcode.ts";
import { CONTENT_WIDTH } from "./packing-slip-styles.ts";

const filledBox = (x: number, y: number, w: number, h: number, color: string): CanvasElement => ({
  type: "rect",
  x,
  y,
  w,
  h,
  color,
  lineWidth: 0,
});

/** A horizontal line. */
export const rule = (thickness: number, color: string, margin: Margins, width = CONTENT_WIDTH): Content => ({
  canvas: [filledBox(0, 0, width, thickness, color)],
  margin,
});

/** A label with lines of text below it. */
export const labelled = (label: string, lines: readonly Content[]): Content => ({
  stack: [{ text: label, style: "label", margin: [0, 0, 0, 3] }, ...lines],
});

/** A module of 0.35 mm, which the cheapest scanners read. */
const MODULE = 1;
const BAR_HEIGHT = 34;

/** The slip's number as Code128, with the number below it. */
export const barcode = (number: string): { readonly width: number; readonly content: Column } => {
  const bars = barsOf(number);
  const last = bars.at(-1)!;
  const width = (last.at + last.width) * MODULE;
  const canvas = bars.map((bar) => filledBox(bar.at * MODULE, 0, bar.width * MODULE, BAR_HEIGHT, "black"));
  const below: Content = { text: number, style: "detail", alignment: "center", margin: [0, 3, 0, 0] };
  return { width, content: { width, stack: [{ canvas }, below] } };
};
