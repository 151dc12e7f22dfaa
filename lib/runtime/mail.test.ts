import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startFailingSes } from "../../test/support/failing-ses.ts";
import { resetEnvironment } from "./environment.ts";
import { closeAwsClients } from "./aws-clients.ts";
import { sendMail } from "./mail.ts";
import { classifyMailError } from "./mail-result.ts";

const ses = await startFailingSes();
const set = (variables: Record<string, string>) => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  resetEnvironment();
  closeAwsClients();
};
beforeAll(() =>
  set({
    DATABASE_URL: "postgres://unused",
    AWS_ENDPOINT_URL_SES: ses.endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  }),
);
afterAll(async () => {
  closeAwsClients();
  vi.unstubAllEnvs();
  await ses.stop();
});

const mail = {
  to: "carlos@example.com",
  subject: "Olá, é só um teste ✓",
  text: "texto",
  html: "<p>texto</p>",
  taskId: "019aa000-0000-7000-8000-000000000001",
};

describe("sending a mail", () => {
  test("hands over both bodies and the subject as UTF-8, and says which task it is for", async () => {
    expect(await sendMail(mail)).toEqual({ kind: "accepted", messageId: "failing-1" });
    expect(Object.fromEntries(ses.latestRequest)).toMatchObject({
      Source: "Despacho <despacho@example.com>",
      "Destination.ToAddresses.member.1": mail.to,
      "Message.Subject.Data": mail.subject,
      "Message.Subject.Charset": "UTF-8",
      "Message.Body.Text.Data": "texto",
      "Message.Body.Html.Data": "<p>texto</p>",
      "Tags.member.1.Name": "taskId",
      "Tags.member.1.Value": mail.taskId,
    });
    expect(ses.latestRequest.has("ConfigurationSetName")).toBe(false);
  });

  test("names the configuration set when there is one", async () => {
    set({ SES_CONFIGURATION_SET: "despacho-prod" });
    await sendMail(mail);
    expect(ses.latestRequest.get("ConfigurationSetName")).toBe("despacho-prod");
  });

  test("encodes a sender's name that is not ASCII, and keeps a subject on one line", async () => {
    set({ MAIL_SENDER: "Expedição São João <envio@example.com>" });
    await sendMail({ ...mail, subject: "Olá\r\nBcc: everyone@example.com" });
    const [, name] = /^=\?UTF-8\?B\?(.*)\?= <envio@example\.com>$/.exec(ses.latestRequest.get("Source")!)!;
    expect(Buffer.from(name!, "base64").toString("utf8")).toBe("Expedição São João");
    expect(ses.latestRequest.get("Message.Subject.Data")).toBe("Olá Bcc: everyone@example.com");
  });

  test("sends once and never by itself a second time, whatever comes back", async () => {
    const before = ses.recipients.length;
    ses.behaviour = "breaks";
    expect(await sendMail(mail)).toEqual({
      kind: "unavailable",
      error: "InternalFailure: An error occurred.",
    });
    ses.behaviour = "hangs up after reading";
    expect(await sendMail(mail)).toMatchObject({ kind: "unknown" });
    ses.behaviour = "throttles";
    expect(await sendMail(mail)).toMatchObject({ kind: "throttled" });
    expect(ses.recipients).toHaveLength(before + 3);
  });
});

const document = (Code: string, httpStatusCode: number) =>
  Object.assign(new Error("said so"), { name: Code, Error: { Code }, $metadata: { httpStatusCode } });
const respondedWith = (httpStatusCode: number) =>
  Object.assign(new Error("no XML"), { $metadata: { httpStatusCode } });
const socket = (code: string) => Object.assign(new Error(code), { code });

test.each([
  ["throttled", document("Throttling", 400)],
  ["throttled", document("TooManyRequestsException", 429)],
  ["throttled", respondedWith(429)],
  ["unavailable", document("ExpiredToken", 403)],
  ["unavailable", Object.assign(new Error("none"), { name: "CredentialsProviderError" })],
  ["unavailable", socket("ECONNREFUSED")],
  ["unavailable", socket("EAI_AGAIN")],
  [
    "unavailable",
    Object.assign(new Error("the request socket did not establish a connection with the server"), {
      name: "TimeoutError",
    }),
  ],
  ["refused", document("MessageRejected", 400)],
  ["unavailable", document("MailFromDomainNotVerified", 400)],
  ["refused", document("InvalidParameterValue", 400)],
  ["unavailable", document("ConfigurationSetDoesNotExist", 400)],
  ["unavailable", document("AccessDenied", 403)],
  ["unexplained", respondedWith(404)],
  ["unavailable", document("InternalFailure", 500)],
  ["unavailable", document("ServiceUnavailable", 503)],
  ["unavailable", respondedWith(503)],
  ["unknown", respondedWith(500)],
  ["unknown", respondedWith(502)],
  ["unknown", respondedWith(504)],
  ["unknown", respondedWith(200)],
  ["unknown", socket("ECONNRESET")],
  ["unknown", socket("EPIPE")],
  ["unknown", socket("ETIMEDOUT")],
  ["unknown", Object.assign(new Error("Request aborted"), { name: "AbortError" })],
  ["unknown", "not even an error"],
  ["unknown", undefined],
])("a mail's fate is %s after %o", (kind, error) => {
  expect(classifyMailError(error).kind).toBe(kind);
});
