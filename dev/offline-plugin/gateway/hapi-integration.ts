/** The gateway's integration: serverless-offline's routes, called in this process. */
import type { Integration, IntegrationRequest } from "./gateway-server.ts";
import { toHeaderObject } from "./headers.ts";
import type { HapiServer } from "./hapi-types.ts";

const toRawHeaders = (headers: Readonly<Record<string, number | string | readonly string[]>>): string[] =>
  Object.entries(headers).flatMap(([name, value]) => [value].flat().flatMap((one) => [name, String(one)]));

/**
 * serverless-offline parses a JSON body by its media type before it passes it on, and loses `null`, `0`, `false` and
 * text. It uses the media type for nothing else. It reads headers from `rawHeaders`, which an injected request lacks.
 */
const adaptRequests = (server: HapiServer): void => {
  server.ext("onRequest", (request, h) => {
    Object.assign(request.raw.req, { rawHeaders: request.app.rawHeaders });
    return h.continue;
  });
  server.ext("onPreHandler", (request, h) => {
    request.mime = "application/octet-stream";
    return h.continue;
  });
};

/** @param server of serverless-offline, initialized; it need not listen */
export const hapiIntegration = (server: HapiServer): Integration => {
  adaptRequests(server);
  return async ({ method, url, rawHeaders, body, remoteAddress }: IntegrationRequest) => {
    // hapi would compress responses itself; the function reads the header from `rawHeaders`.
    const { "accept-encoding": _, ...headersForHapi } = toHeaderObject(rawHeaders);
    const { statusCode, headers, rawPayload } = await server.inject({
      method,
      url,
      headers: headersForHapi,
      ...(body.length === 0 ? {} : { payload: body }),
      remoteAddress,
      app: { rawHeaders },
    });
    return { status: statusCode, headers: toRawHeaders(headers), body: rawPayload };
  };
};
