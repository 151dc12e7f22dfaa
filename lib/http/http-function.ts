/**
 * The Lambda handler of a group of operations. serverless.yml routes every method of a path to one function; the handler
 * finds the operation, authorizes and parses the request, and serialises the response.
 */
import middy from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { Operation, Operations } from "../contract/operations/operation.ts";
import { followDatabaseClock } from "../runtime/database-clock.ts";
import type { Handler, Handlers, ResourceHandler, ResourceOperation } from "./handler.ts";
import { audited } from "./audit.ts";
import { errorHandler, requestIdHeader, securityHeaders } from "./middleware.ts";
import { representation } from "./representation.ts";
import { parseBody, readRequest } from "./request.ts";
import { emptyResponse, type HttpResponse, problem, toProxyResult, unavailableProblem } from "./response.ts";

type Route = { readonly id: string } & (
  | { readonly operation: ResourceOperation; readonly resourceHandler: ResourceHandler<ResourceOperation> }
  | { readonly operation: Operation; readonly handler: Handler<Operation> }
);

const allowedMethods = (routes: readonly Route[]): string => {
  const methods = new Set<string>(routes.map(({ operation }) => operation.method));
  if (methods.has("GET")) methods.add("HEAD");
  return [...methods, "OPTIONS"].join(", ");
};

const perform = async (event: APIGatewayProxyEvent, route: Route): Promise<HttpResponse> => {
  const { operation } = route;
  const read = await readRequest(event, operation);
  if (!read.ok) return read.error;
  const { request, rawBody } = read.value;
  if ("resourceHandler" in route) {
    const handleBody = await route.resourceHandler(request);
    if (handleBody === undefined) return problem(404, route.operation.notFound);
    const body = parseBody(operation.body, rawBody);
    if (!body.ok) return body.error;
    return audited(route.id, operation, request, () => handleBody(body.value as Record<string, unknown>));
  }
  const body = parseBody(operation.body, rawBody);
  // The type of the body follows from the operation, which is only known where the handler is bound.
  if (!body.ok) return body.error;
  return audited(route.id, operation, request, () =>
    route.handler({ ...request, body: body.value as undefined }),
  );
};

const respond = async (event: APIGatewayProxyEvent, routes: readonly Route[]): Promise<HttpResponse> => {
  const here = routes.filter(({ operation }) => operation.path === event.resource);
  if (here.length === 0) return problem(404, "There is no such path; GET /docs lists all of them.");
  const method = event.httpMethod === "HEAD" ? "GET" : event.httpMethod;
  const headers = { Allow: allowedMethods(here) };
  if (method === "OPTIONS") return emptyResponse(204, headers);
  const route = here.find(({ operation }) => operation.method === method);
  if (route === undefined) return problem(405, `Allowed methods: ${headers.Allow}.`, { headers });
  return perform(event, route);
};

const isResourceOperation = (operation: Operation): operation is ResourceOperation =>
  operation.notFound !== undefined &&
  (operation.body?.kind === "json" || operation.body?.kind === "optional-json");

// Typed per operation at the call of httpFunction; here the requests are parsed with the schemas those types come from.
const routeOf = (id: string, operation: Operation, handler: unknown): Route =>
  isResourceOperation(operation)
    ? { id, operation, resourceHandler: handler as ResourceHandler<ResourceOperation> }
    : { id, operation, handler: handler as Handler<Operation> };

/** How long before Lambda's timeout a 503 is sent, so that the caller gets a response. */
const TIMEOUT_MARGIN_MS = 300;

/**
 * Makes the Lambda handler of a group of operations.
 * @param handlers one per operation, typed by its schemas
 */
export const httpFunction = <const Ops extends Operations>(operations: Ops, handlers: Handlers<Ops>) => {
  const routes = Object.entries(operations).map(([id, operation]) => routeOf(id, operation, handlers[id]));
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>(
    async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
      await followDatabaseClock();
      const result = await representation(event, await respond(event, routes));
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
