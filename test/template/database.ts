import { expect, test } from "vitest";
import type { Template } from "../../dev/serverless/packaged-template.ts";
import { runServerless } from "../../dev/serverless/serverless-cli.ts";
import { ofType } from "../../infra/template/resource.ts";
import {
  prodWithOwnDatabase,
  OWN_DATABASE_URL,
  OWN_READER_URL,
  PACKAGING_TIMEOUT_MS,
  packageStage,
  prod,
  prodWithClients,
  properties,
} from "./packaged-stages.ts";

const variablesOf = (template: Template, id = "OrdersLambdaFunction") =>
  (properties(template.Resources[id]).Environment as { Variables: Record<string, unknown> }).Variables;
const urlOf = (template: Template, id?: string) => variablesOf(template, id).DATABASE_URL;

test("functions connect to Aurora through RDS Proxy, and no password is in the template", () => {
  const functions = "postgres://despacho_functions:{{resolve:secretsmanager:${FunctionsSecret}";
  expect(JSON.stringify(urlOf(prod))).toContain(functions);
  const owner = ofType(prod.Resources, "AWS::Lambda::Function").filter(([id]) =>
    JSON.stringify(urlOf(prod, id)).includes("${DatabaseSecret}"),
  );
  expect(owner.map(([id]) => id)).toEqual(["MigrateLambdaFunction", "KeysLambdaFunction"]);
  expect(JSON.stringify(prod)).not.toMatch(/postgres:\/\/[^:"]+:(?!\{\{resolve:)[^"]*@/);
});

test("lists read from the standby or a replica only where the stage says so", () => {
  const endpoints = (template: Template) => ofType(template.Resources, "AWS::RDS::DBProxyEndpoint");
  expect([variablesOf(prod).DATABASE_READER_URL, endpoints(prod)]).toEqual(["", []]);
  expect(endpoints(prodWithClients)).toMatchObject([
    ["DatabaseReader", { Properties: { TargetRole: "READ_ONLY" } }],
  ]);
  expect(JSON.stringify(variablesOf(prodWithClients).DATABASE_READER_URL)).toContain(
    "@${DatabaseReader.Endpoint}:5432",
  );
  expect(JSON.stringify(variablesOf(prodWithClients, "MigrateLambdaFunction"))).not.toContain(
    "DatabaseReader",
  );
  expect([variablesOf(prodWithOwnDatabase).DATABASE_READER_URL, endpoints(prodWithOwnDatabase)]).toEqual([
    OWN_READER_URL,
    [],
  ]);
});

test("a database URL with a password is rejected", { timeout: PACKAGING_TIMEOUT_MS }, async () => {
  const rejected = packageStage("open", "prod", {
    databaseUrl: "postgres://u:hush@db.example/d",
  });
  await expect(rejected).rejects.toThrow(/databaseUrl holds a password.*Secrets Manager/);
});

test("with an existing Postgres the template has no database, network or secret", () => {
  expect(urlOf(prodWithOwnDatabase)).toBe(OWN_DATABASE_URL);
  const types = Object.values(prodWithOwnDatabase.Resources).map(({ Type }) => Type);
  expect(types.filter((type) => /::(RDS|EC2|SecretsManager)::/.test(type))).toEqual([]);
  expect(properties(prodWithOwnDatabase.Resources.OrdersLambdaFunction).VpcConfig).toBeUndefined();
});

test("only the functions that call receivers of webhooks have a way to the Internet", () => {
  const egressOf = (template: Template) =>
    ofType(template.Resources, "AWS::Lambda::Function").flatMap(([id, { Properties }]) =>
      JSON.stringify(Properties.VpcConfig ?? {}).includes("EgressSubnet") ? [id] : [],
    );
  expect(egressOf(prod).sort()).toEqual(["RegistryLambdaFunction", "WebhooksLambdaFunction"]);
  expect(egressOf(prodWithOwnDatabase)).toEqual([]);
  const routes = ofType(prod.Resources, "AWS::EC2::Route").map(
    ([, { Properties }]) => Properties.RouteTableId,
  );
  expect(routes).toEqual([{ Ref: "PublicRoutes" }, { Ref: "EgressRoutes" }]);
});

test("without webhookEgress nothing has a way to the Internet", {
  timeout: PACKAGING_TIMEOUT_MS,
}, async () => {
  const template = await packageStage("no-egress", "prod", { webhookEgress: "false" });
  expect(ofType(template.Resources, "AWS::EC2::NatGateway")).toEqual([]);
  expect(JSON.stringify(properties(template.Resources.WebhooksLambdaFunction).VpcConfig)).toContain(
    "PrivateSubnetA",
  );
});

test("the migration runs after the writer and its network exist, and before the proxy", () => {
  expect(prod.Resources.Migration?.DependsOn).toEqual(
    expect.arrayContaining(["DatabaseWriter", "S3Endpoint", "PrivateRoutesA", "PrivateRoutesB"]),
  );
  expect(JSON.stringify(urlOf(prod, "MigrateLambdaFunction"))).toContain(
    "${DatabaseCluster.Endpoint.Address}",
  );
  expect(JSON.stringify(prod.Resources.MigrateLambdaFunction)).not.toContain("DatabaseProxy");
  expect(prod.Resources.DatabaseProxyTargets?.DependsOn).toContain("Migration");
  expect(urlOf(prodWithOwnDatabase, "MigrateLambdaFunction")).toBe(OWN_DATABASE_URL);
});

test("every other function is updated after the migration", () => {
  for (const [id, { DependsOn }] of ofType(prod.Resources, "AWS::Lambda::Function"))
    expect(DependsOn?.includes("Migration") ?? false, id).toBe(id !== "MigrateLambdaFunction");
});

test("the database's log has no values of rows", () => {
  const { Parameters } = properties(prod.Resources.DatabaseParameters) as { Parameters: object };
  expect(Parameters).toMatchObject({
    log_error_verbosity: "terse",
    log_parameter_max_length: "0",
    log_parameter_max_length_on_error: "0",
  });
});

test("VPC endpoints accept requests of this account only, except to one named resource", () => {
  for (const [id, endpoint] of ofType(prod.Resources, "AWS::EC2::VPCEndpoint")) {
    const { Statement } = properties(endpoint).PolicyDocument as {
      Statement: readonly { Resource: unknown; Condition?: unknown }[];
    };
    for (const { Resource, Condition } of Statement)
      expect(Resource !== "*" || JSON.stringify(Condition).includes("aws:PrincipalAccount"), id).toBe(true);
  }
});

test("a failed deploy can delete what it created: only what outlives every stack is retained", () => {
  const policies = Object.values(prod.Resources).map(({ DeletionPolicy }) => DeletionPolicy ?? "Delete");
  expect(new Set(policies)).toEqual(new Set(["Delete", "Snapshot", "RetainExceptOnCreate"]));
});

test("`serverless remove` of a protected stage stops before it deletes anything", {
  timeout: PACKAGING_TIMEOUT_MS,
}, async () => {
  // No request of the command could succeed, so the first thing that fails is the check.
  const removed = runServerless({ stage: "prod", endpoint: "http://127.0.0.1:9" }, "remove");
  await expect(removed).rejects.toThrow(
    /despacho-prod is protected; nothing was removed\. .*deploy --stage prod --param=databaseProtection=false/,
  );
});
