/** GET /packing-slips/{number}: the document as it was issued, as JSON or as PDF. */
import { json, refuse } from "../../lib/edge/answer.ts";
import { database } from "../../lib/edge/database.ts";
import type { Handler } from "../../lib/edge/http-function.ts";
import { findSlip } from "../../lib/store/reports.ts";
import { preferred, splitEnding } from "./media.ts";
import { renderPackingSlip } from "./packing-slip-pdf.ts";

const PDF = "application/pdf";
const FORMS = ["application/json", PDF] as const;

export const readPackingSlip: Handler = async ({ principal, params, header }) => {
  const { name: number, has: asPdf } = splitEnding(params.number ?? "", ".pdf");
  const form = asPdf ? PDF : preferred(header("accept"), FORMS);
  if (form === undefined) return refuse(406, `A packing slip comes as ${FORMS.join(" or ")}.`);
  const slip = /^\d{4}-\d{6,12}$/.test(number)
    ? await findSlip(database(), principal.clientId, number)
    : undefined;
  if (slip === undefined) return refuse(404, "There is no such packing slip.");
  if (form !== PDF) return json(200, slip, { Vary: "Accept" });
  const headers = { "Content-Disposition": `inline; filename="${number}.pdf"`, Vary: "Accept" };
  return { status: 200, contentType: PDF, body: await renderPackingSlip(slip), headers };
};
