/** Structured logs. Ids only: never a name, an address, a CPF or an e-mail. */
import { Logger } from "@aws-lambda-powertools/logger";

export const logger = new Logger({ serviceName: "despacho" });
