/** Reads a PDF back with pdf.js, as texts and filled rectangles with their positions in points from the lower left. */
import { getDocumentProxy, getResolvedPDFJS } from "unpdf";

export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type PdfText = {
  readonly text: string;
  readonly x: number;
  readonly right: number;
  readonly y: number;
  readonly size: number;
};
export type PdfPageContent = { readonly texts: readonly PdfText[]; readonly boxes: readonly Box[] };

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;
type Page = Awaited<ReturnType<Pdf["getPage"]>>;
type Matrix = readonly number[];

const open = (bytes: Uint8Array): Promise<Pdf> => getDocumentProxy(bytes.slice(), { verbosity: 0 });

const textsOf = async (page: Page): Promise<PdfText[]> => {
  const { items } = await page.getTextContent({ disableNormalization: true });
  return items.flatMap((item) => {
    if (!("str" in item) || item.str.trim() === "") return [];
    const [size, , , , x, y] = item.transform as number[];
    return [{ text: item.str, size: size!, x: x!, y: y!, right: x! + item.width }];
  });
};

const times = ([a, b, c, d, e, f]: Matrix, [p, q, r, s, t, u]: Matrix): Matrix => [
  a! * p! + c! * q!,
  b! * p! + d! * q!,
  a! * r! + c! * s!,
  b! * r! + d! * s!,
  a! * t! + c! * u! + e!,
  b! * t! + d! * u! + f!,
];

/** The rectangle around a path of moves and lines: operator, x, y and so on. */
const boxOf = (path: ArrayLike<number>, [a, b, c, d, e, f]: Matrix): Box => {
  const points: [number, number][] = [];
  for (let index = 0; index + 2 < path.length; index += 3) {
    const [x, y] = [path[index + 1]!, path[index + 2]!];
    points.push([a! * x + c! * y + e!, b! * x + d! * y + f!]);
  }
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, bottom] = [Math.min(...xs), Math.min(...ys)];
  return { x: left, y: bottom, width: Math.max(...xs) - left, height: Math.max(...ys) - bottom };
};

const boxesOf = async (page: Page): Promise<Box[]> => {
  const { OPS } = await getResolvedPDFJS();
  const { fnArray, argsArray } = await page.getOperatorList();
  const boxes: Box[] = [];
  const stack: Matrix[] = [];
  let matrix: Matrix = [1, 0, 0, 1, 0, 0];
  for (const [index, operator] of fnArray.entries()) {
    if (operator === OPS.save) stack.push(matrix);
    if (operator === OPS.restore) matrix = stack.pop()!;
    if (operator === OPS.transform) matrix = times(matrix, argsArray[index]);
    const path = operator === OPS.constructPath ? (argsArray[index][1][0] as ArrayLike<number> | null) : null;
    if (path !== null) boxes.push(boxOf(path, matrix));
  }
  return boxes;
};

export const readPdf = async (bytes: Uint8Array): Promise<PdfPageContent[]> => {
  const pdf = await open(bytes);
  const pages: PdfPageContent[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number);
    pages.push({ texts: await textsOf(page), boxes: await boxesOf(page) });
  }
  return pages;
};

/** The document's title and dates, as they are stored: `D:20261121010300Z`. */
export const readPdfInfo = async (bytes: Uint8Array): Promise<Record<string, unknown>> =>
  (await (await open(bytes)).getMetadata()).info as Record<string, unknown>;

/** Every text of a document, one a line, in the order in which it is drawn. */
export const textOf = (pages: readonly PdfPageContent[]): string =>
  pages.flatMap(({ texts }) => texts.map(({ text }) => text)).join("\n");
