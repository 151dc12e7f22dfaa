import { expect, test } from "vitest";
import { usagePlanKeys } from "../../infra/template/api-variables.ts";
import { ofType } from "../../infra/template/resource.ts";
import { zipEntry } from "../support/zip-entry.ts";
import {
  attributeOf,
  authorizerArchive,
  CLIENTS,
  local,
  prod,
  prodWithClients,
  properties,
} from "./packaged-stages.ts";

const authorized = ofType(prod.Resources, "AWS::ApiGateway::Method").filter(
  ([, { Properties }]) => Properties.AuthorizerId,
);

test("API Gateway counts the requests to methods with an authorizer, and only those", () => {
  const counted = ofType(prod.Resources, "AWS::ApiGateway::Method").filter(
    ([, { Properties }]) => Properties.ApiKeyRequired,
  );
  expect(counted).toEqual(authorized);
  expect(authorized.length).toBeGreaterThan(10);
});

test("the usage plan has the key that the authorizer's bundle has for each client, and the shared one", () => {
  const bundle = zipEntry(authorizerArchive, "functions/authorizer/handler.mjs");
  const keys = new Map(
    ofType(prodWithClients.Resources, "AWS::ApiGateway::ApiKey").map(([, { Properties }]) => [
      String(Properties.Name).replace(/^despacho-prod-/, ""),
      String(Properties.Value),
    ]),
  );
  expect([...keys.keys()].sort()).toEqual(["everyone-else", ...CLIENTS].sort());
  expect(new Set(keys.values()).size).toBe(keys.size);
  for (const [name, key] of keys)
    expect(bundle, name).toContain(JSON.stringify([name === "everyone-else" ? "*" : name, key]));
  expect(ofType(prodWithClients.Resources, "AWS::ApiGateway::UsagePlanKey").length).toBe(keys.size);
});

test("any number of clients leaves every function's environment below Lambda's 4 KB", () => {
  for (const [id, { Properties }] of ofType(prodWithClients.Resources, "AWS::Lambda::Function"))
    expect(JSON.stringify(Properties.Environment).length, id).toBeLessThan(2_048);
});

test("two services of one stage, and two stages of one service, have different usage plan keys", async () => {
  const keysOf = async (service: string, stage: string) => {
    const values: Record<string, string> = {
      "self:service": service,
      "sls:stage": stage,
      "param:clients": "web",
    };
    const resolveVariable = async (variable: string) => values[variable.split(",")[0]!];
    return (JSON.parse(await usagePlanKeys({ resolveVariable })) as [string, string][]).map(([, key]) => key);
  };
  const all = [
    ...(await keysOf("despacho", "prod")),
    ...(await keysOf("despacho-b", "prod")),
    ...(await keysOf("despacho", "test")),
  ];
  expect(new Set(all).size).toBe(6);
});

test("the limit of one client is below that of one route, which every client's requests count against", () => {
  const [, plan] = ofType(prod.Resources, "AWS::ApiGateway::UsagePlan")[0]!;
  const { RateLimit, BurstLimit } = properties(plan).Throttle as { RateLimit: number; BurstLimit: number };
  const { MethodSettings } = properties(prod.Resources.ApiGatewayStage) as {
    MethodSettings: { ThrottlingRateLimit: number; ThrottlingBurstLimit: number }[];
  };
  expect(RateLimit).toBeLessThan(MethodSettings[0]!.ThrottlingRateLimit);
  expect(BurstLimit).toBeLessThan(MethodSettings[0]!.ThrottlingBurstLimit);
});

test("the stage is a resource of its own: CloudFormation rejects a second deployment that describes it", () => {
  for (const [, { Properties }] of ofType(prod.Resources, "AWS::ApiGateway::Deployment")) {
    expect(Properties.StageName).toBeUndefined();
    expect(Properties.StageDescription).toBeUndefined();
  }
});

test("API Gateway takes the usage plan key from the authorizer, not from a request header", () => {
  expect(properties(prod.Resources.ApiGatewayRestApi).ApiKeySourceType).toBe("AUTHORIZER");
});

test("every request is logged with its status, without an address", () => {
  const { AccessLogSetting } = properties(prod.Resources.ApiGatewayStage) as {
    AccessLogSetting: { DestinationArn: unknown; Format: string };
  };
  expect(attributeOf(AccessLogSetting.DestinationArn)).toBe("ApiAccessLog");
  expect(Object.keys(JSON.parse(AccessLogSetting.Format))).toEqual(
    expect.arrayContaining(["requestId", "status", "client"]),
  );
  expect(AccessLogSetting.Format).not.toMatch(/sourceIp|userAgent|path\b/);
});

test("a deployment is created after the gateway responses, which it contains", () => {
  const gatewayResponses = ofType(prod.Resources, "AWS::ApiGateway::GatewayResponse").map(([id]) => id);
  const [, deployment] = ofType(prod.Resources, "AWS::ApiGateway::Deployment")[0]!;
  expect(gatewayResponses.length).toBeGreaterThan(10);
  expect(deployment.DependsOn).toEqual(expect.arrayContaining(gatewayResponses));
});

test("the local stage has no request limits", () => {
  expect(JSON.stringify(local)).not.toMatch(/UsagePlan|ApiKeyRequired":true|Throttling/);
});
