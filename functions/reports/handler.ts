/** Documents and reports: packing slips, memberships, agents' statements. */
import { httpFunction } from "../../lib/http/http-function.ts";
import { readMembership } from "./read-membership.ts";
import { readPackingSlip } from "./read-packing-slip.ts";
import { readStatement } from "./read-statement.ts";

export const handler = httpFunction({ readPackingSlip, readMembership, readStatement });
