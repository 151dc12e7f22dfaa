/** Dry runs: what would happen to an order, and why. */
import { httpFunction } from "../../lib/http/http-function.ts";
import { decideOrder } from "./decide-order.ts";

export const handler = httpFunction({ decideOrder });
