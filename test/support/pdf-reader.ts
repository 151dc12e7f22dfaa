/** For tests: a PDF read back without the code that wrote it, as texts and rectangles in their places. */
import { inflateSync } from "node:zlib";
import { PDFArray, PDFDocument, type PDFPage, PDFRawStream, PDFRef, StandardFonts } from "@cantoo/pdf-lib";

export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type PdfText = {
  readonly text: string;
  readonly x: number;
  readonly right: number;
  readonly y: number;
  readonly size: number;
};
export type PdfPageContent = { readonly texts: readonly PdfText[]; readonly boxes: readonly Box[] };

const contentOf = (page: PDFPage): string => {
  const contents = page.node.Contents();
  const parts = contents instanceof PDFArray ? contents.asArray() : [contents];
  return parts
    .map((part) => (part instanceof PDFRef ? page.doc.context.lookup(part) : part))
    .map((stream) => (stream instanceof PDFRawStream ? inflateSync(stream.getContents()) : ""))
    .join("\n");
};

const windows1252 = new TextDecoder("windows-1252");

/** The widths of letters without kerning, which is how a viewer sets them. */
const measuring = async () => {
  const scratch = await PDFDocument.create();
  const faces = {
    regular: await scratch.embedFont(StandardFonts.Helvetica),
    bold: await scratch.embedFont(StandardFonts.HelveticaBold),
  };
  return (text: string, face: string, size: number): number =>
    [...text].reduce(
      (sum, letter) => sum + faces[face === "bold" ? "bold" : "regular"].widthOfTextAtSize(letter, size),
      0,
    );
};

const TEXT = /\/(\w+) ([\d.]+) Tf\n([\d.-]+) ([\d.-]+) Td\n<([0-9A-F]*)> Tj/g;
const BOX = /([\d.-]+) ([\d.-]+) ([\d.-]+) ([\d.-]+) re/g;

export const readPdf = async (bytes: Uint8Array): Promise<PdfPageContent[]> => {
  const pdf = await PDFDocument.load(bytes, { updateMetadata: false });
  const widthOf = await measuring();
  return pdf.getPages().map((page) => {
    const content = contentOf(page);
    const said = Array.from(content.matchAll(TEXT), ([, face, points, left, bottom, hex]) => {
      const text = windows1252.decode(Buffer.from(hex!, "hex"));
      const [size, x, y] = [Number(points), Number(left), Number(bottom)];
      return { text, size, x, y, right: x + widthOf(text, face!, size) };
    });
    const boxes = Array.from(content.matchAll(BOX), (found) => {
      const [x, y, width, height] = found.slice(1).map(Number);
      return { x: x!, y: y!, width: width!, height: height! };
    });
    return { texts: said, boxes };
  });
};

/** Everything a document says, in the order in which it says it. */
export const textOf = (sheets: readonly PdfPageContent[]): string =>
  sheets.flatMap(({ texts: said }) => said.map(({ text }) => text)).join("\n");
