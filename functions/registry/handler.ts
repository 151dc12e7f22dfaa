/** The function behind /agents, /catalog and /connections. */
import { connectionOperations } from "../../lib/contract/operations/connections.ts";
import { registryOperations } from "../../lib/contract/operations/registry.ts";
import { httpFunction } from "../../lib/http/http-function.ts";
import { putAgent, readAgent } from "./agents.ts";
import { putCatalogueEntry, readCatalogueEntry } from "./catalogue.ts";
import {
  deleteConnection,
  putConnection,
  readConnection,
  rotateSecret,
  testConnection,
} from "./connections.ts";

export const handler = httpFunction(
  { ...registryOperations, ...connectionOperations },
  {
    putAgent,
    readAgent,
    putCatalogueEntry,
    readCatalogueEntry,
    putConnection,
    readConnection,
    deleteConnection,
    rotateSecret,
    testConnection,
  },
);
