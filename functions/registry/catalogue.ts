/** PUT and GET /catalog/{sku}, and GET /catalog. */
import type { ResponseBody } from "../../lib/contract/operations/operation.ts";
import {
  type catalogueListOperations,
  encodeCatalogueCursor,
} from "../../lib/contract/operations/catalogue-list.ts";
import { registryOperations } from "../../lib/contract/operations/registry.ts";
import { parseEntry } from "../../lib/contract/registry-bodies.ts";
import type { catalogueEntrySchema } from "../../lib/contract/responses/reports.ts";
import { findEntry, listEntries, putEntry, type StoredEntry } from "../../lib/database/catalogue.ts";
import { clientOrOwn, shownClient } from "../../lib/http/client-access.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse, problem, validationProblem } from "../../lib/http/response.ts";
import { narrowToClient } from "../../lib/http/visible-client.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { clearRulesCache, currentRules } from "../../lib/runtime/rulebook-cache.ts";

const entryResponse = ({ fields, ...entry }: StoredEntry): ResponseBody<typeof catalogueEntrySchema> => ({
  ...fields,
  ...entry,
});

export const listCatalogue: Handler<typeof catalogueListOperations.listCatalogue> = async ({
  principal,
  query: { client, missing, cursor, limit },
}) => {
  const clients = narrowToClient(principal, client);
  if (!clients.ok) return clients.error;
  const wanted = {
    clientId: clients.value,
    withoutLink: missing === "link",
    after: cursor,
    limit: limit + 1,
  };
  const found = await listEntries(database(), wanted);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return jsonResponse(200, {
    entries: page.map(({ clientId, ...entry }) => ({
      ...shownClient(principal, clientId),
      ...entryResponse(entry),
    })),
    nextCursor:
      last !== undefined && found.length > limit ? encodeCatalogueCursor(last.clientId, last.sku) : null,
  });
};

export const putCatalogueEntry: Handler<typeof registryOperations.putCatalogueEntry> = async ({
  principal,
  params,
  query,
  body,
}) => {
  const client = await clientOrOwn(principal, query.client);
  if (!client.ok) return client.error;
  const { value: clientId } = client;
  const { active } = await currentRules(clientId);
  const parsed = parseEntry(params.sku, body.json, active.compiled.rulebook, body.protoKeys);
  if (!parsed.ok) return validationProblem(parsed.error);
  const stored = await putEntry(database(), clientId, parsed.value, now());
  clearRulesCache();
  return jsonResponse(200, { ...shownClient(principal, clientId), ...entryResponse(stored) });
};

export const readCatalogueEntry: Handler<typeof registryOperations.readCatalogueEntry> = async ({
  principal,
  params,
  query,
}) => {
  const client = await clientOrOwn(principal, query.client);
  if (!client.ok) return client.error;
  const { value: clientId } = client;
  const entry = await findEntry(database(), clientId, params.sku);
  return entry === undefined
    ? problem(404, registryOperations.readCatalogueEntry.notFound)
    : jsonResponse(200, { ...shownClient(principal, clientId), ...entryResponse(entry) });
};
