/** PUT and GET /catalog/{sku}. */
import { isSku } from "../../lib/contract/path-ids.ts";
import { parseEntry } from "../../lib/contract/registry-bodies.ts";
import { invalid, json, refuse } from "../../lib/edge/answer.ts";
import { now } from "../../lib/edge/clock.ts";
import { database } from "../../lib/edge/database.ts";
import type { Handler } from "../../lib/edge/http-function.ts";
import { forgetRules, rulesNow } from "../../lib/edge/rulebook-cache.ts";
import { findEntry, putEntry, type StoredEntry } from "../../lib/store/catalogue.ts";

const entryAnswer = ({ fields, ...entry }: StoredEntry) => ({ ...fields, ...entry });

export const putCatalogueEntry: Handler = async ({ params, body }) => {
  const { sku = "" } = params;
  if (!isSku(sku)) return refuse(422, "A SKU must be 1 to 64 characters long.");
  const { active } = await rulesNow();
  const parsed = parseEntry(sku, body.json, active.compiled.rulebook.productTypes, body.hidden);
  if (!parsed.ok) return invalid(parsed.faults);
  const stored = await putEntry(database(), parsed.value, now());
  forgetRules();
  return json(200, entryAnswer(stored));
};

export const readCatalogueEntry: Handler = async ({ params }) => {
  const { sku = "" } = params;
  const entry = isSku(sku) ? await findEntry(database(), sku) : undefined;
  return entry === undefined ? refuse(404, "The catalogue has no such SKU.") : json(200, entryAnswer(entry));
};
