/** Many packing slips in one PDF, each from its first page on as if it were printed alone. */
import type { Content, TDocumentDefinitions } from "pdfmake/interfaces.js";
import type { IssuedSlip } from "../../lib/domain/slip.ts";
import { packingSlipContent } from "./packing-slip-content.ts";
import { pageFooter, pageHeader } from "./packing-slip-page.ts";
import { SLIP_DOCUMENT } from "./packing-slip-pdf.ts";
import { pdfLibrary } from "./pdf-library.ts";
import { printableSlip } from "./printable-slip.ts";

/** The library writes the positions of a node into it when it lays the document out. */
type PlacedNode = { readonly positions?: readonly { readonly pageNumber: number }[] };

const nodesOf = (slips: readonly IssuedSlip[]): (Content & PlacedNode)[] =>
  slips.map((slip, index) => ({
    stack: packingSlipContent(slip),
    ...(index === 0 ? {} : { pageBreak: "before" as const }),
  }));

type Info = { readonly title: string; readonly at: string };

const infoOf = ({ title, at }: Info): TDocumentDefinitions["info"] => ({
  title,
  producer: "Despacho",
  creator: "Despacho",
  creationDate: new Date(at),
  modDate: new Date(at),
});

/** The first page of each slip, known once the document is laid out. */
const firstPages = (nodes: readonly PlacedNode[]): number[] =>
  nodes.map(({ positions }) => {
    const first = positions?.[0];
    if (first === undefined) throw new Error("a packing slip has no place in its document");
    return first.pageNumber;
  });

/** Of a page of the document: its slip, its number within the slip, and how many pages the slip has. */
const placeOf = (page: number, pages: number, firsts: readonly number[]) => {
  const index = firsts.findLastIndex((first) => first <= page);
  const first = firsts[index] ?? 1;
  return { index, page: page - first + 1, pages: (firsts[index + 1] ?? pages + 1) - first };
};

/** @param info of the print; no clock is read */
export const renderPackingSlips = async (slips: readonly IssuedSlip[], info: Info): Promise<Uint8Array> => {
  const printed = slips.map(printableSlip);
  const nodes = nodesOf(printed);
  // Header and footer are called for each page, after the layout.
  let firsts: readonly number[] | undefined;
  const place = (page: number, pages: number) => {
    firsts ??= firstPages(nodes);
    return placeOf(page, pages, firsts);
  };
  const definition: TDocumentDefinitions = {
    ...SLIP_DOCUMENT,
    info: infoOf(info),
    header: (current, count) => {
      const { index, page } = place(current, count);
      return page === 1 ? "" : pageHeader(printed[index]!);
    },
    footer: (current, count) => {
      const { page, pages } = place(current, count);
      return pageFooter(page, pages);
    },
    content: nodes,
  };
  const pdf = (await pdfLibrary()).createPdf(definition);
  return new Uint8Array(await pdf.getBuffer());
};
