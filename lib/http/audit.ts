/**
 * Records in the audit trail what people do by the API: every operation that changes something, but the orders that
 * platforms send; and who exports what is kept of a person. A new operation is recorded without further ado.
 */
import type { Operation } from "../contract/operations/operation.ts";
import { COMPANY_SUBJECTS, insertAuditEntry, insertAuditOutcome } from "../database/audit.ts";
import { errorLine } from "../domain/errors.ts";
import type { Principal } from "../domain/scope.ts";
import { now } from "../runtime/clock.ts";
import { database } from "../runtime/database-pool.ts";
import { logger } from "../runtime/logger.ts";
import type { HttpResponse } from "./response.ts";

/** They change nothing, or are the traffic of platforms. */
const NOT_AUDITED: ReadonlySet<string> = new Set([
  "receiveOrder",
  "decideOrder",
  "checkRulebook",
  "simulateText",
  "simulateRulebook",
]);

/** They change nothing, and people are to know of them all the same. */
const AUDITED_READS: ReadonlySet<string> = new Set(["exportCustomer"]);

const isAudited = (id: string, { method }: Operation): boolean =>
  method === "GET" ? AUDITED_READS.has(id) : !NOT_AUDITED.has(id);

/** Their subject is a person: an entry has it in its outcome, as long as something is kept of the person. */
const ABOUT_PEOPLE: ReadonlySet<string> = new Set(["exportCustomer", "eraseCustomer"]);

const OF_COMPANY: ReadonlySet<string> = new Set(COMPANY_SUBJECTS);

type Request = {
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly principal: Principal | undefined;
};

/** The path up to its last parameter: what is changed, without the verb at the end. */
const subjectOf = ({ path }: Operation, params: Request["params"]): string => {
  const segments = path.split("/").slice(1);
  const last = segments.findLastIndex((segment) => segment.startsWith("{"));
  const subject = last < 0 ? segments : segments.slice(0, last + 1);
  return subject.map((segment) => String(params[segment.slice(1, -1)] ?? segment)).join("/");
};

/** Fields of responses that name what was made, or what was exported. */
const MADE = ["version", "retryId", "pseudonym", "exported"] as const;

const outcomeOf = (response: HttpResponse, subject: string, isNamed: boolean) => {
  const location = response.headers?.Location;
  if (response.kind !== "json")
    return { status: response.status, ...(location === undefined ? {} : { subject: location.slice(1) }) };
  const json = response.json as Readonly<Record<string, unknown>>;
  const made = MADE.map((field) => json[field]).find((value) => value !== undefined);
  const { clientId } = json;
  return {
    status: response.status,
    ...(isNamed || made === undefined ? {} : { subject: `${subject}/${String(made)}` }),
    ...(typeof clientId === "string" ? { clientId } : {}),
  };
};

const ownerOf = (subject: string, { query, principal }: Request): string | undefined => {
  if (OF_COMPANY.has(subject.split("/")[0]!)) return undefined;
  const { client } = query;
  if (typeof client === "string") return client;
  // The response to a key that sees every client says whose it was.
  return principal?.scopes.includes("clients:all") ? undefined : principal?.clientId;
};

/**
 * Carries an operation out and records it. The entry is made first: when it cannot be made, nothing is changed.
 * @param id of the operation
 */
export const audited = async (
  id: string,
  operation: Operation,
  request: Request,
  carryOut: () => Promise<HttpResponse>,
): Promise<HttpResponse> => {
  const { principal } = request;
  if (principal === undefined || !isAudited(id, operation)) return carryOut();
  const isAboutPerson = ABOUT_PEOPLE.has(id);
  const subject = isAboutPerson ? "customers" : subjectOf(operation, request.params);
  const entryId = await insertAuditEntry(database(), {
    at: now(),
    actor: principal,
    action: id,
    subject,
    clientId: ownerOf(subject, request),
  });
  const response = await carryOut();
  const outcome = outcomeOf(response, subject, operation.path.includes("{") && !isAboutPerson);
  await insertAuditOutcome(database(), entryId, outcome).catch((error: unknown) =>
    logger.warn("the outcome of a change was not recorded", { entryId, action: id, error: errorLine(error) }),
  );
  return response;
};
