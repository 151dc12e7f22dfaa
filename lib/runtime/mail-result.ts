/** Classifies the result of an SES call by what is known about the mail. */
import { kindOfCode } from "./mail-error-codes.ts";

export type MailResult =
  /** SES accepted the mail. */
  | { readonly kind: "accepted"; readonly messageId: string }
  /** Not sent, and no retry can succeed: SES refused this message or this address. */
  | { readonly kind: "refused"; readonly error: string }
  /** Not sent: SES takes no more mails in this second. */
  | { readonly kind: "throttled"; readonly error: string }
  /** Not sent: SES takes no more mails today. */
  | { readonly kind: "quotaUsedUp"; readonly error: string }
  /** Not sent, for a reason outside the mail: the account, the credentials, the network, or SES itself. */
  | { readonly kind: "unavailable"; readonly error: string }
  /** Not sent, for a reason that is not known to be outside the mail. Retried for a limited number of days. */
  | { readonly kind: "unexplained"; readonly error: string }
  /** Outcome unknown: a retry may send a duplicate. */
  | { readonly kind: "unknown"; readonly error: string };

type FailedMail = Exclude<MailResult, { kind: "accepted" }>;

/** What an SES call threw. */
type SesError = {
  /** The code in SES's own error document; present only when SES itself responded. */
  readonly sesCode: string | undefined;
  readonly status: number | undefined;
  readonly socketCode: string | undefined;
  readonly name: string;
  readonly message: string;
};

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
const asText = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

const parseSesError = (error: unknown): SesError => {
  const status = field(field(error, "$metadata"), "httpStatusCode");
  return {
    sesCode: asText(field(field(error, "Error"), "Code")),
    status: typeof status === "number" ? status : undefined,
    socketCode: asText(field(error, "code")),
    name: asText(field(error, "name")) ?? "Error",
    message: asText(field(error, "message")) ?? "no message",
  };
};

// A connection that was never established carried no request.
const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  "EADDRNOTAVAIL",
  "EMFILE",
  "EPROTO",
]);
const TLS_FAILED = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;
const NEVER_CONNECTED = /did not establish a connection|before secure TLS connection was established/;

const neverConnected = ({ socketCode, message }: SesError): boolean =>
  UNREACHABLE.has(socketCode ?? "") || TLS_FAILED.test(socketCode ?? "") || NEVER_CONNECTED.test(message);

const kindWithoutDocument = (error: SesError): FailedMail["kind"] => {
  const { status } = error;
  if (status === undefined) return neverConnected(error) ? "unavailable" : "unknown";
  if (status === 429) return "throttled";
  // 503 comes from a server that did not handle the request. Any other 5xx of a gateway may mean that only the response of
  // SES was lost.
  if (status === 503) return "unavailable";
  return status >= 300 && status < 500 ? "unexplained" : "unknown";
};

const kindOf = (error: SesError, call: MailCall): FailedMail["kind"] => {
  const code = error.sesCode ?? error.name;
  const known = kindOfCode(code, error.message, call.sender);
  if (known !== undefined) return known;
  if (!call.wasWritten) return "unavailable";
  if (error.sesCode === undefined) return kindWithoutDocument(error);
  // A 5xx with SES's error document comes from SES.
  return (error.status ?? 0) >= 500 ? "unavailable" : "unexplained";
};

// SES repeats the refused address in its message. Errors are stored and logged; addresses must not be.
const withoutAddresses = (text: string): string => text.replace(/[^\s<>"]+@[^\s<>"]+/g, "[address]");

const describe = (error: SesError): string => {
  const code =
    error.sesCode ?? error.socketCode ?? (error.status === undefined ? error.name : `HTTP ${error.status}`);
  const firstLine = error.message.split("\n", 1)[0]!;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Postgres rejects NUL, and control characters garble logs
  return withoutAddresses(`${code}: ${firstLine}`.toWellFormed().replace(/[\x00-\x1f]/g, " ")).slice(0, 300);
};

/** What is known about a call beside its error. */
export type MailCall = {
  /** Whether the request was passed to the HTTP client. Before that, nothing can have been sent. */
  readonly wasWritten: boolean;
  /** The address that mails are sent from. */
  readonly sender: string;
};

/** The result of an SES call that threw. */
export const classifyMailError = (
  error: unknown,
  call: MailCall = { wasWritten: true, sender: "" },
): FailedMail => {
  const parsed = parseSesError(error);
  return { kind: kindOf(parsed, call), error: describe(parsed) };
};
