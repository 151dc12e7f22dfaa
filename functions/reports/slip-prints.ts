/** GET /packing-slips, and the prints of slips: many in one PDF, marked as printed when somebody confirms it. */
import { encodeSlipCursor, slipPrintOperations } from "../../lib/contract/operations/slip-prints.ts";
import {
  confirmPrint as confirm,
  findPrint,
  findSlips,
  insertPrint,
  listSlips,
  type StoredSlip,
} from "../../lib/database/slip-prints.ts";
import { authorOf } from "../../lib/domain/scope.ts";
import { shownClient } from "../../lib/http/client-access.ts";
import { preferredMediaType } from "../../lib/http/content-negotiation.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { type DocumentResponse, jsonResponse, problem, validationProblem } from "../../lib/http/response.ts";
import { narrowToClient, visibleClient } from "../../lib/http/visible-client.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database, readerDatabase } from "../../lib/runtime/database-pool.ts";
import { newId } from "../../lib/runtime/ids.ts";
import { renderPackingSlips } from "./packing-slips-pdf.ts";

const PDF = "application/pdf";

export const listPackingSlips: Handler<typeof slipPrintOperations.listPackingSlips> = async ({
  principal,
  query,
}) => {
  const { client, q, cursor, limit, ...filter } = query;
  const clients = narrowToClient(principal, client);
  if (!clients.ok) return clients.error;
  const wanted = { ...filter, clientId: clients.value, search: q, after: cursor, limit: limit + 1 };
  const found = await listSlips(readerDatabase(), wanted);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const more = last !== undefined && found.length > limit;
  return jsonResponse(200, {
    packingSlips: page.map(({ clientId, ...slip }) => ({ ...shownClient(principal, clientId), ...slip })),
    nextCursor: more ? encodeSlipCursor(last.issuedAt, last.number) : null,
  });
};

const pdfOf = async (
  slips: readonly StoredSlip[],
  numbers: readonly string[],
  printId: string,
  at: string,
) => {
  const byNumber = new Map(slips.map(({ number, document }) => [number, document]));
  return renderPackingSlips(
    numbers.map((number) => byNumber.get(number)!),
    { title: `Romaneios ${printId}`, at },
  );
};

const pdfResponse = <Status extends number>(
  status: Status,
  body: Uint8Array,
  printId: string,
): DocumentResponse<Status> => ({
  kind: "document",
  status,
  contentType: PDF,
  body,
  headers: { "Content-Disposition": `inline; filename="${printId}.pdf"`, "Print-Id": printId },
});

/** Their client, when they have the same. */
const ownerOf = (slips: readonly StoredSlip[]): string | undefined => {
  const [owner, ...others] = new Set(slips.map(({ clientId }) => clientId));
  return others.length === 0 ? owner : undefined;
};

/** Issues about slips that a cancellation has voided. */
const voidedAmong = (slips: readonly StoredSlip[], numbers: readonly string[]) => {
  const documents = new Map(slips.map(({ number, document }) => [number, document]));
  return numbers.flatMap((number, index) => {
    const { voidedAt, replacedBy } = documents.get(number) ?? {};
    if (voidedAt === undefined) return [];
    const next = replacedBy === undefined ? "" : `; ${replacedBy} replaces it`;
    return [{ pointer: `/numbers/${index}`, detail: `was voided by a cancellation${next}` }];
  });
};

export const printPackingSlips: Handler<typeof slipPrintOperations.printPackingSlips> = async ({
  principal,
  body: { numbers },
}) => {
  const slips = await findSlips(database(), visibleClient(principal), numbers);
  const found = new Set(slips.map(({ number }) => number));
  const missing = numbers.flatMap((number, index) =>
    found.has(number) ? [] : [{ pointer: `/numbers/${index}`, detail: "there is no such packing slip" }],
  );
  if (missing.length > 0) return validationProblem(missing);
  const voided = voidedAmong(slips, numbers);
  if (voided.length > 0) return validationProblem(voided);
  const printId = newId();
  const at = now();
  const pdf = await pdfOf(slips, numbers, printId, at);
  // Recorded last: a print that could not be rendered was never made.
  await insertPrint(database(), { printId, clientId: ownerOf(slips), at, by: authorOf(principal), numbers });
  const response = pdfResponse(201, pdf, printId);
  return { ...response, headers: { ...response.headers, Location: `/packing-slips/prints/${printId}` } };
};

export const readPrint: Handler<typeof slipPrintOperations.readPrint> = async ({
  principal,
  params,
  header,
}) => {
  const mediaType = preferredMediaType(header("accept"), ["application/json", PDF] as const);
  if (mediaType === undefined) return problem(406, `A print comes as application/json or ${PDF}.`);
  const clientId = visibleClient(principal);
  const print = await findPrint(database(), clientId, params.printId);
  if (print === undefined) return problem(404, slipPrintOperations.readPrint.notFound);
  if (mediaType !== PDF) return jsonResponse(200, print, { Vary: "Accept" });
  const { printId, numbers, createdAt } = print;
  const slips = await findSlips(database(), clientId, numbers);
  return pdfResponse(200, await pdfOf(slips, numbers, printId, createdAt), printId);
};

export const confirmPrint: Handler<typeof slipPrintOperations.confirmPrint> = async ({
  principal,
  params,
}) => {
  const clientId = visibleClient(principal);
  const { printId } = params;
  const print = await database().transaction(async (tx) => {
    if ((await findPrint(tx, clientId, printId)) === undefined) return undefined;
    await confirm(tx, printId, { at: now(), by: authorOf(principal) });
    return findPrint(tx, clientId, printId);
  });
  return print === undefined
    ? problem(404, slipPrintOperations.confirmPrint.notFound)
    : jsonResponse(200, print);
};
