/** A server with SES's protocol that fails on request, as networks and busy services do. */
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  errorDocument,
  recipientOf,
  type SesServer,
  sentDocument,
  startSesServer,
  XML,
} from "./ses-protocol.ts";

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

export type FailingSes = SesServer & {
  /** What it does with the next requests. */
  behaviour: Behaviour;
  /** What it does with mails to these addresses, instead of `behaviour`. */
  readonly behaviourFor: Map<string, Behaviour>;
  /** Recipients of the requests that it read, in the order of arrival. */
  readonly recipients: string[];
  /** The newest request's parameters. */
  latestRequest: URLSearchParams;
};

export const startFailingSes = async (): Promise<FailingSes> => {
  const server = await startSesServer((form, response, request) => {
    if (form.get("Action") === "GetSendQuota")
      return void response
        .writeHead(400, XML)
        .end(errorDocument("Sender", "InvalidAction", "Not supported."));
    const recipient = recipientOf(form);
    ses.recipients.push(recipient);
    ses.latestRequest = form;
    const behaviour = ses.behaviourFor.get(recipient) ?? ses.behaviour;
    return behaviours[behaviour](request, response, ses.recipients.length);
  });
  const ses: FailingSes = {
    ...server,
    behaviour: "takes",
    behaviourFor: new Map(),
    recipients: [],
    latestRequest: new URLSearchParams(),
  };
  return ses;
};
