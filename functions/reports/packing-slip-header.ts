/** The upper part of a slip: what it is, from whom, to whom; and in one line again on every further sheet. */

import { formatDay } from "../../lib/domain/format.ts";
import type { Party, Slip } from "../../lib/domain/slip.ts";
import { barsOf } from "./packing-slip-barcode.ts";
import { type Line, STYLES } from "./packing-slip-fonts.ts";
import { linesAt, sideBySide, CONTENT_WIDTH, LEFT, type PdfPage, RIGHT } from "./pdf-page.ts";
import { COPY_LABELS, contact, NOT_FISCAL_LABEL } from "./packing-slip-labels.ts";

/** A module of 0.35 mm, which the cheapest of scanners reads. */
const MODULE = 1;
const BAR_HEIGHT = 34;
const GUTTER = 24;

/** @returns where the code begins */
const barcode = (paper: PdfPage, number: string, top: number): number => {
  const bars = barsOf(number);
  const last = bars.at(-1)!;
  const left = RIGHT - (last.at + last.width) * MODULE;
  for (const bar of bars)
    paper.box(left + bar.at * MODULE, top - BAR_HEIGHT, bar.width * MODULE, BAR_HEIGHT, 0);
  const below = paper.fonts.fit(number, STYLES.detail, RIGHT - left);
  paper.text(below, (left + RIGHT - paper.fonts.width(below)) / 2, top - BAR_HEIGHT - 11);
  return left;
};

const banner = (paper: PdfPage, slip: Slip): void => {
  const top = paper.y;
  const room = barcode(paper, slip.number, top) - GUTTER - LEFT;
  const { fonts } = paper;
  paper.text(fonts.fit(`Romaneio ${slip.number}`, STYLES.title, room), LEFT, top - 16);
  paper.text(fonts.fit(COPY_LABELS[slip.destination], STYLES.copy, room), LEFT, top - 33);
  paper.text(fonts.fit(NOT_FISCAL_LABEL.toUpperCase(), STYLES.label, room), LEFT, top - 46);
  paper.space(64);
};

const half = (CONTENT_WIDTH - GUTTER) / 2;

type Entry = { readonly label: string; readonly lines: readonly Line[] };

/** An address has its parts set off by dashes; below one another they read like the label on a parcel. */
const party = (paper: PdfPage, label: string, who: Party): Entry => ({
  label,
  lines: [
    ...paper.fonts.wrap(who.name, STYLES.name, half),
    ...[...who.address.split(" — "), contact(who)].flatMap((text) =>
      paper.fonts.wrap(text, STYLES.body, half),
    ),
  ],
});

const fact = (paper: PdfPage, label: string, text: string): Entry => ({
  label,
  lines: paper.fonts.wrap(text, STYLES.strong, half),
});

const drawSides = (paper: PdfPage, left: Entry, right: Entry): void => {
  const middle = LEFT + half + GUTTER;
  const label = ({ label }: Entry): Line[] => [paper.fonts.fit(label, STYLES.label, half)];
  paper.drawRows(sideBySide([linesAt(LEFT, label(left)), linesAt(middle, label(right))]), 10);
  paper.space(3);
  paper.drawRows(sideBySide([linesAt(LEFT, left.lines), linesAt(middle, right.lines)]), 13);
};

export const drawHeader = (paper: PdfPage, slip: Slip): void => {
  banner(paper, slip);
  paper.rule(1, 0);
  paper.space(8);
  drawSides(
    paper,
    fact(paper, "PEDIDO", slip.orderId),
    fact(paper, "EMISSÃO", formatDay(slip.issuedAt, "pt-BR")),
  );
  paper.space(9);
  paper.rule(0.5, 0.75);
  paper.space(8);
  drawSides(paper, party(paper, "DESTINATÁRIO", slip.recipient), party(paper, "REMETENTE", slip.sender));
  paper.space(24);
};

/** One line, since a sheet that fell off the pile must still say where it belongs. */
export const drawRunningHeader = (paper: PdfPage, slip: Slip): void => {
  const { fonts } = paper;
  const left = fonts.fit(`Romaneio ${slip.number}`, STYLES.strong, half);
  const room = CONTENT_WIDTH - fonts.width(left) - GUTTER;
  const right = fonts.fit(`Pedido ${slip.orderId} · ${COPY_LABELS[slip.destination]}`, STYLES.detail, room);
  paper.drawRows(
    [
      [
        { x: LEFT, line: left },
        { x: RIGHT - fonts.width(right), line: right },
      ],
    ],
    13,
  );
  paper.space(4);
  paper.rule(1, 0);
  paper.space(14);
};
