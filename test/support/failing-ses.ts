/** A server with SES's protocol that fails on request, as networks and busy services do. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const XML = { "content-type": "text/xml" };

const errorDocument = (type: "Sender" | "Receiver", code: string, message: string): string =>
  `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>${type}</Type><Code>${code}</Code>` +
  `<Message>${message}</Message></Error><RequestId>test</RequestId></ErrorResponse>`;

const sentDocument = (messageId: string): string =>
  `<SendEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendEmailResult><MessageId>${messageId}` +
  "</MessageId></SendEmailResult></SendEmailResponse>";

type Respond = (request: IncomingMessage, response: ServerResponse, count: number) => void;

const behaviours = {
  takes: (_request, response, count) => response.writeHead(200, XML).end(sentDocument(`failing-${count}`)),
  throttles: (_request, response) =>
    response.writeHead(400, XML).end(errorDocument("Sender", "Throttling", "Maximum sending rate exceeded.")),
  "says too many requests": (_request, response) => response.writeHead(429).end("slow down"),
  rejects: (_request, response) =>
    response
      .writeHead(400, XML)
      .end(
        errorDocument("Sender", "MessageRejected", "Email address is not verified: carlos.silva@example.com"),
      ),
  "pauses the account": (_request, response) =>
    response
      .writeHead(400, XML)
      .end(errorDocument("Sender", "AccountSendingPausedException", "Sending is paused.")),
  "is unavailable": (_request, response) => response.writeHead(503).end("Service Unavailable"),
  "denies access": (_request, response) =>
    response.writeHead(403, XML).end(errorDocument("Sender", "AccessDenied", "User is not authorized.")),
  "knows no sender": (_request, response) =>
    response
      .writeHead(400, XML)
      .end(
        errorDocument(
          "Sender",
          "MessageRejected",
          "Email address is not verified. The following identities failed the check in region US-EAST-1: despacho@example.com",
        ),
      ),
  "responds with an unknown code": (_request, response) =>
    response.writeHead(400, XML).end(errorDocument("Sender", "SomethingNew", "This is new.")),
  breaks: (_request, response) =>
    response.writeHead(500, XML).end(errorDocument("Receiver", "InternalFailure", "An error occurred.")),
  "hides behind a bad gateway": (_request, response) =>
    response.writeHead(502, { "content-type": "text/html" }).end("<html><body>Bad Gateway<br></body></html>"),
  "hides behind a gateway's timeout": (_request, response) => response.writeHead(504).end(),
  "hangs up after reading": (request) => request.socket.destroy(),
  "hangs up in the middle of its response": (request, response) => {
    response.writeHead(200, { ...XML, "content-length": "500" });
    response.write("<SendEmailResponse", () => request.socket.destroy());
  },
  "responds with nothing": (_request, response) => response.writeHead(200, XML).end(),
  "never responds": () => {},
} satisfies Record<string, Respond>;

export type Behaviour = keyof typeof behaviours;

export type FailingSes = {
  readonly endpoint: string;
  /** What it does with the next requests. */
  behaviour: Behaviour;
  /** What it does with mails to these addresses, instead of `behaviour`. */
  readonly behaviourFor: Map<string, Behaviour>;
  /** Recipients of the requests that it read, in the order of arrival. */
  readonly recipients: string[];
  /** The newest request's parameters. */
  latestRequest: URLSearchParams;
  stop(): Promise<void>;
};

export const startFailingSes = async (): Promise<FailingSes> => {
  let count = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
    if (form.get("Action") === "GetSendQuota")
      return void response
        .writeHead(400, XML)
        .end(errorDocument("Sender", "InvalidAction", "Not supported."));
    const recipient = form.get("Destination.ToAddresses.member.1") ?? "";
    ses.recipients.push(recipient);
    ses.latestRequest = form;
    count += 1;
    behaviours[ses.behaviourFor.get(recipient) ?? ses.behaviour](request, response, count);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const ses: FailingSes = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    behaviour: "takes",
    behaviourFor: new Map(),
    recipients: [],
    latestRequest: new URLSearchParams(),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return ses;
};
