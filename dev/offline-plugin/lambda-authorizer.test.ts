import { expect, test } from "vitest";
import { type AuthorizerResponse, cachingAuthorizer } from "./lambda-authorizer.ts";
import type { InvocationResult } from "./batch-outcome.ts";

const ARN = "arn:aws:execute-api:us-east-1:000000000000:local/local/GET/orders";

const allowing = (resource: string, context?: AuthorizerResponse["context"]): InvocationResult => ({
  kind: "answer",
  payload: {
    principalId: "key-1",
    policyDocument: { Statement: [{ Effect: "Allow", Resource: resource }] },
    ...(context === undefined ? {} : { context }),
  },
});

const authorizer = (result: InvocationResult) => {
  let asked = 0;
  let time = 0;
  const ask = async () => {
    asked += 1;
    return result;
  };
  const judge = cachingAuthorizer(ask, 30, () => time);
  return {
    judge: (identity: string | undefined, arn = ARN) => judge(identity, arn, {}),
    asked: () => asked,
    passSeconds: (seconds: number) => {
      time += seconds * 1_000;
    },
  };
};

test("a request without the identity source is refused without asking", async () => {
  const { judge, asked } = authorizer(allowing("*"));
  expect(await judge(undefined)).toEqual({ kind: "refused", status: 401 });
  expect(asked()).toBe(0);
});

test("what a policy allows passes, with the context as text", async () => {
  const { judge } = authorizer(
    allowing("arn:aws:execute-api:*:local/local/*/*", { admin: true, n: 1, scopes: "a" }),
  );
  expect(await judge("Bearer x")).toEqual({
    kind: "allowed",
    principalId: "key-1",
    context: { admin: "true", n: "1", scopes: "a" },
  });
});

test.each<[string, InvocationResult, 401 | 403 | 500]>([
  ["a policy for another path", allowing("arn:aws:execute-api:*:local/local/GET/agents"), 403],
  ["Unauthorized", { kind: "fault", message: "Unauthorized" }, 401],
  ["any other fault", { kind: "fault", message: "the database is away" }, 500],
  ["an answer without a principal", { kind: "answer", payload: {} }, 500],
])("%s is refused as AWS refuses it", async (_name, result, status) => {
  expect(await authorizer(result).judge("Bearer x")).toEqual({ kind: "refused", status });
});

test("an answer is kept for its time, for all routes; a refusal by fault is not", async () => {
  const kept = authorizer(allowing("*"));
  await kept.judge("Bearer x");
  await kept.judge("Bearer x", ARN.replace("orders", "agents"));
  expect(kept.asked()).toBe(1);
  await kept.judge("Bearer y");
  expect(kept.asked()).toBe(2);
  kept.passSeconds(31);
  await kept.judge("Bearer x");
  expect(kept.asked()).toBe(3);

  const failing = authorizer({ kind: "fault", message: "Unauthorized" });
  await failing.judge("Bearer x");
  await failing.judge("Bearer x");
  expect(failing.asked()).toBe(2);
});
