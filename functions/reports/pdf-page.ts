/**
 * Sheets of A4, filled from top to bottom. Whoever writes says how much room something takes; a sheet that has no more
 * room is followed by the next one, which begins with what is to be repeated there.
 */
import {
  beginText,
  endText,
  fill,
  moveText,
  PageSizes,
  type PDFDocument,
  PDFName,
  type PDFPage,
  rectangle,
  setFillingGrayscaleColor,
  setFontAndSize,
  showText,
} from "@cantoo/pdf-lib";
import type { Fonts, Line } from "./packing-slip-fonts.ts";

const [WIDTH, HEIGHT] = PageSizes.A4;
export const LEFT = 48;
export const RIGHT = WIDTH - 48;
export const CONTENT_WIDTH = RIGHT - LEFT;
const TOP = HEIGHT - 46;
const BOTTOM = 66;

/** A line of text and where it begins. */
export type PlacedLine = { readonly x: number; readonly line: Line };

/** What stands side by side on one height, as the cells of a table do. */
export type Row = readonly PlacedLine[];

/** Lines below one another. */
export const linesAt = (x: number, lines: readonly Line[]): PlacedLine[] =>
  lines.map((line) => ({ x, line }));

/** Stacks of lines, side by side from their tops. */
export const sideBySide = (stacks: readonly (readonly PlacedLine[])[]): Row[] =>
  Array.from({ length: Math.max(...stacks.map(({ length }) => length)) }, (_, row) =>
    stacks.flatMap((stack) => stack[row] ?? []),
  );

/** Thousandths of a point are finer than any printer, and whole floats would be a third of the file. */
const short = (points: number): number => Math.round(points * 1000) / 1000;

export class PdfPage {
  readonly fonts: Fonts;
  readonly pages: PDFPage[] = [];
  readonly #pdf: PDFDocument;
  #y = TOP;
  #repeated: readonly (() => void)[] = [];

  constructor(pdf: PDFDocument, fonts: Fonts) {
    this.#pdf = pdf;
    this.fonts = fonts;
    this.#begin();
  }

  /** The height that is reached, from the lower edge of the sheet. */
  get y(): number {
    return this.#y;
  }

  /** While `work` writes, every further sheet begins with `head`. */
  withRepeatedHeader(head: () => void, work: () => void): void {
    const outer = this.#repeated;
    this.#repeated = [...outer, head];
    work();
    this.#repeated = outer;
  }

  space(height: number): void {
    this.#y -= height;
  }

  /** Goes to a new sheet unless this one has the room. */
  ensureSpace(height: number): void {
    if (this.#y - height < BOTTOM) this.#begin();
  }

  /** Bands below one another, kept together when a sheet can hold them all; if not, the first few are. */
  drawRows(bands: readonly Row[], leading: number): void {
    const height = bands.length * leading;
    this.ensureSpace(height <= TOP - BOTTOM ? height : 3 * leading);
    for (const band of bands) {
      if (this.#y - leading < BOTTOM) this.#begin();
      this.#y -= leading;
      // Letters hang below their line by about a quarter of the leading.
      for (const { x, line } of band) this.text(line, x, this.#y + leading * 0.25);
    }
  }

  /** Over the whole width, where the writing has come to. */
  rule(thickness: number, gray: number): void {
    this.box(LEFT, this.#y, CONTENT_WIDTH, thickness, gray);
  }

  text({ text, style }: Line, x: number, y: number, sheet = this.#sheet): void {
    if (text === "") return;
    const font = this.fonts.faces[style.face];
    sheet.pushOperators(
      beginText(),
      setFillingGrayscaleColor(style.gray),
      setFontAndSize(style.face, short(style.size)),
      moveText(short(x), short(y)),
      showText(font.encodeText(text)),
      endText(),
    );
  }

  box(x: number, y: number, width: number, height: number, gray: number, sheet = this.#sheet): void {
    sheet.pushOperators(
      setFillingGrayscaleColor(gray),
      rectangle(short(x), short(y), short(width), short(height)),
      fill(),
    );
  }

  get #sheet(): PDFPage {
    return this.pages.at(-1)!;
  }

  #begin(): void {
    const sheet = this.#pdf.addPage([WIDTH, HEIGHT]);
    for (const face of ["regular", "bold"] as const)
      sheet.node.setFontDictionary(PDFName.of(face), this.fonts.faces[face].ref);
    this.pages.push(sheet);
    this.#y = TOP;
    for (const head of this.#repeated) head();
  }
}
