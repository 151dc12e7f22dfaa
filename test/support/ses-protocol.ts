/** Servers with SES's protocol, for tests. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const NAMESPACE = 'xmlns="http://ses.amazonaws.com/doc/2010-12-01/"';

export const XML = { "content-type": "text/xml" };

export const errorDocument = (type: "Sender" | "Receiver", code: string, message: string): string =>
  `<ErrorResponse ${NAMESPACE}><Error><Type>${type}</Type><Code>${code}</Code>` +
  `<Message>${message}</Message></Error><RequestId>test</RequestId></ErrorResponse>`;

export const sentDocument = (messageId: string): string =>
  `<SendEmailResponse ${NAMESPACE}><SendEmailResult><MessageId>${messageId}</MessageId></SendEmailResult></SendEmailResponse>`;

export const quotaDocument = (perSecond: number, perDay: number, sent: number): string =>
  `<GetSendQuotaResponse ${NAMESPACE}><GetSendQuotaResult><Max24HourSend>${perDay}.0</Max24HourSend>` +
  `<MaxSendRate>${perSecond}.0</MaxSendRate><SentLast24Hours>${sent}.0</SentLast24Hours>` +
  "</GetSendQuotaResult></GetSendQuotaResponse>";

/** The address that a mail is sent to. */
export const recipientOf = (form: URLSearchParams): string =>
  form.get("Destination.ToAddresses.member.1") ?? "";

export type SesServer = { readonly endpoint: string; stop(): Promise<void> };

/** Starts a server on a free port that calls `respond` with the parameters of each request. */
export const startSesServer = async (
  respond: (form: URLSearchParams, response: ServerResponse, request: IncomingMessage) => void,
): Promise<SesServer> => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    respond(new URLSearchParams(Buffer.concat(chunks).toString("utf8")), response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
