/** Dry runs: what would happen to an order, and why. */
import { httpFunction } from "../../lib/edge/http-function.ts";
import { decideOrder } from "./decide.ts";

export const handler = httpFunction({ decideOrder });
