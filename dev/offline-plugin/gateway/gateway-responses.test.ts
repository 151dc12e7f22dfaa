import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { GATEWAY_RESPONSES, problemBody, problemFor } from "./gateway-responses.ts";

type GatewayResponse = {
  readonly Properties: {
    readonly ResponseType: string;
    readonly StatusCode: string;
    readonly ResponseParameters: Record<string, string>;
    readonly ResponseTemplates: Record<string, string>;
  };
};

const declared = (): Map<string, GatewayResponse["Properties"]> => {
  const file = readFileSync(new URL("../../../infra/api.yml", import.meta.url), "utf8");
  const ref = { tag: "!Ref", resolve: (name: string) => ({ Ref: name }) };
  const { Resources } = parse(file, { customTags: [ref] }) as { Resources: Record<string, GatewayResponse> };
  return new Map(Object.values(Resources).map(({ Properties }) => [Properties.ResponseType, Properties]));
};

test("every gateway response declared for AWS is the same as that of the local gateway", () => {
  const inYaml = declared();
  expect([...inYaml.keys()].sort()).toEqual(Object.keys(GATEWAY_RESPONSES).sort());
  for (const [type, problem] of Object.entries(GATEWAY_RESPONSES)) {
    const { StatusCode, ResponseParameters, ResponseTemplates } = inYaml.get(type)!;
    expect(StatusCode, type).toBe(String(problem.status));
    expect(ResponseTemplates["application/json"], type).toBe(problemBody(problem));
    expect(ResponseParameters["gatewayresponse.header.Content-Type"]).toBe("'application/problem+json'");
    expect(ResponseParameters["gatewayresponse.header.X-Request-Id"]).toBe("context.requestId");
    for (const [name, value] of Object.entries(problem.headers ?? {})) {
      expect(ResponseParameters[`gatewayresponse.header.${name}`], type).toBe(`'${value}'`);
    }
  }
});

test("a status without a gateway response maps to the nearest one that has one", () => {
  expect([418, 401, 404, 413, 500, 502, 504].map((status) => problemFor(status).status)).toEqual([
    400, 401, 404, 413, 503, 503, 503,
  ]);
});
