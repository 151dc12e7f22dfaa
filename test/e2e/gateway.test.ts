/** Behaviour of API Gateway that no function controls. */
import { expect } from "vitest";
import { e2eTest as test, requireCapability } from "./e2e-test.ts";

test.for([
  ["no API key", null],
  ["an unknown API key", "dsp_unknown"],
] as const)("API Gateway rejects a request with %s with problem details", async ([, key], { api, skip }) => {
  requireCapability(skip, "gatewayResponses");
  const response = await api.call("/orders", { key });
  expect(response.status).toBe(401);
  expect(response.headers.get("content-type")).toContain("application/problem+json");
  expect(response.headers.get("x-request-id")).toMatch(/./);
});

test("a response has no CORS header, so that no web page can call the API", async ({ api, skip }) => {
  requireCapability(skip, "noCors");
  const response = await api.call("/orders", { headers: { Origin: "http://elsewhere.example" } });
  expect(response.status).toBe(200);
  expect(response.headers.get("access-control-allow-origin")).toBeNull();
});

test("the authorizer override header of serverless-offline is ignored", async ({ api }) => {
  const override = JSON.stringify({ scopes: "admin", clientId: "local" });
  const headers = { "sls-offline-authorizer-override": override };
  expect((await api.call("/orders", { key: null, headers })).status).toBe(401);
});
