/** What an error of the SES client says about the mail. */

export type MailResult =
  | { readonly kind: "taken"; readonly messageId: string }
  /** Surely not taken, and not the mail's fault: throttled, or nobody there. Wait. */
  | { readonly kind: "away"; readonly error: string }
  /** Surely not taken, and never will be. */
  | { readonly kind: "refused"; readonly error: string }
  /** Surely not taken; SES broke over it. Worth some attempts. */
  | { readonly kind: "broken"; readonly error: string }
  /** Nobody knows. Sent again, it may arrive twice. */
  | { readonly kind: "unknown"; readonly error: string };

type Seen = {
  /** From SES's own error document: that it answered at all. */
  readonly document: string | undefined;
  readonly status: number | undefined;
  readonly socket: string | undefined;
  readonly name: string;
  readonly message: string;
};

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

const look = (fault: unknown): Seen => {
  const status = field(field(fault, "$metadata"), "httpStatusCode");
  return {
    document: textOf(field(field(fault, "Error"), "Code")),
    status: typeof status === "number" ? status : undefined,
    socket: textOf(field(fault, "code")),
    name: textOf(field(fault, "name")) ?? "Error",
    message: textOf(field(fault, "message")) ?? "no message",
  };
};

// Above the rate or the day's quota: https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html
const THROTTLED = new Set([
  "Throttling",
  "ThrottlingException",
  "TooManyRequests",
  "TooManyRequestsException",
]);
// Our own credentials ran out and are being renewed.
const EXPIRED = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "RequestExpired",
  "CredentialsProviderError",
]);
const UNREACHABLE = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

const neverConnected = ({ socket, name, message }: Seen): boolean =>
  (socket !== undefined && UNREACHABLE.has(socket)) ||
  // The SDK gives the connection's timeout no code of its own.
  (name === "TimeoutError" && message.includes("did not establish a connection"));

const kindOf = (seen: Seen): Exclude<MailResult["kind"], "taken"> => {
  const code = seen.document ?? seen.name;
  if (THROTTLED.has(code) || seen.status === 429 || EXPIRED.has(code) || neverConnected(seen)) return "away";
  if (seen.status === undefined) return "unknown";
  if (seen.status >= 400 && seen.status < 500) return "refused";
  // A 5xx in SES's own words is SES's answer; one in a gateway's says only that the answer was lost.
  if (seen.status >= 500 && seen.document !== undefined) return "broken";
  return "unknown";
};

// SES likes to repeat the address it refused. Errors are kept and logged, addresses are not.
const withoutAddresses = (text: string): string => text.replace(/[^\s<>"]+@[^\s<>"]+/g, "[address]");

const describe = (seen: Seen): string => {
  const what =
    seen.document ?? seen.socket ?? (seen.status === undefined ? seen.name : `HTTP ${seen.status}`);
  const firstLine = seen.message.split("\n", 1)[0]!;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Postgres refuses NUL, and people dislike the rest
  return withoutAddresses(`${what}: ${firstLine}`.toWellFormed().replace(/[\x00-\x1f]/g, " ")).slice(0, 300);
};

export const classifyMailError = (fault: unknown): Exclude<MailResult, { kind: "taken" }> => {
  const seen = look(fault);
  return { kind: kindOf(seen), error: describe(seen) };
};
