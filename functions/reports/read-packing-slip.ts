/** GET /packing-slips/{number}: the document as it was issued, as JSON or as PDF. */
import { reportOperations } from "../../lib/contract/operations/reports.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { clientOfExisting, shownClient } from "../../lib/http/client-access.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { findSlip } from "../../lib/database/reports.ts";
import { preferredMediaType, splitExtension } from "../../lib/http/content-negotiation.ts";
import { renderPackingSlip } from "./packing-slip-pdf.ts";

const PDF = "application/pdf";
const MEDIA_TYPES = ["application/json", PDF] as const;

export const readPackingSlip: Handler<typeof reportOperations.readPackingSlip> = async ({
  principal,
  params,
  query,
  header,
}) => {
  const { name: number, has: asPdf } = splitExtension(params.number, ".pdf");
  const mediaType = asPdf ? PDF : preferredMediaType(header("accept"), MEDIA_TYPES);
  if (mediaType === undefined) return problem(406, `A packing slip comes as ${MEDIA_TYPES.join(" or ")}.`);
  if (!/^\d{4}-\d{6,12}$/.test(number)) return problem(404, reportOperations.readPackingSlip.notFound);
  const client = await clientOfExisting(principal, query.client, "slip", number);
  if (!client.ok) return client.error;
  const slip = await findSlip(database(), client.value, number);
  if (slip === undefined) return problem(404, reportOperations.readPackingSlip.notFound);
  if (mediaType !== PDF)
    return jsonResponse(
      200,
      { ...shownClient(principal, client.value), kind: "slip", ...slip },
      { Vary: "Accept" },
    );
  const headers = { "Content-Disposition": `inline; filename="${number}.pdf"`, Vary: "Accept" };
  return { kind: "document", status: 200, contentType: PDF, body: await renderPackingSlip(slip), headers };
};
