/** PUT and GET /catalog/{sku}. */
import { isSku } from "../../lib/contract/path-parameters.ts";
import { parseEntry } from "../../lib/contract/registry-bodies.ts";
import { validationProblem, jsonResponse, problem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import type { Handler } from "../../lib/http/http-function.ts";
import { clearRulesCache, currentRules } from "../../lib/runtime/rulebook-cache.ts";
import { findEntry, putEntry, type StoredEntry } from "../../lib/database/catalogue.ts";

const entryAnswer = ({ fields, ...entry }: StoredEntry) => ({ ...fields, ...entry });

export const putCatalogueEntry: Handler = async ({ params, body }) => {
  const { sku = "" } = params;
  if (!isSku(sku)) return problem(422, "A SKU must be 1 to 64 characters long.");
  const { active } = await currentRules();
  const parsed = parseEntry(sku, body.json, active.compiled.rulebook.productTypes, body.protoKeys);
  if (!parsed.ok) return validationProblem(parsed.error);
  const stored = await putEntry(database(), parsed.value, now());
  clearRulesCache();
  return jsonResponse(200, entryAnswer(stored));
};

export const readCatalogueEntry: Handler = async ({ params }) => {
  const { sku = "" } = params;
  const entry = isSku(sku) ? await findEntry(database(), sku) : undefined;
  return entry === undefined
    ? problem(404, "The catalogue has no such SKU.")
    : jsonResponse(200, entryAnswer(entry));
};
