/** The content of a slip, from top to bottom. */
import type { Column, Content } from "pdfmake/interfaces.js";
import { formatDay } from "../../lib/domain/format.ts";
import type { IssuedSlip, Party, Slip } from "../../lib/domain/slip.ts";
import { barcode, labelled, rule } from "./packing-slip-elements.ts";
import {
  contact,
  copyLabel,
  hasRoyalties,
  heading,
  money,
  NOT_FISCAL_LABEL,
  originLabel,
  pluralize,
  VOID_LABEL,
  voidDetails,
  weight,
} from "./packing-slip-labels.ts";
import { CONTENT_WIDTH, GUTTER } from "./packing-slip-styles.ts";
import { linesTable } from "./packing-slip-table.ts";

const LIGHT = "#bfbfbf";

/** The first page needs no running header, so its title begins in the room of one. */
const TITLE_OFFSET = -26;

const linesOf = (text: string | undefined, style: string): Content[] =>
  text === undefined ? [] : [{ text, style }];

const title = (slip: Slip): Content => ({
  margin: [0, TITLE_OFFSET, 0, 8],
  columnGap: GUTTER,
  columns: [
    {
      width: "*",
      stack: [
        { text: heading(slip), style: "title" },
        { text: copyLabel(slip), style: "copy" },
        ...linesOf(originLabel(slip), "copy"),
        { text: NOT_FISCAL_LABEL.toUpperCase(), style: "label", margin: [0, 3, 0, 0] },
      ],
    },
    barcode(slip.number).content,
  ],
});

/** White on black, so that it is seen on a bad copy, too. */
const voidMark = (slip: IssuedSlip): Content[] => {
  const details = voidDetails(slip);
  if (details === undefined) return [];
  return [
    {
      margin: [0, 0, 0, 10],
      layout: "noBorders",
      table: {
        widths: ["*"],
        body: [
          [
            {
              fillColor: "black",
              margin: [8, 6, 8, 6],
              stack: [
                { text: VOID_LABEL, style: "void" },
                { text: details, color: "white" },
              ],
            },
          ],
        ],
      },
    },
  ];
};

const HALF = (CONTENT_WIDTH - GUTTER) / 2;
const QUARTER = (HALF - GUTTER) / 2;

const halves = (left: Content, right: Content): Content => ({
  columnGap: GUTTER,
  columns: [
    { width: HALF, stack: [left] },
    { width: HALF, stack: [right] },
  ],
});

/** The parts of an address below one another, as on a parcel's label. */
const party = (label: string, who: Party): Content =>
  labelled(label, [{ text: who.name, style: "name" }, ...who.address.split(" — "), contact(who)]);

/** Whether customers send lines back; the slip of a department has the company's address twice. */
const comesBack = ({ kind, recipient, sender }: Slip): boolean =>
  kind === "return" && recipient.address !== sender.address;

const recipientLabel = (slip: Slip) =>
  [comesBack(slip) ? "DEVOLUÇÃO DE" : "DESTINATÁRIO", slip.recipient] as const;
const senderLabel = (slip: Slip) => [comesBack(slip) ? "DEVOLVER A" : "REMETENTE", slip.sender] as const;

const parties = (slip: Slip): Content[] => [
  rule(1, "black", [0, 0, 0, 8]),
  halves(
    labelled("PEDIDO", [{ text: slip.orderId, style: "strong" }]),
    labelled("EMISSÃO", [{ text: formatDay(slip.issuedAt, "pt-BR"), style: "strong" }]),
  ),
  rule(0.5, LIGHT, [0, 9, 0, 8]),
  halves(party(...recipientLabel(slip)), party(...senderLabel(slip))),
];

const ROYALTIES = "Royalties devidos";
const REVERSED_ROYALTIES = "Royalties estornados";

const royaltiesDue = (slip: Slip): string =>
  money(
    slip.lines.reduce((total, { royaltyDue }) => total + (royaltyDue ?? 0), 0),
    slip,
  );

const sumsTable = (sums: readonly (readonly [string, string])[]): Column => ({
  width: "auto",
  layout: "noBorders",
  table: {
    body: sums.map(([label, amount]) => [
      { text: label, style: "name", alignment: "right" },
      { text: amount, style: "name", alignment: "right", noWrap: true, margin: [8, 0, 0, 0] },
    ]),
  },
});

const totals = (slip: Slip): Content => {
  const units = slip.lines.reduce((total, { quantity }) => total + quantity, 0);
  const items = `${pluralize(slip.lines.length, "item", "itens")} · ${pluralize(units, "unidade", "unidades")}`;
  const sums = [
    ...(slip.total === undefined ? [] : [["Total", money(slip.total, slip)] as const]),
    ...(hasRoyalties(slip)
      ? [[slip.kind === "reversal" ? REVERSED_ROYALTIES : ROYALTIES, royaltiesDue(slip)] as const]
      : []),
  ];
  return {
    margin: [0, 8, 0, 18],
    columns: [
      { text: items, style: "detail", width: "*", margin: [0, 2, 0, 0] },
      // The library refuses a table without rows.
      ...(sums.length === 0 ? [] : [sumsTable(sums)]),
    ],
  };
};

/** Where a slip's notes say how the order was paid. */
const PAYMENT = "Pagamento: ";

const paymentOf = (slip: Slip): string | undefined =>
  slip.notes.find((note) => note.startsWith(PAYMENT))?.slice(PAYMENT.length);

/** A field of the dispatch block; without a value it is a line to write on. */
const field = (label: string, width: number, value: string | undefined): Column => ({
  width,
  stack: [
    { text: label, style: "label" },
    { text: value ?? " ", margin: [0, 5, 0, 2] },
    rule(0.5, value === undefined ? "#4d4d4d" : LIGHT, [0, 0, 0, 0], width),
  ],
});

const dispatch = (slip: Slip): Content => ({
  unbreakable: true,
  stack: [
    {
      columnGap: GUTTER,
      columns: [
        field("PESO", QUARTER, slip.weightGrams === null ? undefined : weight(slip.weightGrams)),
        field("VOLUMES", QUARTER, undefined),
        field("TRANSPORTADORA", HALF, undefined),
      ],
    },
    {
      margin: [0, 14, 0, 18],
      columnGap: GUTTER,
      columns: [
        slip.kind === "return"
          ? field("ESTADO DOS ITENS", HALF, undefined)
          : field("CONDIÇÕES DE PAGAMENTO", HALF, paymentOf(slip)),
        field("CONFERIDO POR / DATA", HALF, undefined),
      ],
    },
  ],
});

/** How notes begin that the title shows. */
const ORIGIN = /^(Substitui o|Devolução do|Estorno do) romaneio /;

/** The notes that the slip does not show elsewhere. */
const notes = (slip: Slip): Content[] => {
  const shown = new Set([NOT_FISCAL_LABEL, `${ROYALTIES}: ${royaltiesDue(slip)}`]);
  const rest = slip.notes.filter(
    (note) => !shown.has(note) && !note.startsWith(PAYMENT) && !ORIGIN.test(note),
  );
  return rest.length === 0 ? [] : [labelled("OBSERVAÇÕES", rest)];
};

export const packingSlipContent = (slip: IssuedSlip): Content[] => [
  title(slip),
  ...voidMark(slip),
  ...parties(slip),
  linesTable(slip),
  totals(slip),
  dispatch(slip),
  ...notes(slip),
];
