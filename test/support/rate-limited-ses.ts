/** A server with SES's protocol that allows a number of mails per second and throttles the others. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const XML = { "content-type": "text/xml" };
const NAMESPACE = 'xmlns="http://ses.amazonaws.com/doc/2010-12-01/"';

export type RateLimitedSes = {
  readonly endpoint: string;
  /** When each mail was accepted, in milliseconds. */
  readonly accepted: number[];
  readonly recipients: string[];
  throttled: number;
  stop(): Promise<void>;
};

const quotaDocument = (perSecond: number): string =>
  `<GetSendQuotaResponse ${NAMESPACE}><GetSendQuotaResult><Max24HourSend>50000.0</Max24HourSend>` +
  `<MaxSendRate>${perSecond}.0</MaxSendRate><SentLast24Hours>0.0</SentLast24Hours></GetSendQuotaResult></GetSendQuotaResponse>`;
const sentDocument = (id: number): string =>
  `<SendEmailResponse ${NAMESPACE}><SendEmailResult><MessageId>mail-${id}</MessageId></SendEmailResult></SendEmailResponse>`;
const THROTTLED =
  `<ErrorResponse ${NAMESPACE}><Error><Type>Sender</Type><Code>Throttling</Code>` +
  "<Message>Maximum sending rate exceeded.</Message></Error></ErrorResponse>";

/** @param reportsQuota whether it supports GetSendQuota */
export const startRateLimitedSes = async (
  perSecond: number,
  reportsQuota: boolean,
): Promise<RateLimitedSes> => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
    if (form.get("Action") === "GetSendQuota")
      return void (reportsQuota
        ? response.writeHead(200, XML).end(quotaDocument(perSecond))
        : response.writeHead(400).end());
    if (form.get("Action") !== "SendEmail") return void response.writeHead(404).end();
    const now = Date.now();
    if (ses.accepted.filter((at) => at > now - 1_000).length >= perSecond) {
      ses.throttled += 1;
      return void response.writeHead(400, XML).end(THROTTLED);
    }
    ses.accepted.push(now);
    ses.recipients.push(form.get("Destination.ToAddresses.member.1") ?? "");
    return void response.writeHead(200, XML).end(sentDocument(ses.accepted.length));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const ses: RateLimitedSes = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepted: [],
    recipients: [],
    throttled: 0,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return ses;
};
