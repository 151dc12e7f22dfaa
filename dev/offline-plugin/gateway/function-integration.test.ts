import type { APIGatewayProxyEvent } from "aws-lambda";
import { expect, test } from "vitest";
import type { InvocationResult } from "../batch-outcome.ts";
import type { ServerlessService } from "../serverless-types.ts";
import { functionIntegration } from "./function-integration.ts";
import type { IntegrationRequest } from "./gateway-server.ts";
import { matchRoute, routesOf } from "./routes.ts";

const authorizer = { name: "authorizer", resultTtlInSeconds: 30 };
const of = (path: string, protectedBy?: typeof authorizer) => ({
  http: { path, ...(protectedBy === undefined ? {} : { authorizer: protectedBy }) },
});

const service: ServerlessService = {
  provider: { region: "us-east-1", environment: { STAGE: "local" } },
  functions: {
    authorizer: { name: "shop-authorizer", handler: "a.handler" },
    orders: {
      name: "shop-orders",
      handler: "o.handler",
      events: [of("/orders", authorizer), of("/orders/{orderId}", authorizer), of("/tasks/{taskId}")],
    },
    lists: { name: "shop-lists", handler: "l.handler", events: [of("/tasks/groups")] },
    system: { name: "shop-system", handler: "s.handler", events: [of("/"), of("/{proxy+}")] },
    console: { name: "shop-console", handler: "c.handler", events: [of("/console/{proxy+}")] },
  },
};

test.each([
  ["/", "/", {}],
  ["/orders", "/orders", {}],
  ["/orders/A-1", "/orders/{orderId}", { orderId: "A-1" }],
  ["/orders/a%2Fb%20c", "/orders/{orderId}", { orderId: "a/b c" }],
  ["/orders/", "/{proxy+}", { proxy: "orders/" }],
  ["/orders/A-1/more", "/{proxy+}", { proxy: "orders/A-1/more" }],
  ["/tasks/groups", "/tasks/groups", {}],
  ["/tasks/t-1", "/tasks/{taskId}", { taskId: "t-1" }],
  ["/console/", "/console/{proxy+}", { proxy: "" }],
  ["/console/a/b.js", "/console/{proxy+}", { proxy: "a/b.js" }],
  ["//orders", "/{proxy+}", { proxy: "/orders" }],
])("the path %s belongs to the resource %s", (path, resource, params) => {
  const match = matchRoute(routesOf(service), path);
  expect({ resource: match?.route.resource, params: match?.params }).toEqual({ resource, params });
});

test("a path that no resource has is 404", async () => {
  const { functions } = service;
  const small = { ...service, functions: { authorizer: functions.authorizer!, orders: functions.orders! } };
  const respond = functionIntegration(small, async () => ({ kind: "error", message: "not invoked" }));
  expect(await respond(request({ url: "/nothing" }))).toMatchObject({ status: 404, headers: [] });
});

const request = (fields: Partial<IntegrationRequest> = {}): IntegrationRequest => ({
  method: "GET",
  url: "/orders",
  rawHeaders: ["authorization", "Bearer one"],
  body: Buffer.alloc(0),
  remoteAddress: "127.0.0.1",
  ...fields,
});

const allowed: InvocationResult = {
  kind: "response",
  payload: {
    principalId: "key-1",
    policyDocument: { Statement: [{ Effect: "Allow", Resource: "*" }] },
    context: { clientId: "shop", scopes: "orders:read" },
  },
};

const integrationOf = (result: InvocationResult, authorization: InvocationResult = allowed) => {
  const events: APIGatewayProxyEvent[] = [];
  const names: string[] = [];
  const respond = functionIntegration(service, async (name, event) => {
    names.push(name);
    if (name === "shop-authorizer") return authorization;
    events.push(event as APIGatewayProxyEvent);
    return result;
  });
  return { respond, events, names };
};

const fine: InvocationResult = {
  kind: "response",
  payload: { statusCode: 201, headers: { "X-Request-Id": "r-1" }, body: "é" },
};

test("the function gets path, query, headers, body and the authorizer's context as API Gateway passes them", async () => {
  const { respond, events } = integrationOf(fine);
  const response = await respond(
    request({
      method: "POST",
      url: "/orders/a%20b?since=1&since=2&q=x+y",
      rawHeaders: ["Authorization", "Bearer one", "X-A", "1", "X-A", "2"],
      body: Buffer.from("{}"),
    }),
  );
  expect(response).toEqual({
    status: 201,
    headers: ["X-Request-Id", "r-1", "Content-Length", "2"],
    body: Buffer.from("é"),
  });
  expect(events[0]).toMatchObject({
    httpMethod: "POST",
    resource: "/orders/{orderId}",
    path: "/orders/a%20b",
    pathParameters: { orderId: "a b" },
    queryStringParameters: { since: "2", q: "x y" },
    multiValueQueryStringParameters: { since: ["1", "2"], q: ["x y"] },
    headers: { "X-A": "2", "Content-Type": "application/json" },
    multiValueHeaders: { "X-A": ["1", "2"] },
    body: "{}",
    isBase64Encoded: false,
    requestContext: {
      authorizer: { clientId: "shop", scopes: "orders:read", principalId: "key-1" },
      identity: { sourceIp: "127.0.0.1" },
    },
  });
});

test("what a request lacks is null, as API Gateway passes it", async () => {
  const { respond, events } = integrationOf(fine);
  await respond(request({ url: "/" }));
  expect(events[0]).toMatchObject({
    body: null,
    pathParameters: null,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
  });
  expect(events[0]?.requestContext.authorizer).toBeUndefined();
});

test.each<[string, InvocationResult]>([
  ["a function that failed", { kind: "error", message: "secret" }],
  ["a result without a status", { kind: "response", payload: { body: "fine" } }],
])("%s is 502 without its text", async (_name, result) => {
  const response = await integrationOf(result).respond(request());
  expect(response).toEqual({ status: 502, headers: [], body: Buffer.alloc(0) });
});

test.each<[string, readonly string[], InvocationResult, number, number]>([
  ["no key", [], allowed, 401, 0],
  [
    "a key that the authorizer rejects",
    ["authorization", "x"],
    { kind: "error", message: "Unauthorized" },
    401,
    1,
  ],
  ["an authorizer that failed", ["authorization", "x"], { kind: "error", message: "down" }, 500, 1],
])("%s is not passed to the function", async (_name, rawHeaders, authorization, status, asked) => {
  const { respond, events, names } = integrationOf(fine, authorization);
  expect((await respond(request({ rawHeaders }))).status).toBe(status);
  expect({ events, asked: names.length }).toEqual({ events: [], asked });
});

test("a response to HEAD and one without content have no Content-Length", async () => {
  const head = integrationOf({ kind: "response", payload: { statusCode: 200, body: "" } });
  expect((await head.respond(request({ method: "HEAD" }))).headers).toEqual([]);
  const empty = integrationOf({ kind: "response", payload: { statusCode: 204, body: "" } });
  expect((await empty.respond(request())).headers).toEqual([]);
});

test("bytes in base64 are decoded", async () => {
  const bytes = Buffer.from([0, 255, 1]);
  const payload = { statusCode: 200, body: bytes.toString("base64"), isBase64Encoded: true };
  expect((await integrationOf({ kind: "response", payload }).respond(request())).body).toEqual(bytes);
});
