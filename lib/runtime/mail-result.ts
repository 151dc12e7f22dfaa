/** Classifies the result of an SES call by what is known about the mail. */

export type MailResult =
  /** SES accepted the mail. */
  | { readonly kind: "accepted"; readonly messageId: string }
  /** Not sent, for a reason outside the mail: throttled, or SES is unreachable. Retry later. */
  | { readonly kind: "unavailable"; readonly error: string }
  /** Not sent, and no retry can succeed. */
  | { readonly kind: "refused"; readonly error: string }
  /** Not sent: SES failed with an internal error. Retry a limited number of times. */
  | { readonly kind: "broken"; readonly error: string }
  /** Outcome unknown: a retry may send a duplicate. */
  | { readonly kind: "unknown"; readonly error: string };

type FailedMail = Exclude<MailResult, { kind: "accepted" }>;

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

// The sending rate or the daily quota is exceeded: https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html
const THROTTLED = new Set([
  "Throttling",
  "ThrottlingException",
  "TooManyRequests",
  "TooManyRequestsException",
]);
// The role's credentials expired; the SDK renews them.
const CREDENTIALS_EXPIRED = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "RequestExpired",
  "CredentialsProviderError",
]);
const UNREACHABLE = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

const neverConnected = ({ socketCode, name, message }: SesError): boolean =>
  (socketCode !== undefined && UNREACHABLE.has(socketCode)) ||
  // The SDK's connection timeout has no code.
  (name === "TimeoutError" && message.includes("did not establish a connection"));

const isUnavailable = (error: SesError): boolean => {
  const code = error.sesCode ?? error.name;
  return (
    THROTTLED.has(code) || error.status === 429 || CREDENTIALS_EXPIRED.has(code) || neverConnected(error)
  );
};

const kindOf = (error: SesError): FailedMail["kind"] => {
  if (isUnavailable(error)) return "unavailable";
  if (error.status === undefined) return "unknown";
  if (error.status >= 400 && error.status < 500) return "refused";
  // A 5xx with SES's error document comes from SES. A gateway's 5xx only means that SES's response was lost.
  if (error.status >= 500 && error.sesCode !== undefined) return "broken";
  return "unknown";
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

/** The result of an SES call that threw. */
export const classifyMailError = (error: unknown): FailedMail => {
  const parsed = parseSesError(error);
  return { kind: kindOf(parsed), error: describe(parsed) };
};
