/** A packing slip as a PDF: the document as it was issued, set on A4. The same slip always gives the same bytes. */
import { PDFDocument } from "@cantoo/pdf-lib";
import type { Slip } from "../../lib/domain/slip.ts";
import { Fonts } from "./packing-slip-fonts.ts";
import { drawDispatch, drawFeet, drawNotes, drawSums } from "./packing-slip-foot.ts";
import { drawHead, drawRunningHead } from "./packing-slip-head.ts";
import { printable } from "./packing-slip-letters.ts";
import { Paper } from "./packing-slip-paper.ts";
import { drawTable } from "./packing-slip-table.ts";
import { COPIES } from "./packing-slip-words.ts";

// Everything that the library would otherwise fill in with the time of printing.
const describe = (pdf: PDFDocument, slip: Slip): void => {
  const issued = new Date(slip.issuedAt);
  pdf.setTitle(`Romaneio ${slip.number}`, { showInWindowTitleBar: true });
  pdf.setSubject(`Pedido ${slip.orderId}, ${COPIES[slip.destination]}`);
  pdf.setAuthor(printable(slip.sender.name));
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
  const paper = new Paper(pdf, await Fonts.embed(pdf));
  drawHead(paper, slip);
  paper.repeating(
    () => drawRunningHead(paper, slip),
    () => {
      drawTable(paper, slip);
      drawSums(paper, slip);
      drawDispatch(paper, slip);
      drawNotes(paper, slip);
    },
  );
  drawFeet(paper);
  return pdf.save();
};
