/** The lines of a slip as a table that continues, below its headings, on as many pages as it takes. */
import type { Content, CustomTableLayout, Table, TableCell } from "pdfmake/interfaces.js";
import type { Slip, SlipLine } from "../../lib/domain/slip.ts";
import { CONTENT_WIDTH } from "./packing-slip-styles.ts";
import { count, hasRoyalties, money, priceNote, rate, typeName } from "./packing-slip-labels.ts";

type Column = {
  readonly label: string;
  /** Points; the description takes what the other columns leave. */
  readonly width: number | "rest";
  readonly align: "left" | "right";
  readonly cell: (line: SlipLine) => readonly Content[];
};

const detail = (text: string): Content => ({ text, style: "detail" });

const description = (line: SlipLine, slip: Slip): Content[] => [
  line.title,
  ...(line.isbn === undefined ? [] : [detail(`ISBN ${line.isbn}`)]),
  ...(line.authors === undefined ? [] : [detail(line.authors.join(", "))]),
  ...priceNote(line, slip).map(detail),
];

/** The widest digit, letter or sign of a sum of money at 9 points. */
const CHARACTER_WIDTH = 5.6;
const MIN_NUMBER_WIDTH = 34;

/** Numbers do not wrap, so their column is as wide as the longest. */
const widthOf = (numbers: readonly string[]): number =>
  Math.max(MIN_NUMBER_WIDTH, ...numbers.map(({ length }) => length * CHARACTER_WIDTH));

const moneyColumn = (
  label: string,
  slip: Slip,
  amount: (line: SlipLine) => number | undefined,
  more: (line: SlipLine) => readonly Content[] = () => [],
): Column => {
  const texts = slip.lines.flatMap((line) => amount(line) ?? []).map((value) => money(value, slip));
  const shown = (line: SlipLine) => {
    const value = amount(line);
    return value === undefined ? [] : [money(value, slip)];
  };
  return { label, width: widthOf(texts), align: "right", cell: (line) => [...shown(line), ...more(line)] };
};

const rateOf = ({ royaltyRateBps }: SlipLine): Content[] =>
  royaltyRateBps === undefined ? [] : [detail(`taxa ${rate(royaltyRateBps)}`)];

const columnsOf = (slip: Slip): Column[] => [
  { label: "CÓDIGO", width: 76, align: "left", cell: ({ sku }) => [sku] },
  { label: "DESCRIÇÃO", width: "rest", align: "left", cell: (line) => description(line, slip) },
  { label: "TIPO", width: 44, align: "left", cell: ({ type }) => [typeName(type)] },
  {
    label: "QTD.",
    width: widthOf(slip.lines.map(({ quantity }) => count(quantity))),
    align: "right",
    cell: ({ quantity }) => [count(quantity)],
  },
  ...(slip.total === undefined
    ? []
    : [
        moneyColumn("UNITÁRIO", slip, ({ unitPrice }) => unitPrice),
        moneyColumn("TOTAL", slip, ({ total }) => total),
      ]),
  ...(hasRoyalties(slip) ? [moneyColumn("ROYALTIES", slip, ({ royaltyDue }) => royaltyDue, rateOf)] : []),
];

const PADDING = 6;

const widthsOf = (columns: readonly Column[]): number[] => {
  const fixed = columns.reduce((sum, { width }) => sum + (width === "rest" ? 0 : width), 0);
  const rest = CONTENT_WIDTH - fixed - 2 * PADDING * (columns.length - 1);
  return columns.map(({ width }) => (width === "rest" ? rest : width));
};

const cellOf = (content: readonly Content[], { align }: Column): TableCell => ({
  stack: [...content],
  alignment: align,
  // A sum of money is never broken in two.
  noWrap: align === "right",
});

const HEADER_RULE = 0.75;
const ROW_RULE = 0.4;

const layout: CustomTableLayout = {
  hLineWidth: (line) => (line === 0 ? 0 : line === 1 ? HEADER_RULE : ROW_RULE),
  hLineColor: (line) => (line === 1 ? "black" : "#bfbfbf"),
  vLineWidth: () => 0,
  paddingLeft: (column) => (column === 0 ? 0 : PADDING),
  paddingRight: (column, { table }: { table: Table }) => (column === table.body[0]!.length - 1 ? 0 : PADDING),
  paddingTop: () => 4,
  paddingBottom: () => 4,
};

/** A row with more text than this may be higher than a page, and is then broken. */
const MAX_UNBROKEN_CHARACTERS = 700;

const isLong = ({ title, authors = [], reason = "" }: SlipLine): boolean =>
  title.length + authors.join(", ").length + reason.length > MAX_UNBROKEN_CHARACTERS;

export const linesTable = (slip: Slip): Content => {
  const columns = columnsOf(slip);
  const heading = columns.map(
    (column): TableCell => ({ text: column.label, style: "label", alignment: column.align, noWrap: true }),
  );
  const rows = slip.lines.map((line) => columns.map((column) => cellOf(column.cell(line), column)));
  const unbroken = !slip.lines.some(isLong);
  return {
    margin: [0, 20, 0, 0],
    layout,
    table: {
      headerRows: 1,
      // The library drops a row that must not be broken and is higher than a page.
      keepWithHeaderRows: unbroken ? 1 : 0,
      dontBreakRows: unbroken,
      widths: widthsOf(columns),
      body: [heading, ...rows],
    },
  };
};
