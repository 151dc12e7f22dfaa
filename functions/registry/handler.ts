/** The function behind /agents, /catalog, /connections, /keys, /lists and /me. */
import { connectionOperations } from "../../lib/contract/operations/connections.ts";
import { keyOperations } from "../../lib/contract/operations/keys.ts";
import { listOperations } from "../../lib/contract/operations/lists.ts";
import { registryOperations } from "../../lib/contract/operations/registry.ts";
import { httpFunction } from "../../lib/http/http-function.ts";
import { putAgent, readAgent } from "./agents.ts";
import { putCatalogueEntry, readCatalogueEntry } from "./catalogue.ts";
import { deleteList, putList } from "./change-lists.ts";
import * as connections from "./connections.ts";
import { listKeys, readCaller, revokeKey } from "./keys.ts";
import { listLists, readList, readListVersions } from "./lists.ts";

export const handler = httpFunction(
  { ...registryOperations, ...connectionOperations, ...keyOperations, ...listOperations },
  {
    putAgent,
    readAgent,
    putCatalogueEntry,
    readCatalogueEntry,
    ...connections,
    readCaller,
    listKeys,
    revokeKey,
    listLists,
    readList,
    putList,
    deleteList,
    readListVersions,
  },
);
