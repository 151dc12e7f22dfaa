import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { usageKey } from "../../../../lib/edge/usage-key.ts";
import { ofType, packageInto, type Resource, type Template } from "../../packaged.ts";
import { EVENT_SOURCE_ACTIONS, permissionsOf } from "../../permissions.ts";
import localStackTypes from "./localstack-types.json" with { type: "json" };
import { sdkOperations } from "./sdk-operations.ts";

const directory = mkdtempSync(join(tmpdir(), "despacho-template-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const OWN_DATABASE = "{{resolve:secretsmanager:their-database:SecretString:url}}";
// One after the other: the bundler keeps its work in one place.
const prod = await packageInto(join(directory, "prod"), "prod");
const local = await packageInto(join(directory, "local"), "local");
const limits = await packageInto(join(directory, "limits"), "prod", { clients: "web, app" });
const brought = await packageInto(join(directory, "brought"), "prod", { databaseUrl: OWN_DATABASE });

type Properties = Readonly<Record<string, unknown>>;
const properties = (resource: Resource | undefined): Properties => resource?.Properties ?? {};
const attributeOf = (value: unknown): string => (value as { "Fn::GetAtt": string[] })["Fn::GetAtt"][0]!;
const isDeadLetter = ([id]: [string, Resource]): boolean => id.endsWith("DeadLetterQueue");

describe.each([
  ["prod", prod],
  ["local", local],
])("queues in the stage %s", (_, template: Template) => {
  const queues = ofType(template, "AWS::SQS::Queue");

  test.each(queues.filter((queue) => !isDeadLetter(queue)))(
    "%s has a redrive that outlasts it",
    (_id, queue) => {
      const { RedrivePolicy, MessageRetentionPeriod } = properties(queue) as {
        RedrivePolicy: { deadLetterTargetArn: unknown; maxReceiveCount: string };
        MessageRetentionPeriod: number;
      };
      expect(Number(RedrivePolicy.maxReceiveCount)).toBeGreaterThanOrEqual(5);
      const target = properties(template.Resources[attributeOf(RedrivePolicy.deadLetterTargetArn)]);
      expect(target.MessageRetentionPeriod).toBeGreaterThan(MessageRetentionPeriod);
    },
  );

  test("every event source reports failures one by one and has a limit", () => {
    for (const [id, source] of ofType(template, "AWS::Lambda::EventSourceMapping")) {
      const { FunctionResponseTypes, ScalingConfig } = properties(source);
      expect(FunctionResponseTypes, id).toEqual(["ReportBatchItemFailures"]);
      expect((ScalingConfig as { MaximumConcurrency: number }).MaximumConcurrency, id).toBeLessThanOrEqual(5);
    }
  });
});

test("a queue hides a message for six times as long as its function may take", () => {
  for (const [id, source] of ofType(prod, "AWS::Lambda::EventSourceMapping")) {
    const { EventSourceArn, FunctionName } = properties(source);
    const { VisibilityTimeout } = properties(prod.Resources[attributeOf(EventSourceArn)]);
    const { Timeout } = properties(prod.Resources[attributeOf(FunctionName)]);
    expect(Number(VisibilityTimeout), id).toBeGreaterThanOrEqual(6 * Number(Timeout));
  }
});

test("the local stage has no type that LocalStack's community edition lacks", () => {
  const types = new Set(Object.values(local.Resources).map(({ Type }) => Type));
  expect(
    [...types].filter((type) => !localStackTypes.includes(type) && !type.startsWith("Custom::")),
  ).toEqual([]);
});

describe("the database", () => {
  const url = (template: Template, id = "OrdersLambdaFunction") =>
    (properties(template.Resources[id]).Environment as { Variables: Record<string, unknown> }).Variables
      .DATABASE_URL;

  test("is Aurora behind RDS Proxy, and its password is nowhere in the template", () => {
    const functions = "postgres://despacho_functions:{{resolve:secretsmanager:${FunctionsSecret}";
    expect(JSON.stringify(url(prod))).toContain(functions);
    const owner = ofType(prod, "AWS::Lambda::Function").filter(([id]) =>
      JSON.stringify(url(prod, id)).includes("${DatabaseSecret}"),
    );
    expect(owner.map(([id]) => id)).toEqual(["MigrateLambdaFunction"]);
    expect(JSON.stringify(prod)).not.toMatch(/postgres:\/\/[^:"]+:(?!\{\{resolve:)[^"]*@/);
  });

  test("is replaced by one that a company brings", () => {
    expect(url(brought)).toBe(OWN_DATABASE);
    const types = Object.values(brought.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => /::(RDS|EC2|SecretsManager)::/.test(type))).toEqual([]);
    expect(properties(brought.Resources.OrdersLambdaFunction).VpcConfig).toBeUndefined();
  });

  test("is there, with what leads to it and back, before the migration and after it", () => {
    expect(prod.Resources.Migration?.DependsOn).toEqual(
      expect.arrayContaining(["DatabaseWriter", "S3Endpoint", "PrivateRoutesA", "PrivateRoutesB"]),
    );
    expect(JSON.stringify(url(prod, "MigrateLambdaFunction"))).toContain(
      "${DatabaseCluster.Endpoint.Address}",
    );
    expect(JSON.stringify(prod.Resources.MigrateLambdaFunction)).not.toContain("DatabaseProxy");
    expect(prod.Resources.DatabaseProxyTargets?.DependsOn).toContain("Migration");
    expect(url(brought, "MigrateLambdaFunction")).toBe(OWN_DATABASE);
  });

  test("is migrated before any function gets new code", () => {
    for (const [id, { DependsOn }] of ofType(prod, "AWS::Lambda::Function"))
      expect(DependsOn?.includes("Migration") ?? false, id).toBe(id !== "MigrateLambdaFunction");
  });
});

describe("requests", () => {
  const limited = ofType(prod, "AWS::ApiGateway::Method").filter(
    ([, { Properties }]) => Properties?.AuthorizerId,
  );

  test("of who has a key are counted by client, others' are not", () => {
    const counted = ofType(prod, "AWS::ApiGateway::Method").filter(
      ([, { Properties }]) => Properties?.ApiKeyRequired,
    );
    expect(counted).toEqual(limited);
    expect(limited.length).toBeGreaterThan(10);
  });

  test("are counted by a key that the plan has, whichever client asks", () => {
    const values = ofType(limits, "AWS::ApiGateway::ApiKey").map(([, { Properties }]) => Properties?.Value);
    const asked = ["web", "app", "someone"].map((client) => usageKey("prod", "web,app", client));
    expect(new Set(values)).toEqual(new Set(asked));
    expect(new Set(asked).size).toBe(3);
    expect(ofType(limits, "AWS::ApiGateway::UsagePlanKey").length).toBe(3);
  });

  test("of one client cannot use up what all of them have", () => {
    const [, plan] = ofType(prod, "AWS::ApiGateway::UsagePlan")[0]!;
    const { RateLimit } = properties(plan).Throttle as { RateLimit: number };
    const { MethodSettings } = properties(prod.Resources.ApiGatewayStage) as {
      MethodSettings: { ThrottlingRateLimit: number }[];
    };
    expect(RateLimit).toBeLessThan(MethodSettings[0]!.ThrottlingRateLimit);
  });

  test("meet a stage of its own, because CloudFormation lets no second deployment describe one", () => {
    for (const [, { Properties }] of ofType(prod, "AWS::ApiGateway::Deployment")) {
      expect(Properties?.StageName).toBeUndefined();
      expect(Properties?.StageDescription).toBeUndefined();
    }
  });

  test("are not limited in the local stage", () => {
    expect(JSON.stringify(local)).not.toMatch(/UsagePlan|ApiKeyRequired":true|Throttling/);
  });
});

describe("permissions", () => {
  /** For each statement that names a resource with a star the reason. */
  const WILDCARDS: Readonly<Record<string, string>> = {
    WriteOwnLog: "the streams within the function's own log",
    NetworkInterfaces:
      "Lambda makes them before the function runs, by ids that nobody knows; the code is denied them",
    SendMail: "held by the sender's address; SES may look at the identities of address, domain and recipient",
  };
  const granted = permissionsOf(prod);
  const allowed = granted.filter(({ effect }) => effect === "Allow");

  test("name their resources, but for those with a reason", () => {
    const wild = allowed.filter(({ resources }) => resources.some((one) => one.includes("*")));
    expect([...new Set(wild.map(({ sid }) => sid))].sort()).toEqual(Object.keys(WILDCARDS).sort());
    const own = (functionName: string) => `:log-group:/aws/lambda/despacho-prod-${functionName}:*`;
    for (const { functionName, resources } of wild.filter(({ sid }) => sid === "WriteOwnLog"))
      expect(
        resources.every((one) => one.endsWith(own(functionName))),
        functionName,
      ).toBe(true);
    expect(allowed.filter(({ action }) => action.includes("*"))).toEqual([]);
  });

  test("a function's code cannot use what Lambda needs for its network", () => {
    const denied = granted.filter(({ effect }) => effect === "Deny").map(({ functionName }) => functionName);
    expect(new Set(denied)).toEqual(new Set(granted.map(({ functionName }) => functionName)));
  });

  /** In the code, and yet not granted. */
  const NEEDLESS: Readonly<Record<string, string>> = {
    "packingSlips sqs:SendMessage": "what finishes sets its dependents free; nothing depends on a slip",
    "emails sqs:SendMessage": "nothing depends on a mail",
    "commissions sqs:SendMessage": "nothing depends on a commission",
  };

  test("are those that the functions' code calls, no more and no fewer", async () => {
    const ofCode = (action: string) => /^(sqs|ses):/.test(action);
    const handlers = ofType(prod, "AWS::Lambda::Function").map(([id, { Properties }]) => ({
      name: `${id[0]!.toLowerCase()}${id.slice(1).replace(/LambdaFunction$/, "")}`,
      file: `${String(Properties?.Handler).replace(/\.[^.]+$/, "")}.ts`,
    }));
    for (const { name, file } of handlers) {
      const calls = (await sdkOperations(file)).filter(
        (action) => NEEDLESS[`${name} ${action}`] === undefined,
      );
      const own = allowed.filter(({ functionName, action }) => functionName === name && ofCode(action));
      const byItself = own.filter(
        ({ action, sid }) => !(sid === "ConsumeOwnQueue" && EVENT_SOURCE_ACTIONS.includes(action)),
      );
      expect([...new Set(byItself.map(({ action }) => action))].sort(), name).toEqual(calls.sort());
    }
  });
});

test("a sender that SES would refuse is refused before anything is deployed", {
  timeout: 30_000,
}, async () => {
  const packaged = packageInto(join(directory, "foreign"), "prod", { mailIdentity: "shop.example" });
  await expect(packaged).rejects.toThrow(/mailSender .* is not of the mailIdentity shop\.example/);
});

test("every function is of the architecture and the runtime that it is built for", () => {
  for (const [id, { Properties }] of ofType(prod, "AWS::Lambda::Function"))
    expect([Properties?.Architectures, Properties?.Runtime], id).toEqual([["arm64"], "nodejs24.x"]);
});

test("every function has its own role and a log that ends", () => {
  const roles = ofType(prod, "AWS::Lambda::Function").map(([, { Properties }]) =>
    attributeOf(Properties?.Role),
  );
  expect(new Set(roles).size).toBe(roles.length);
  for (const [id, group] of ofType(prod, "AWS::Logs::LogGroup"))
    expect(properties(group).RetentionInDays, id).toBe(30);
});
