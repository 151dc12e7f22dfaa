/** Letters on paper: which sizes and weights there are, how wide a text is, where its lines break. */
import { type PDFDocument, type PDFFont, StandardFonts } from "@cantoo/pdf-lib";
import { transliterate } from "./transliterate.ts";

type Face = "regular" | "bold";

export type Style = {
  readonly face: Face;
  readonly size: number;
  /** 0 is black. Nothing that must be read is lighter than 0.4: slips are printed on cheap lasers. */
  readonly gray: number;
};

/** One line of text in one style. */
export type Line = { readonly text: string; readonly style: Style };

export const STYLES = {
  title: { face: "bold", size: 21, gray: 0 },
  copy: { face: "regular", size: 11, gray: 0.2 },
  name: { face: "bold", size: 11, gray: 0 },
  body: { face: "regular", size: 9, gray: 0 },
  strong: { face: "bold", size: 9, gray: 0 },
  detail: { face: "regular", size: 8, gray: 0.35 },
  label: { face: "bold", size: 6.5, gray: 0.4 },
} as const satisfies Record<string, Style>;

// The library's own width counts kerning, which neither it nor we apply when drawing: right edges would be ragged.
const widths = (font: PDFFont) => {
  const known = new Map<string, number>();
  const widthOf = (letter: string): number => {
    const width = known.get(letter) ?? font.widthOfTextAtSize(letter, 1);
    known.set(letter, width);
    return width;
  };
  return (text: string, size: number): number =>
    size * [...text].reduce((sum, letter) => sum + widthOf(letter), 0);
};

// Where a word without spaces is best broken: after a sign, unless that leaves the line half empty.
const breakAt = (head: string): number => {
  const sign = Math.max(...["-", "/", ".", "_", "@"].map((mark) => head.lastIndexOf(mark)));
  return sign + 1 > head.length / 2 ? sign + 1 : head.length;
};

/** The two fonts of a document, and what can be known of a text before it is drawn. */
export class Fonts {
  readonly faces: Readonly<Record<Face, PDFFont>>;
  readonly #widths: Readonly<Record<Face, (text: string, size: number) => number>>;

  constructor(faces: Readonly<Record<Face, PDFFont>>) {
    this.faces = faces;
    this.#widths = { regular: widths(faces.regular), bold: widths(faces.bold) };
  }

  static async embed(pdf: PDFDocument): Promise<Fonts> {
    const regular = await pdf.embedFont(StandardFonts.Helvetica);
    return new Fonts({ regular, bold: await pdf.embedFont(StandardFonts.HelveticaBold) });
  }

  width({ text, style }: Line): number {
    return this.#widths[style.face](text, style.size);
  }

  /** On one line, in a smaller size when the room is too narrow: a sum of money must not be broken in two. */
  fit(text: string, style: Style, room: number): Line {
    const line = { text: transliterate(text), style };
    const width = this.width(line);
    return width <= room ? line : { ...line, style: { ...style, size: (style.size * room) / width } };
  }

  /** On as many lines as the text needs. */
  wrap(text: string, style: Style, room: number): Line[] {
    const lines: string[] = [];
    let line = "";
    for (const word of transliterate(text).split(/ +/)) {
      const longer = line === "" ? word : `${line} ${word}`;
      if (this.width({ text: longer, style }) <= room) {
        line = longer;
        continue;
      }
      if (line !== "") lines.push(line);
      const pieces = this.#pieces(word, style, room);
      lines.push(...pieces.slice(0, -1));
      line = pieces.at(-1) ?? "";
    }
    return [...lines, line].map((text) => ({ text, style }));
  }

  #pieces(word: string, style: Style, room: number): string[] {
    const pieces: string[] = [];
    let rest = word;
    while (rest !== "") {
      const head = this.#head(rest, style, room);
      pieces.push(head);
      rest = rest.slice(head.length);
    }
    return pieces;
  }

  // At least one letter, so that a room narrower than any letter comes to an end too.
  #head(word: string, style: Style, room: number): string {
    let width = 0;
    for (let end = 0; end < word.length; end += 1) {
      width += this.width({ text: word.charAt(end), style });
      if (width > room && end > 0) return word.slice(0, breakAt(word.slice(0, end)));
    }
    return word;
  }
}
