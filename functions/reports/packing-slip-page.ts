/** What every page of a slip repeats: a line that identifies it, and its page number. */
import type { Content } from "pdfmake/interfaces.js";
import type { IssuedSlip } from "../../lib/domain/slip.ts";
import { copyLabel, heading, NOT_FISCAL_LABEL, VOID_LABEL } from "./packing-slip-labels.ts";
import { rule } from "./packing-slip-elements.ts";
import { MARGINS } from "./packing-slip-styles.ts";

const [LEFT, , RIGHT] = MARGINS;

/** The header of the second and later pages: a page that is separated from the others still says where it belongs. */
export const pageHeader = (slip: IssuedSlip): Content => ({
  margin: [LEFT, 34, RIGHT, 0],
  stack: [
    {
      columns: [
        {
          text: `${heading(slip)}${slip.voidedAt === undefined ? "" : ` · ${VOID_LABEL}`}`,
          style: "strong",
          width: "auto",
        },
        {
          text: `Pedido ${slip.orderId} · ${copyLabel(slip)}`,
          style: "detail",
          alignment: "right",
          width: "*",
        },
      ],
    },
    rule(1, "black", [0, 4, 0, 0]),
  ],
});

export const pageFooter = (page: number, pages: number): Content => ({
  margin: [LEFT, 16, RIGHT, 0],
  stack: [
    rule(0.5, "#bfbfbf", [0, 0, 0, 5]),
    {
      columns: [
        { text: NOT_FISCAL_LABEL, style: "detail" },
        { text: `Página ${page} de ${pages}`, style: "detail", alignment: "right" },
      ],
    },
  ],
});
