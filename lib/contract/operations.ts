/**
 * Every operation of the API. Each function binds handlers to its own group; OpenAPI is made from all of them, and a test
 * compares their paths with serverless.yml.
 */
import { auditOperations } from "./operations/audit.ts";
import { catalogueListOperations } from "./operations/catalogue-list.ts";
import { connectionOperations } from "./operations/connections.ts";
import { decisionOperations } from "./operations/decisions.ts";
import { listOperations } from "./operations/lists.ts";
import { keyOperations } from "./operations/keys.ts";
import { orderOperations } from "./operations/orders.ts";
import { mailOperations } from "./operations/mails.ts";
import { monthEndOperations } from "./operations/month-end.ts";
import { monthlyReportOperations } from "./operations/monthly-reports.ts";
import { overviewOperations } from "./operations/overview.ts";
import { privacyOperations } from "./operations/privacy.ts";
import { registryOperations } from "./operations/registry.ts";
import { reportOperations } from "./operations/reports.ts";
import { slipPrintOperations } from "./operations/slip-prints.ts";
import { rulebookOperations } from "./operations/rulebooks.ts";
import { statisticsOperations } from "./operations/statistics.ts";
import { systemOperations } from "./operations/system.ts";
import { taskOperations } from "./operations/tasks.ts";

export const operations = {
  ...orderOperations,
  ...taskOperations,
  ...decisionOperations,
  ...reportOperations,
  ...slipPrintOperations,
  ...mailOperations,
  ...monthlyReportOperations,
  ...monthEndOperations,
  ...statisticsOperations,
  ...privacyOperations,
  ...catalogueListOperations,
  ...registryOperations,
  ...listOperations,
  ...connectionOperations,
  ...keyOperations,
  ...auditOperations,
  ...rulebookOperations,
  ...systemOperations,
  ...overviewOperations,
};

export type OperationId = keyof typeof operations;
