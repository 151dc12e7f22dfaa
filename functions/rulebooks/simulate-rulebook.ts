/** POST /rulebooks/{version}/simulation and POST /rulebooks/simulation: tries a rulebook on recorded orders. */
import type { rulebookOperations } from "../../lib/contract/operations/rulebooks.ts";
import type { Handler, ResourceHandler } from "../../lib/http/handler.ts";
import { jsonResponse, parameterProblem, problem, validationProblem } from "../../lib/http/response.ts";
import { narrowToClient } from "../../lib/http/visible-client.ts";
import { preferredMediaType } from "../../lib/http/content-negotiation.ts";
import { compile } from "../../lib/rulebook/compile.ts";
import { loadRulebook } from "../../lib/runtime/rulebook-cache.ts";
import { checkText, rulebookProblem } from "./check-text.ts";
import { unknownListVersions } from "./recorded-inputs.ts";
import { type Draft, type OrderSelection, simulate } from "./replay-orders.ts";
import { simulateAsCsv } from "./simulation-csv.ts";

const MEDIA_TYPES = ["application/json", "text/csv"] as const;
type MediaType = (typeof MEDIA_TYPES)[number];

const mediaTypeOf = (
  format: "json" | "csv" | undefined,
  accept: string | undefined,
): MediaType | undefined =>
  format === undefined ? preferredMediaType(accept, MEDIA_TYPES) : MEDIA_TYPES[format === "csv" ? 1 : 0];

const NOT_ACCEPTABLE = problem(406, `A simulation comes as ${MEDIA_TYPES.join(" or ")}.`);

const respond = async (
  mediaType: MediaType,
  clientId: string,
  draft: Draft,
  selection: OrderSelection,
  query: Readonly<Record<string, string | undefined>>,
) =>
  mediaType === "text/csv"
    ? simulateAsCsv(clientId, draft, selection, query)
    : jsonResponse(200, await simulate(clientId, draft, selection), { Vary: "Accept" });

export const simulateRulebook: ResourceHandler<typeof rulebookOperations.simulateRulebook> = async ({
  params,
  query: { client: wanted, format, cursor },
  principal,
  header,
}) => {
  const draft = await loadRulebook(params.version);
  if (draft === undefined) return undefined;
  return async (body) => {
    const mediaType = mediaTypeOf(format, header("accept"));
    if (mediaType === undefined) return NOT_ACCEPTABLE;
    const client = narrowToClient(principal, wanted);
    if (!client.ok) return client.error;
    const unknownLists = await unknownListVersions(body.lists ?? {});
    if (unknownLists.length > 0) return validationProblem(unknownLists);
    const selection = { ...body, cursor: cursor ?? body.cursor, clientId: client.value };
    return respond(mediaType, principal.clientId, draft, selection, { client: wanted });
  };
};

export const simulateText: Handler<typeof rulebookOperations.simulateText> = async ({
  query: { client: wanted, format, ...selection },
  body,
  principal,
  header,
}) => {
  const mediaType = mediaTypeOf(format, header("accept"));
  if (mediaType === undefined) return NOT_ACCEPTABLE;
  const client = narrowToClient(principal, wanted);
  if (!client.ok) return client.error;
  const [unknownList] = await unknownListVersions(selection.lists ?? {});
  if (unknownList !== undefined) return parameterProblem("lists", `is unknown: ${unknownList.detail}`);
  const checked = await checkText(principal.clientId, body);
  if (!checked.ok) return rulebookProblem(checked.error);
  const draft = { version: null, compiled: compile(checked.value.rulebook) };
  const { since, until, by, limit, lists } = selection;
  const parameters = {
    since,
    until,
    by,
    limit: limit === undefined ? undefined : String(limit),
    lists:
      lists &&
      Object.entries(lists)
        .map((entry) => entry.join(":"))
        .join(),
    client: wanted,
  };
  return respond(mediaType, principal.clientId, draft, { ...selection, clientId: client.value }, parameters);
};
