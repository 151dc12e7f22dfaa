/** The function behind /agents, /catalog, /connections, /keys and /me. */
import { connectionOperations } from "../../lib/contract/operations/connections.ts";
import { keyOperations } from "../../lib/contract/operations/keys.ts";
import { registryOperations } from "../../lib/contract/operations/registry.ts";
import { httpFunction } from "../../lib/http/http-function.ts";
import { putAgent, readAgent } from "./agents.ts";
import { putCatalogueEntry, readCatalogueEntry } from "./catalogue.ts";
import * as connections from "./connections.ts";
import { listKeys, readCaller, revokeKey } from "./keys.ts";

export const handler = httpFunction(
  { ...registryOperations, ...connectionOperations, ...keyOperations },
  {
    putAgent,
    readAgent,
    putCatalogueEntry,
    readCatalogueEntry,
    ...connections,
    readCaller,
    listKeys,
    revokeKey,
  },
);
