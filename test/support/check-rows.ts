/** Setup of the unit tests: the rows of every query are checked against the query's schema. */
import { enableRowChecks } from "../../lib/database/rows.ts";

enableRowChecks();
