import { expect, test } from "vitest";
import { usagePlanKey } from "../../lib/http/usage-plan-key.ts";
import { ofType } from "../../infra/template/resource.ts";
import { attributeOf, prodWithClients, local, prod, properties } from "./packaged-stages.ts";

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

test("the usage plan has the key that the authorizer returns for each client", () => {
  const values = ofType(prodWithClients.Resources, "AWS::ApiGateway::ApiKey").map(
    ([, { Properties }]) => Properties.Value,
  );
  const returned = ["web", "app", "someone"].map((client) => usagePlanKey("prod", "web,app", client));
  expect(new Set(values)).toEqual(new Set(returned));
  expect(new Set(returned).size).toBe(3);
  expect(ofType(prodWithClients.Resources, "AWS::ApiGateway::UsagePlanKey").length).toBe(3);
});

test("the limit of one client is below the limit of all clients together", () => {
  const [, plan] = ofType(prod.Resources, "AWS::ApiGateway::UsagePlan")[0]!;
  const { RateLimit } = properties(plan).Throttle as { RateLimit: number };
  const { MethodSettings } = properties(prod.Resources.ApiGatewayStage) as {
    MethodSettings: { ThrottlingRateLimit: number }[];
  };
  expect(RateLimit).toBeLessThan(MethodSettings[0]!.ThrottlingRateLimit);
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
