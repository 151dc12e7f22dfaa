/** The lower part of a slip: sums, what is filled in by hand, notes, and the foot of every sheet. */
import type { Slip } from "../../lib/domain/slip.ts";
import { STYLES, type Style } from "./packing-slip-fonts.ts";
import { linesAt, type Row, sideBySide, CONTENT_WIDTH, LEFT, type PdfPage, RIGHT } from "./pdf-page.ts";
import { pluralize, money, NOT_FISCAL_LABEL, weight } from "./packing-slip-labels.ts";

const GUTTER = 24;

/** How the payment stands among a slip's notes, which is the only place where it does. */
const PAYMENT = "Pagamento: ";

const LABEL_WIDTH = 110;
const AMOUNT_WIDTH = 100;

const sum = (paper: PdfPage, label: string, amount: string, style: Style): Row => {
  const name = paper.fonts.fit(label, style, LABEL_WIDTH);
  const figure = paper.fonts.fit(amount, style, AMOUNT_WIDTH);
  return [
    { x: RIGHT - AMOUNT_WIDTH - 12 - paper.fonts.width(name), line: name },
    { x: RIGHT - paper.fonts.width(figure), line: figure },
  ];
};

const ROYALTIES = "Royalties devidos";

const royaltiesDue = (slip: Slip): string =>
  money(
    slip.lines.reduce((total, { royaltyDue }) => total + (royaltyDue ?? 0), 0),
    slip,
  );

export const drawTotals = (paper: PdfPage, slip: Slip): void => {
  const units = slip.lines.reduce((total, { quantity }) => total + quantity, 0);
  const items = `${pluralize(slip.lines.length, "item", "itens")} · ${pluralize(units, "unidade", "unidades")}`;
  const counts = { x: LEFT, line: paper.fonts.fit(items, STYLES.detail, CONTENT_WIDTH / 2) };
  const total = sum(paper, "Total", money(slip.total, slip), STYLES.name);
  paper.space(4);
  paper.drawRows(
    [
      [counts, ...total],
      ...(slip.destination === "royalties" ? [sum(paper, ROYALTIES, royaltiesDue(slip), STYLES.name)] : []),
    ],
    17,
  );
  paper.space(22);
};

/** @param value unknown is a line to write on */
const field = (paper: PdfPage, x: number, width: number, label: string, value: string | undefined): void => {
  const top = paper.y;
  paper.text(paper.fonts.fit(label, STYLES.label, width), x, top - 7);
  if (value !== undefined) paper.text(paper.fonts.fit(value, STYLES.body, width), x, top - 24);
  paper.box(x, top - 30, width, 0.5, value === undefined ? 0.3 : 0.75);
};

const paymentOf = (slip: Slip): string | undefined =>
  slip.notes.find((note) => note.startsWith(PAYMENT))?.slice(PAYMENT.length);

export const drawDispatch = (paper: PdfPage, slip: Slip): void => {
  const half = (CONTENT_WIDTH - GUTTER) / 2;
  const quarter = (half - GUTTER) / 2;
  const middle = LEFT + half + GUTTER;
  paper.ensureSpace(92);
  const grams = slip.weightGrams === null ? undefined : weight(slip.weightGrams);
  field(paper, LEFT, quarter, "PESO", grams);
  field(paper, LEFT + quarter + GUTTER, quarter, "VOLUMES", undefined);
  field(paper, middle, half, "TRANSPORTADORA", undefined);
  paper.space(44);
  field(paper, LEFT, half, "CONDIÇÕES DE PAGAMENTO", paymentOf(slip));
  field(paper, middle, half, "CONFERIDO POR / DATA", undefined);
  paper.space(48);
};

export const drawNotes = (paper: PdfPage, slip: Slip): void => {
  // Said elsewhere already: on every sheet, among the sums, in a field of its own.
  const said = new Set([NOT_FISCAL_LABEL, `${ROYALTIES}: ${royaltiesDue(slip)}`]);
  const notes = slip.notes.filter((note) => !said.has(note) && !note.startsWith(PAYMENT));
  if (notes.length === 0) return;
  const lines = [
    paper.fonts.fit("OBSERVAÇÕES", STYLES.label, CONTENT_WIDTH),
    ...notes.flatMap((note) => paper.fonts.wrap(note, STYLES.body, CONTENT_WIDTH)),
  ];
  paper.drawRows(sideBySide([linesAt(LEFT, lines)]), 13);
};

/** Comes last, when it is known how many sheets there are. */
export const drawPageFooters = (paper: PdfPage): void => {
  for (const [index, sheet] of paper.pages.entries()) {
    const left = paper.fonts.fit(NOT_FISCAL_LABEL, STYLES.detail, CONTENT_WIDTH - 90);
    const right = paper.fonts.fit(`Página ${index + 1} de ${paper.pages.length}`, STYLES.detail, 80);
    paper.box(LEFT, 50, CONTENT_WIDTH, 0.5, 0.75, sheet);
    paper.text(left, LEFT, 37, sheet);
    paper.text(right, RIGHT - paper.fonts.width(right), 37, sheet);
  }
};
