/** The registry: agents with their dated rates, and the catalogue. */
import { httpFunction } from "../../lib/http/http-function.ts";
import { putAgent, readAgent } from "./agents.ts";
import { putCatalogueEntry, readCatalogueEntry } from "./catalogue.ts";

export const handler = httpFunction({ putAgent, readAgent, putCatalogueEntry, readCatalogueEntry });
