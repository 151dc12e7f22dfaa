/**
 * What the error codes of SES mean for a mail: https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html and
 * https://docs.aws.amazon.com/ses/latest/APIReference/CommonErrors.html
 */

export type KindOfCode = "refused" | "throttled" | "quotaUsedUp" | "unavailable";

/** Codes about one message: its content or its recipient. No other code ends a mail. */
const ABOUT_THE_MESSAGE = new Set([
  "MessageRejected",
  "MessageRejectedException",
  "InvalidParameterValue",
  "InvalidParameterValueException",
]);

/** Too many calls in this second, or too many mails in 24 hours. */
const THROTTLED = new Set([
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "TooManyRequests",
  "TooManyRequestsException",
  "RequestThrottled",
  "RequestThrottledException",
  "SlowDown",
]);
const DAILY_QUOTA = /daily|24.hour|quota/i;

/** Codes about the account, its identities and permissions, the credentials, the clock, or SES itself: every mail gets them. */
const ABOUT_EVERY_MAIL = new Set([
  // The account and its identities.
  "AccountSendingPaused",
  "AccountSendingPausedException",
  "AccountSuspendedException",
  "SendingPausedException",
  "ConfigurationSetSendingPaused",
  "ConfigurationSetSendingPausedException",
  "ConfigurationSetDoesNotExist",
  "ConfigurationSetDoesNotExistException",
  "MailFromDomainNotVerified",
  "MailFromDomainNotVerifiedException",
  "FromEmailAddressNotVerified",
  "FromEmailAddressNotVerifiedException",
  "ProductionAccessNotGranted",
  "ProductionAccessNotGrantedException",
  "OptInRequired",
  "SubscriptionRequiredException",
  "LimitExceeded",
  "LimitExceededException",
  // Permissions and credentials.
  "AccessDenied",
  "AccessDeniedException",
  "NotAuthorized",
  "UnauthorizedOperation",
  "AuthFailure",
  "ExpiredToken",
  "ExpiredTokenException",
  "TokenRefreshRequired",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "InvalidAccessKeyId",
  "InvalidToken",
  "MissingAuthenticationToken",
  "MissingAuthenticationTokenException",
  "IncompleteSignature",
  "IncompleteSignatureException",
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "CredentialsProviderError",
  "TokenProviderError",
  // The clock.
  "RequestExpired",
  "RequestTimeTooSkewed",
  "RequestInTheFuture",
  // SES itself.
  "InternalFailure",
  "InternalError",
  "InternalServerError",
  "InternalServiceError",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "RequestTimeout",
  "RequestTimeoutException",
  "IDPCommunicationError",
]);

const ADDRESS_OR_DOMAIN = /[\w.+=-]+@[\w.-]+|\b[\w-]+(?:\.[\w-]+)+\b/g;
const NOT_VERIFIED = /not verified|failed the check/i;
const ACCOUNT =
  /\b(account|sending (is |has been )?(paused|suspended|disabled)|configuration set|source|sender)\b/i;

/** The address itself, its domain and the domains above it: what SES verifies. */
const identitiesOf = (sender: string): Set<string> => {
  const labels = sender.slice(sender.lastIndexOf("@") + 1).split(".");
  return new Set([sender, ...labels.map((_, index) => labels.slice(index).join("."))]);
};

/**
 * Whether SES refused every mail with a code that is otherwise about one message: it names the sender, or the account. An
 * identity that is not verified is the sender's unless SES names another address, as it does in the sandbox.
 */
const isAboutEveryMail = (message: string, sender: string): boolean => {
  const named = (message.match(ADDRESS_OR_DOMAIN) ?? []).map((name) => name.toLowerCase().replace(/\.$/, ""));
  const own = identitiesOf(sender.toLowerCase());
  if (named.some((name) => own.has(name))) return true;
  return NOT_VERIFIED.test(message) ? named.length === 0 : ACCOUNT.test(message);
};

/**
 * What a code means.
 * @param code of SES's error document, or the name of the SDK's error
 * @param sender the address that mails are sent from
 * @returns undefined for an unknown code, whose HTTP status then decides
 */
export const kindOfCode = (code: string, message: string, sender: string): KindOfCode | undefined => {
  if (THROTTLED.has(code)) return DAILY_QUOTA.test(message) ? "quotaUsedUp" : "throttled";
  if (ABOUT_EVERY_MAIL.has(code)) return "unavailable";
  if (!ABOUT_THE_MESSAGE.has(code)) return undefined;
  return isAboutEveryMail(message, sender) ? "unavailable" : "refused";
};
