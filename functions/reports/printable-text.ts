/** Text as a document's font can print it, on one line. Characters without a glyph become a box. */
import { oneLine } from "../../lib/domain/format.ts";
import { fonts } from "./fonts.ts";

/** What replaces a character that cannot be printed. */
export const REPLACEMENT = "\u25A1";

/** Joins emoji, marks a direction, or selects a variant: nothing to print. */
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;

/** Scripts that run from right to left: the PDF library does not reorder them, so they would print backwards. */
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

const isPrintable = (text: string): boolean =>
  !RIGHT_TO_LEFT.test(text) && [...text].every((character) => fonts().hasGlyph(character.codePointAt(0)!));

const printableCluster = (cluster: string): string => {
  const visible = cluster.replace(IGNORABLE, "");
  const spelled = [visible, visible.normalize("NFKC")].find(isPrintable);
  return spelled ?? REPLACEMENT;
};

// By grapheme cluster, so that a family of emoji is one box and not seven.
const clusters = new Intl.Segmenter("pt-BR", { granularity: "grapheme" });

/** `Łódź, Чехов` stay as they are; `山田` → `□□`. Never throws. */
export const printable = (text: string): string => {
  const line = oneLine(text).normalize("NFC");
  return oneLine(Array.from(clusters.segment(line), ({ segment }) => printableCluster(segment)).join(""));
};
