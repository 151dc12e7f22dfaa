import { expect, test } from "vitest";
import { type AuthorizerResponse, cachingAuthorizer } from "./lambda-authorizer.ts";
import type { InvocationResult } from "../batch-outcome.ts";

const ARN = "arn:aws:execute-api:us-east-1:000000000000:local/local/GET/orders";

const allowing = (resource: string, context?: AuthorizerResponse["context"]): InvocationResult => ({
  kind: "response",
  payload: {
    principalId: "key-1",
    policyDocument: { Statement: [{ Effect: "Allow", Resource: resource }] },
    ...(context === undefined ? {} : { context }),
  },
});

const authorizer = (result: InvocationResult) => {
  let invocations = 0;
  let time = 0;
  const invoke = async () => {
    invocations += 1;
    return result;
  };
  const authorize = cachingAuthorizer(invoke, 30, () => time);
  return {
    authorize: (identity: string | undefined, arn = ARN) => authorize(identity, arn, {}),
    invocations: () => invocations,
    passSeconds: (seconds: number) => {
      time += seconds * 1_000;
    },
  };
};

test("a request without the identity source is denied without an invocation", async () => {
  const { authorize, invocations } = authorizer(allowing("*"));
  expect(await authorize(undefined)).toEqual({ kind: "denied", status: 401 });
  expect(invocations()).toBe(0);
});

test("a request that the policy allows passes, with the context as text", async () => {
  const { authorize } = authorizer(
    allowing("arn:aws:execute-api:*:local/local/*/*", { admin: true, n: 1, scopes: "a" }),
  );
  expect(await authorize("Bearer x")).toEqual({
    kind: "allowed",
    principalId: "key-1",
    context: { admin: "true", n: "1", scopes: "a" },
  });
});

test.each<[string, InvocationResult, 401 | 403 | 500]>([
  ["a policy for another path", allowing("arn:aws:execute-api:*:local/local/GET/agents"), 403],
  ["the error Unauthorized", { kind: "error", message: "Unauthorized" }, 401],
  ["any other error", { kind: "error", message: "the database is away" }, 500],
  ["a response without a principal", { kind: "response", payload: {} }, 500],
])("%s is denied with the status of API Gateway", async (_name, result, status) => {
  expect(await authorizer(result).authorize("Bearer x")).toEqual({ kind: "denied", status });
});

test("a response is cached for its TTL and for all routes; an error is not cached", async () => {
  const cached = authorizer(allowing("*"));
  await cached.authorize("Bearer x");
  await cached.authorize("Bearer x", ARN.replace("orders", "agents"));
  expect(cached.invocations()).toBe(1);
  await cached.authorize("Bearer y");
  expect(cached.invocations()).toBe(2);
  cached.passSeconds(31);
  await cached.authorize("Bearer x");
  expect(cached.invocations()).toBe(3);

  const failing = authorizer({ kind: "error", message: "Unauthorized" });
  await failing.authorize("Bearer x");
  await failing.authorize("Bearer x");
  expect(failing.invocations()).toBe(2);
});
