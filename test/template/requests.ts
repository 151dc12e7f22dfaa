import { describe, expect, test } from "vitest";
import { usagePlanKey } from "../../lib/http/usage-plan-key.ts";
import { ofType } from "../../infra/template/resource.ts";
import { attributeOf, prodWithClients, local, prod, properties } from "./packaged-stages.ts";

describe("requests", () => {
  const limited = ofType(prod.Resources, "AWS::ApiGateway::Method").filter(
    ([, { Properties }]) => Properties.AuthorizerId,
  );

  test("of who has a key are counted by client, others' are not", () => {
    const counted = ofType(prod.Resources, "AWS::ApiGateway::Method").filter(
      ([, { Properties }]) => Properties.ApiKeyRequired,
    );
    expect(counted).toEqual(limited);
    expect(limited.length).toBeGreaterThan(10);
  });

  test("are counted by a key that the plan has, whichever client asks", () => {
    const values = ofType(prodWithClients.Resources, "AWS::ApiGateway::ApiKey").map(
      ([, { Properties }]) => Properties.Value,
    );
    const asked = ["web", "app", "someone"].map((client) => usagePlanKey("prod", "web,app", client));
    expect(new Set(values)).toEqual(new Set(asked));
    expect(new Set(asked).size).toBe(3);
    expect(ofType(prodWithClients.Resources, "AWS::ApiGateway::UsagePlanKey").length).toBe(3);
  });

  test("of one client cannot use up what all of them have", () => {
    const [, plan] = ofType(prod.Resources, "AWS::ApiGateway::UsagePlan")[0]!;
    const { RateLimit } = properties(plan).Throttle as { RateLimit: number };
    const { MethodSettings } = properties(prod.Resources.ApiGatewayStage) as {
      MethodSettings: { ThrottlingRateLimit: number }[];
    };
    expect(RateLimit).toBeLessThan(MethodSettings[0]!.ThrottlingRateLimit);
  });

  test("meet a stage of its own, because CloudFormation lets no second deployment describe one", () => {
    for (const [, { Properties }] of ofType(prod.Resources, "AWS::ApiGateway::Deployment")) {
      expect(Properties.StageName).toBeUndefined();
      expect(Properties.StageDescription).toBeUndefined();
    }
  });

  test("are known by the key that the authorizer names, not by a header that anyone may send", () => {
    expect(properties(prod.Resources.ApiGatewayRestApi).ApiKeySourceType).toBe("AUTHORIZER");
  });

  test("are logged, without an address and however they were answered", () => {
    const { AccessLogSetting } = properties(prod.Resources.ApiGatewayStage) as {
      AccessLogSetting: { DestinationArn: unknown; Format: string };
    };
    expect(attributeOf(AccessLogSetting.DestinationArn)).toBe("ApiAccessLog");
    expect(Object.keys(JSON.parse(AccessLogSetting.Format))).toEqual(
      expect.arrayContaining(["requestId", "status", "client"]),
    );
    expect(AccessLogSetting.Format).not.toMatch(/sourceIp|userAgent|path\b/);
  });

  test("meet the gateway's own answers as they are now", () => {
    const answers = ofType(prod.Resources, "AWS::ApiGateway::GatewayResponse").map(([id]) => id);
    const [, deployment] = ofType(prod.Resources, "AWS::ApiGateway::Deployment")[0]!;
    expect(answers.length).toBeGreaterThan(10);
    expect(deployment.DependsOn).toEqual(expect.arrayContaining(answers));
  });

  test("are not limited in the local stage", () => {
    expect(JSON.stringify(local)).not.toMatch(/UsagePlan|ApiKeyRequired":true|Throttling/);
  });
});
