/** Documents and reports: packing slips, memberships, agents' statements. */
import { mailOperations } from "../../lib/contract/operations/mails.ts";
import { monthEndOperations } from "../../lib/contract/operations/month-end.ts";
import { monthlyReportOperations } from "../../lib/contract/operations/monthly-reports.ts";
import { reportOperations } from "../../lib/contract/operations/reports.ts";
import { slipPrintOperations } from "../../lib/contract/operations/slip-prints.ts";
import { statisticsOperations } from "../../lib/contract/operations/statistics.ts";
import { httpFunction } from "../../lib/http/http-function.ts";
import * as mails from "./mails.ts";
import { adjustAgent, payAgent } from "./agent-bookings.ts";
import { closeMonth } from "./close-month.ts";
import { listMemberships } from "./list-memberships.ts";
import * as monthlyReports from "./monthly-reports.ts";
import { readMembership } from "./read-membership.ts";
import { readPackingSlip } from "./read-packing-slip.ts";
import { readStatistics } from "./statistics.ts";
import { readStatement } from "./read-statement.ts";
import * as slipPrints from "./slip-prints.ts";

export const handler = httpFunction(
  {
    ...reportOperations,
    ...slipPrintOperations,
    ...mailOperations,
    ...monthlyReportOperations,
    ...monthEndOperations,
    ...statisticsOperations,
  },
  {
    readPackingSlip,
    readMembership,
    readStatement,
    ...slipPrints,
    ...mails,
    ...monthlyReports,
    listMemberships,
    closeMonth,
    adjustAgent,
    payAgent,
    readStatistics,
  },
);
