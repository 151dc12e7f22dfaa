/** The function behind POST /decisions. */
import { decisionOperations } from "../../lib/contract/operations/decisions.ts";
import { httpFunction } from "../../lib/http/http-function.ts";
import { decideOrder } from "./decide-order.ts";

export const handler = httpFunction(decisionOperations, { decideOrder });
