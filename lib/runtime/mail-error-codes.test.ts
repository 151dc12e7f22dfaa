import { describe, expect, test } from "vitest";
import { classifyMailError } from "./mail-result.ts";

const SENDER = "despacho@example.com";
const call = { wasWritten: true, sender: SENDER };

/** An error as the SDK throws it for an error document of SES. */
const sesError = (Code: string, httpStatusCode: number, message = "Some text.") =>
  Object.assign(new Error(message), { name: Code, Error: { Code }, $metadata: { httpStatusCode } });
/** An error of a response without SES's error document. */
const httpError = (httpStatusCode: number) =>
  Object.assign(new Error("not XML"), { $metadata: { httpStatusCode } });
const kindOf = (error: unknown, more = call) => classifyMailError(error, more).kind;

describe("an SES error about one message ends the mail", () => {
  test.each([
    ["MessageRejected", "Transaction failed: File type not permitted"],
    ["MessageRejected", "Address is on the suppression list: carlos.silva@example.com"],
    ["MessageRejected", "Email address is not verified: carlos.silva@example.com"],
    ["MessageRejected", "Message contains a virus."],
    ["InvalidParameterValue", "Missing final '@domain'"],
    ["InvalidParameterValue", "Illegal address"],
    ["InvalidParameterValue", "Domain contains dot-dot"],
    ["InvalidParameterValue", "Local address contains control or whitespace"],
  ])("%s: %s", (code, message) => {
    expect(kindOf(sesError(code, 400, message))).toBe("refused");
  });
});

describe("an SES error that every mail gets postpones the mail", () => {
  test.each([
    ["AccountSendingPausedException", 400],
    ["AccountSendingPaused", 400],
    ["ConfigurationSetSendingPausedException", 400],
    ["ConfigurationSetDoesNotExist", 400],
    ["MailFromDomainNotVerifiedException", 400],
    ["FromEmailAddressNotVerified", 400],
    ["ProductionAccessNotGranted", 400],
    ["LimitExceeded", 400],
    ["AccessDenied", 403],
    ["AccessDeniedException", 403],
    ["OptInRequired", 403],
    ["NotAuthorized", 400],
    ["InvalidClientTokenId", 403],
    ["UnrecognizedClientException", 403],
    ["MissingAuthenticationToken", 403],
    ["IncompleteSignature", 400],
    ["SignatureDoesNotMatch", 403],
    ["InvalidSignatureException", 403],
    ["ExpiredToken", 403],
    ["ExpiredTokenException", 403],
    ["RequestExpired", 400],
    ["RequestTimeTooSkewed", 403],
    ["InternalFailure", 500],
    ["ServiceUnavailable", 503],
    ["SomethingNew", 500],
    ["SomethingNew", 503],
  ])("%s (%i)", (code, status) => {
    expect(kindOf(sesError(code, status))).toBe("unavailable");
  });

  test.each([
    [
      "Email address is not verified. The following identities failed the check in region US-EAST-1: Despacho <despacho@example.com>",
    ],
    [
      "Email address is not verified. The following identities failed the check in region US-EAST-1: example.com",
    ],
    ["Email address is not verified."],
    ["Sending suspended for this account."],
    ["Sending paused for this account. For more information, please check the inbox of the email address."],
  ])("MessageRejected: %s", (message) => {
    expect(kindOf(sesError("MessageRejected", 400, message))).toBe("unavailable");
  });

  test("an error before the request is passed to the HTTP client, such as one of the credentials", () => {
    const error = Object.assign(new Error("none"), { name: "CredentialsProviderError" });
    expect(kindOf(error)).toBe("unavailable");
    expect(kindOf(new Error("cannot sign"), { ...call, wasWritten: false })).toBe("unavailable");
  });

  test.each([["ECONNREFUSED"], ["ENOTFOUND"], ["EHOSTUNREACH"], ["CERT_HAS_EXPIRED"], ["EPROTO"]])(
    "a connection that is not established: %s",
    (code) => expect(kindOf(Object.assign(new Error("failed"), { code }))).toBe("unavailable"),
  );

  test("503 without an error document", () => expect(kindOf(httpError(503))).toBe("unavailable"));
});

test.each([
  [sesError("SomethingNew", 400)],
  [sesError("ValidationError", 400)],
  [sesError("InvalidAction", 400)],
  [sesError("MalformedQueryString", 404)],
  [httpError(403)],
  [httpError(407)],
  [httpError(302)],
])("an unknown 4xx is postponed, for days: %o", (error) => {
  expect(kindOf(error)).toBe("unexplained");
});

test.each([
  ["throttled", sesError("Throttling", 400, "Maximum sending rate exceeded.")],
  ["throttled", sesError("ThrottlingException", 400)],
  ["throttled", httpError(429)],
  ["quotaUsedUp", sesError("Throttling", 400, "Daily message quota exceeded.")],
])("the sending rate and the daily quota are distinguished: %s", (kind, error) => {
  expect(kindOf(error)).toBe(kind);
});

test.each([[httpError(500)], [httpError(502)], [httpError(504)], [new Error("socket hang up")]])(
  "a lost response leaves the outcome unknown: %o",
  (error) => expect(kindOf(error)).toBe("unknown"),
);
