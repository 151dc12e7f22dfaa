/** The function behind /agents and /catalog. */
import { registryOperations } from "../../lib/contract/operations/registry.ts";
import { httpFunction } from "../../lib/http/http-function.ts";
import { putAgent, readAgent } from "./agents.ts";
import { putCatalogueEntry, readCatalogueEntry } from "./catalogue.ts";

export const handler = httpFunction(registryOperations, {
  putAgent,
  readAgent,
  putCatalogueEntry,
  readCatalogueEntry,
});
