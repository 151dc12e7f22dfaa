import { expect, test } from "vitest";
import { openApi } from "../../lib/contract/openapi.ts";
import { fuzzRequest } from "./requests.ts";

const requests = Array.from({ length: 2_000 }, (_, number) => fuzzRequest(7, number, {}, "key"));

test("the fuzzer sends requests to every operation of the API's description", () => {
  const described = Object.values(openApi().paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(new Set(requests.map(({ operationId }) => operationId))).toEqual(new Set(described));
});

test("the same seed makes the same requests, another seed makes others", () => {
  expect(fuzzRequest(7, 123, {}, "key")).toEqual(requests[123]);
  expect(fuzzRequest(8, 123, {}, "key")).not.toEqual(requests[123]);
});

test("no request of the fuzzer makes the service call another machine", () => {
  const hosts = requests.flatMap(({ operationId, body }) =>
    /onnection/.test(operationId) ? [...(body?.toString() ?? "").matchAll(/https?:\/\/([^/"\\:]*)/g)] : [],
  );
  expect(hosts.length).toBeGreaterThan(0);
  expect(new Set(hosts.map(([, host]) => host))).toEqual(new Set(["127.0.0.1"]));
});
