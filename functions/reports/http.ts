/** Documents and reports: packing slips, memberships, agents' statements. */
import { httpFunction } from "../../lib/edge/http-function.ts";
import { readMembership } from "./membership.ts";
import { readPackingSlip } from "./packing-slip.ts";
import { readStatement } from "./statement.ts";

export const handler = httpFunction({ readPackingSlip, readMembership, readStatement });
