/** The function behind /console/, which serves the built files of the web console, and behind `/`. It needs no key. */
import { plainFunction } from "../../lib/http/plain-function.ts";
import { respond } from "./respond.ts";

export const handler = plainFunction(respond);
