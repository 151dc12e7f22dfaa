/** The columns of a slip's table: what stands in them, and how the width of the sheet is shared out. */
import type { Slip, SlipLine } from "../../lib/domain/slip.ts";
import { type Fonts, type Line, STYLES } from "./packing-slip-fonts.ts";
import { CONTENT_WIDTH, LEFT } from "./pdf-page.ts";
import { count, money, priceNote, rate, typeName } from "./packing-slip-labels.ts";

type Plan = {
  readonly label: string;
  readonly align: "left" | "right";
  /** As wide as its content, up to so many points; the description takes what is left. */
  readonly width: number | "rest";
  readonly cell: (line: SlipLine) => readonly Line[];
};

/** A column in its place. */
export type Column = {
  readonly label: string;
  readonly align: "left" | "right";
  readonly x: number;
  readonly width: number;
  /** One for each line of the slip; not wrapped yet. */
  readonly cells: readonly (readonly Line[])[];
};

const GAP = 12;

const body = (text: string): Line => ({ text, style: STYLES.body });
const detail = (text: string): Line => ({ text, style: STYLES.detail });

const described = (line: SlipLine, slip: Slip): Line[] => [
  body(line.title),
  ...(line.isbn === undefined ? [] : [detail(`ISBN ${line.isbn}`)]),
  ...(line.authors === undefined ? [] : [detail(line.authors.join(", "))]),
  ...priceNote(line, slip).map(detail),
];

const royalties = ({ royaltyRateBps, royaltyDue }: SlipLine, slip: Slip): Line[] => [
  ...(royaltyDue === undefined ? [] : [body(money(royaltyDue, slip))]),
  ...(royaltyRateBps === undefined ? [] : [detail(`taxa ${rate(royaltyRateBps)}`)]),
];

const plansOf = (slip: Slip): Plan[] => [
  { label: "CÓDIGO", align: "left", width: 76, cell: ({ sku }) => [body(sku)] },
  { label: "DESCRIÇÃO", align: "left", width: "rest", cell: (line) => described(line, slip) },
  { label: "TIPO", align: "left", width: 50, cell: ({ type }) => [body(typeName(type))] },
  { label: "QTD.", align: "right", width: 34, cell: ({ quantity }) => [body(count(quantity))] },
  { label: "UNITÁRIO", align: "right", width: 72, cell: ({ unitPrice }) => [body(money(unitPrice, slip))] },
  { label: "TOTAL", align: "right", width: 72, cell: ({ total }) => [body(money(total, slip))] },
  ...(slip.destination === "royalties"
    ? [
        {
          label: "ROYALTIES",
          align: "right",
          width: 72,
          cell: (line) => royalties(line, slip),
        } satisfies Plan,
      ]
    : []),
];

const widest = (lines: readonly Line[], fonts: Fonts): number =>
  Math.max(...lines.map(({ text, style }) => fonts.width(fonts.fit(text, style, Number.POSITIVE_INFINITY))));

export const columnsOf = (slip: Slip, fonts: Fonts): Column[] => {
  const columns = plansOf(slip).map((plan) => {
    const cells = slip.lines.map(plan.cell);
    const content = [{ text: plan.label, style: STYLES.label }, ...cells.flat()];
    const width = plan.width === "rest" ? undefined : Math.min(plan.width, widest(content, fonts));
    return { ...plan, cells, width };
  });
  const taken = columns.reduce((sum, { width }) => sum + (width ?? 0) + GAP, -GAP);
  let next = LEFT;
  return columns.map(({ label, align, cells, width = CONTENT_WIDTH - taken }) => {
    const x = next;
    next += width + GAP;
    return { label, align, x, width, cells };
  });
};
