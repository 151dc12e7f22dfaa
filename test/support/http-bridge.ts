/** An HTTP server before function handlers, as API Gateway is, for tests of command lines. Keys are looked up by the functions. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { operations } from "../../lib/contract/operations.ts";
import { apiEvent, type HttpHandler, invoke } from "./api-client.ts";

const TEMPLATES = [...new Set(Object.values(operations).map(({ path }) => path))]
  // Fixed segments go before parameters.
  .sort((a, b) => a.split("{").length - b.split("{").length);

/** The path template of an operation that a path is of, with its parameters; undefined for any other path. */
export const routeOf = (path: string) => {
  for (const template of TEMPLATES) {
    const pattern = new RegExp(`^${template.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`);
    const match = pattern.exec(path);
    if (match !== null) return { template, params: { ...match.groups } };
  }
  return undefined;
};

export type HttpBridge = { readonly url: string; stop(): void };

/** @param handlerOf the handler of a path template; undefined for a path that is not served */
export const startHttpBridge = async (
  handlerOf: (template: string) => HttpHandler | undefined,
): Promise<HttpBridge> => {
  const respond = async (request: IncomingMessage) => {
    const { pathname, searchParams } = new URL(request.url!, "http://localhost");
    const match = routeOf(pathname);
    const handler = match && handlerOf(match.template);
    if (match === undefined || handler === undefined) return { status: 404, text: "{}" };
    const body = await text(request);
    const { authorization = "" } = request.headers;
    return invoke(
      handler,
      apiEvent(`${request.method} ${match.template}`, {
        client: null,
        params: match.params,
        query: Object.fromEntries(searchParams),
        headers: { Authorization: authorization },
        ...(body === "" ? {} : { body }),
      }),
    );
  };
  const server = createServer((request, response) => {
    void respond(request).then(({ status, text: json }) => response.writeHead(status).end(json));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
