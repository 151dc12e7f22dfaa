/** A packing slip as a PDF: the document as it was issued, set on A4. The same slip always gives the same bytes. */
import { PDFDocument } from "@cantoo/pdf-lib";
import type { Slip } from "../../lib/domain/slip.ts";
import { Fonts } from "./packing-slip-fonts.ts";
import { drawDispatch, drawPageFooters, drawNotes, drawTotals } from "./packing-slip-footer.ts";
import { drawHeader, drawRunningHeader } from "./packing-slip-header.ts";
import { transliterate } from "./transliterate.ts";
import { PdfPage } from "./pdf-page.ts";
import { drawTable } from "./packing-slip-table.ts";
import { COPY_LABELS } from "./packing-slip-labels.ts";

// Everything that the library would otherwise fill in with the time of printing.
const describe = (pdf: PDFDocument, slip: Slip): void => {
  const issued = new Date(slip.issuedAt);
  pdf.setTitle(`Romaneio ${slip.number}`, { showInWindowTitleBar: true });
  pdf.setSubject(`Pedido ${slip.orderId}, ${COPY_LABELS[slip.destination]}`);
  pdf.setAuthor(transliterate(slip.sender.name));
  pdf.setProducer("Despacho");
  pdf.setCreator("Despacho");
  pdf.setLanguage("pt-BR");
  pdf.setCreationDate(issued);
  pdf.setModificationDate(issued);
};

/** @param slip complete in itself: nothing is looked up, no clock is read */
export const renderPackingSlip = async (slip: Slip): Promise<Uint8Array> => {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  describe(pdf, slip);
  const paper = new PdfPage(pdf, await Fonts.embed(pdf));
  drawHeader(paper, slip);
  paper.withRepeatedHeader(
    () => drawRunningHeader(paper, slip),
    () => {
      drawTable(paper, slip);
      drawTotals(paper, slip);
      drawDispatch(paper, slip);
      drawNotes(paper, slip);
    },
  );
  drawPageFooters(paper);
  return pdf.save();
};
