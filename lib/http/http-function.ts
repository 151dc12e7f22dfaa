/**
 * The Lambda handler of a group of operations. serverless.yml routes every method of a path to one function; the handler
 * finds the operation, authorizes and parses the request, and serialises the response.
 */
import middy from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { Operation, Operations } from "../contract/operations/operation.ts";
import type { Handler, Handlers } from "./handler.ts";
import { errorHandler, requestIdHeader, securityHeaders } from "./middleware.ts";
import { readRequest } from "./request.ts";
import { type HttpResponse, problem, toProxyResult, unavailableProblem } from "./response.ts";

type Route = { readonly operation: Operation; readonly handler: Handler<Operation> };

const allowedMethods = (routes: readonly Route[]): string => {
  const methods = new Set<string>(routes.map(({ operation }) => operation.method));
  if (methods.has("GET")) methods.add("HEAD");
  return [...methods, "OPTIONS"].join(", ");
};

const perform = async (event: APIGatewayProxyEvent, { operation, handler }: Route): Promise<HttpResponse> => {
  const request = await readRequest(event, operation);
  return request.ok ? handler(request.value) : request.error;
};

const respond = async (event: APIGatewayProxyEvent, routes: readonly Route[]): Promise<HttpResponse> => {
  const here = routes.filter(({ operation }) => operation.path === event.resource);
  if (here.length === 0) return problem(404, "There is no such path; GET /docs lists all of them.");
  const method = event.httpMethod === "HEAD" ? "GET" : event.httpMethod;
  const headers = { Allow: allowedMethods(here) };
  if (method === "OPTIONS")
    return { kind: "document", status: 204, contentType: "text/plain", body: "", headers };
  const route = here.find(({ operation }) => operation.method === method);
  if (route === undefined) return problem(405, `Allowed methods: ${headers.Allow}.`, { headers });
  return perform(event, route);
};

/** How long before Lambda's timeout a 503 is sent, so that the caller gets a response. */
const TIMEOUT_MARGIN_MS = 300;

/**
 * Makes the Lambda handler of a group of operations.
 * @param handlers one per operation, typed by its schemas
 */
export const httpFunction = <const Ops extends Operations>(operations: Ops, handlers: Handlers<Ops>) => {
  // Typed per operation at the call; here the requests are parsed with the schemas that those types come from.
  const routes = Object.entries(operations).map(
    ([id, operation]): Route => ({ operation, handler: handlers[id] as unknown as Handler<Operation> }),
  );
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>(
    async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
      const result = toProxyResult(await respond(event, routes));
      return event.httpMethod === "HEAD" ? { ...result, body: "", isBase64Encoded: false } : result;
    },
    {
      timeoutEarlyInMillis: TIMEOUT_MARGIN_MS,
      timeoutEarlyResponse: () =>
        toProxyResult(unavailableProblem("The request took too long; try again in a moment.")),
    },
  )
    .use(requestIdHeader())
    .use(securityHeaders())
    .use(errorHandler());
};
