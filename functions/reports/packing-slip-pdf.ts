/** A packing slip as a PDF on A4. The same slip always gives the same bytes. */
import type { Style, TDocumentDefinitions } from "pdfmake/interfaces.js";
import type { IssuedSlip } from "../../lib/domain/slip.ts";
import { FONT_FAMILY } from "./fonts.ts";
import { packingSlipContent } from "./packing-slip-content.ts";
import { pageFooter, pageHeader } from "./packing-slip-page.ts";
import { copyLabel, heading } from "./packing-slip-labels.ts";
import { MARGINS, STYLES } from "./packing-slip-styles.ts";
import { pdfLibrary } from "./pdf-library.ts";
import { printableSlip } from "./printable-slip.ts";

/**
 * Text that is copied or searched has the characters that were written, not “ﬁ”. The library takes an object here, which
 * its types do not say.
 */
const NO_LIGATURES = { liga: false } as unknown as NonNullable<Style["fontFeatures"]>;

// The dates are those of the slip: the library would use the time of printing.
const metadata = (slip: IssuedSlip): TDocumentDefinitions["info"] => {
  const issued = new Date(slip.issuedAt);
  return {
    title: heading(slip),
    subject: `Pedido ${slip.orderId}, ${copyLabel(slip)}`,
    author: slip.sender.name,
    producer: "Despacho",
    creator: "Despacho",
    creationDate: issued,
    modDate: issued,
  };
};

/** What all documents of slips have in common. */
export const SLIP_DOCUMENT = {
  pageSize: "A4",
  pageMargins: MARGINS,
  language: "pt-BR",
  displayTitle: true,
  defaultStyle: { font: FONT_FAMILY, fontSize: 9, lineHeight: 1.15, fontFeatures: NO_LIGATURES },
  styles: STYLES,
} as const satisfies Partial<TDocumentDefinitions>;

/** @param slip complete in itself: nothing is looked up, no clock is read */
export const renderPackingSlip = async (slip: IssuedSlip): Promise<Uint8Array> => {
  const printed = printableSlip(slip);
  const definition: TDocumentDefinitions = {
    ...SLIP_DOCUMENT,
    info: metadata(printed),
    header: (page) => (page === 1 ? "" : pageHeader(printed)),
    footer: pageFooter,
    content: packingSlipContent(printed),
  };
  const pdf = (await pdfLibrary()).createPdf(definition);
  return new Uint8Array(await pdf.getBuffer());
};
