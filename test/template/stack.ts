import { expect, test } from "vitest";
import type { Template } from "../../dev/serverless/packaged-template.ts";
import { ofType } from "../../infra/template/resource.ts";
import localStackTypes from "./localstack-types.json" with { type: "json" };
import {
  attributeOf,
  prodWithClients,
  local,
  PACKAGING_TIMEOUT_MS,
  packageStage,
  prod,
  properties,
} from "./packaged-stages.ts";

test("the local stage has only resource types of LocalStack's community edition", () => {
  const types = new Set(Object.values(local.Resources).map(({ Type }) => Type));
  expect(
    [...types].filter((type) => !localStackTypes.includes(type) && !type.startsWith("Custom::")),
  ).toEqual([]);
});

test("every metric that operators need has an alarm that notifies the topic", () => {
  const alarms = ofType(prod.Resources, "AWS::CloudWatch::Alarm");
  const monitored = new Set(
    alarms.map(([, { Properties }]) => `${Properties.Namespace} ${Properties.MetricName}`),
  );
  for (const metric of [
    "AWS/SQS ApproximateNumberOfMessagesVisible",
    "AWS/SQS ApproximateAgeOfOldestMessage",
    "despacho/prod OldestUnpublishedSeconds",
    "despacho/prod OldestPostponedMailSeconds",
    "despacho/prod FailedTasks",
    "despacho/prod RejectedTasks",
    "despacho/prod PostponedTasks",
    "despacho/prod MailQuotaUsed",
    "despacho/prod ThrottledRequests",
    "AWS/ApiGateway 5XXError",
    "AWS/Lambda Throttles",
    "AWS/Lambda Errors",
    "AWS/RDS DatabaseConnections",
    "AWS/SES Reputation.BounceRate",
    "AWS/SES Reputation.ComplaintRate",
  ])
    expect(monitored, metric).toContain(metric);
  for (const [id, { Properties }] of alarms)
    expect(Properties.AlarmActions, id).toEqual([{ Ref: "AlarmTopic" }]);
});

test("an alarm on a metric of our own has a metric filter, and the dashboard shows it", () => {
  const filtered = ofType(prod.Resources, "AWS::Logs::MetricFilter").flatMap(([, { Properties }]) =>
    (Properties.MetricTransformations as { MetricNamespace: string; MetricName: string }[]).map(
      ({ MetricNamespace, MetricName }) => `${MetricNamespace} ${MetricName}`,
    ),
  );
  const watched = ofType(prod.Resources, "AWS::CloudWatch::Alarm")
    .filter(([, { Properties }]) => Properties.Namespace === "despacho/prod")
    .map(([, { Properties }]) => `${Properties.Namespace} ${Properties.MetricName}`);
  expect(watched.sort()).toEqual(filtered.sort());
  const dashboard = JSON.stringify(prod.Resources.Dashboard);
  for (const metric of watched) expect(dashboard, metric).toContain(metric.split(" ")[1]);
});

test("429 is counted by the status that the access log has", () => {
  const { FilterPattern, LogGroupName } = properties(prod.Resources.ApiThrottledRequests);
  expect([FilterPattern, LogGroupName]).toEqual(['{ $.status = "429" }', { Ref: "ApiAccessLog" }]);
  const { AccessLogSetting } = properties(prod.Resources.ApiGatewayStage) as {
    AccessLogSetting: { Format: string };
  };
  expect(JSON.parse(AccessLogSetting.Format).status).toBe("$context.status");
});

test.each([
  ["shop.example", "Shop <orders@notshop.example>"],
  ["orders@shop.example", "Shop <more.orders@shop.example>"],
])(
  "with the SES identity %s the sender %s is rejected before anything is deployed",
  {
    timeout: PACKAGING_TIMEOUT_MS,
  },
  async (mailIdentity, mailSender) => {
    const rejected = packageStage("foreign", "prod", { mailIdentity, mailSender });
    await expect(rejected).rejects.toThrow(/mailSender .* is not of the mailIdentity .*shop\.example/);
  },
);

test("an unknown or malformed parameter stops the packaging", { timeout: PACKAGING_TIMEOUT_MS }, async () => {
  const rejected = packageStage("mistyped", "prod", { clientRte: "5", clientRate: "abc" });
  await expect(rejected).rejects.toThrow(
    /no parameter `clientRte`; did you mean `clientRate`\?\n +`clientRate` is "abc"; it must be a whole number/,
  );
});

test("more clients than CloudFormation has room for stop the packaging", {
  timeout: PACKAGING_TIMEOUT_MS,
}, async () => {
  const clients = Array.from({ length: 200 }, (_, index) => `shop-${index}`).join(",");
  await expect(packageStage("crowded", "prod", { clients })).rejects.toThrow(
    /`clients` has 200 client ids; CloudFormation accepts a template with \d+ of them at most/,
  );
});

test("a verified domain covers its subdomains", { timeout: PACKAGING_TIMEOUT_MS }, async () => {
  const params = { mailIdentity: "shop.example", mailSender: "Shop <orders@mail.shop.example>" };
  await expect(packageStage("below", "prod", params)).resolves.toBeDefined();
});

test("the id of the API deployment changes with the API only", () => {
  const idOf = (template: Template) => ofType(template.Resources, "AWS::ApiGateway::Deployment")[0]![0];
  expect(idOf(prodWithClients)).toBe(idOf(prod));
  expect(idOf(local)).not.toBe(idOf(prod));
  expect(properties(prod.Resources.ApiGatewayStage).DeploymentId).toEqual({ Ref: idOf(prod) });
});

test("every function has the architecture and runtime of its bundle", () => {
  for (const [id, { Properties }] of ofType(prod.Resources, "AWS::Lambda::Function"))
    expect([Properties.Architectures, Properties.Runtime], id).toEqual([["arm64"], "nodejs24.x"]);
});

test("every function has its own role, and a log with a retention period", () => {
  const roles = ofType(prod.Resources, "AWS::Lambda::Function").map(([, { Properties }]) =>
    attributeOf(Properties.Role),
  );
  expect(new Set(roles).size).toBe(roles.length);
  for (const [id, group] of ofType(prod.Resources, "AWS::Logs::LogGroup"))
    expect(properties(group).RetentionInDays, id).toBe(30);
});
