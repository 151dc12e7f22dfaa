/** The function behind /agents, /audit, /catalog, /connections, /keys, /lists and /me, and what is kept of a person. */
import { auditOperations } from "../../lib/contract/operations/audit.ts";
import { catalogueListOperations } from "../../lib/contract/operations/catalogue-list.ts";
import { connectionOperations } from "../../lib/contract/operations/connections.ts";
import { keyOperations } from "../../lib/contract/operations/keys.ts";
import { listOperations } from "../../lib/contract/operations/lists.ts";
import { privacyOperations } from "../../lib/contract/operations/privacy.ts";
import { registryOperations } from "../../lib/contract/operations/registry.ts";
import { httpFunction } from "../../lib/http/http-function.ts";
import { listAudit } from "./audit.ts";
import { listAgents, putAgent, readAgent } from "./agents.ts";
import { listCatalogue, putCatalogueEntry, readCatalogueEntry } from "./catalogue.ts";
import { deleteList, putList } from "./change-lists.ts";
import * as connections from "./connections.ts";
import { eraseCustomer } from "./customer-erasure.ts";
import { exportCustomer } from "./customer-export.ts";
import { listKeys, readCaller, revokeKey } from "./keys.ts";
import { listLists, readList, readListVersions } from "./lists.ts";

export const handler = httpFunction(
  {
    ...registryOperations,
    ...connectionOperations,
    ...keyOperations,
    ...auditOperations,
    ...catalogueListOperations,
    ...listOperations,
    ...privacyOperations,
  },
  {
    putAgent,
    listAgents,
    readAgent,
    putCatalogueEntry,
    readCatalogueEntry,
    ...connections,
    listAudit,
    listCatalogue,
    readCaller,
    listKeys,
    revokeKey,
    listLists,
    readList,
    putList,
    deleteList,
    readListVersions,
    exportCustomer,
    eraseCustomer,
  },
);
