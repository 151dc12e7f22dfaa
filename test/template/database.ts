import { describe, expect, test } from "vitest";
import type { Template } from "../../dev/serverless/packaged-template.ts";
import { ofType } from "../../infra/template/resource.ts";
import { prodWithOwnDatabase, OWN_DATABASE_URL, packageStage, prod, properties } from "./packaged-stages.ts";

describe("the database", () => {
  const url = (template: Template, id = "OrdersLambdaFunction") =>
    (properties(template.Resources[id]).Environment as { Variables: Record<string, unknown> }).Variables
      .DATABASE_URL;

  test("is Aurora behind RDS Proxy, and its password is nowhere in the template", () => {
    const functions = "postgres://despacho_functions:{{resolve:secretsmanager:${FunctionsSecret}";
    expect(JSON.stringify(url(prod))).toContain(functions);
    const owner = ofType(prod.Resources, "AWS::Lambda::Function").filter(([id]) =>
      JSON.stringify(url(prod, id)).includes("${DatabaseSecret}"),
    );
    expect(owner.map(([id]) => id)).toEqual(["MigrateLambdaFunction"]);
    expect(JSON.stringify(prod)).not.toMatch(/postgres:\/\/[^:"]+:(?!\{\{resolve:)[^"]*@/);
  });

  test("brought with a password in the open is refused", { timeout: 30_000 }, async () => {
    const refused = packageStage("open", "prod", {
      databaseUrl: "postgres://u:hush@db.example/d",
    });
    await expect(refused).rejects.toThrow(/databaseUrl holds a password.*Secrets Manager/);
  });

  test("is replaced by one that a company brings", () => {
    expect(url(prodWithOwnDatabase)).toBe(OWN_DATABASE_URL);
    const types = Object.values(prodWithOwnDatabase.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => /::(RDS|EC2|SecretsManager)::/.test(type))).toEqual([]);
    expect(properties(prodWithOwnDatabase.Resources.OrdersLambdaFunction).VpcConfig).toBeUndefined();
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
    expect(url(prodWithOwnDatabase, "MigrateLambdaFunction")).toBe(OWN_DATABASE_URL);
  });

  test("is migrated before any function gets new code", () => {
    for (const [id, { DependsOn }] of ofType(prod.Resources, "AWS::Lambda::Function"))
      expect(DependsOn?.includes("Migration") ?? false, id).toBe(id !== "MigrateLambdaFunction");
  });
});

test("the database's log has no values of rows", () => {
  const { Parameters } = properties(prod.Resources.DatabaseParameters) as { Parameters: object };
  expect(Parameters).toMatchObject({
    log_error_verbosity: "terse",
    log_parameter_max_length: "0",
    log_parameter_max_length_on_error: "0",
  });
});

test("the network lets nothing through but this account's own calls", () => {
  for (const [id, endpoint] of ofType(prod.Resources, "AWS::EC2::VPCEndpoint")) {
    const { Statement } = properties(endpoint).PolicyDocument as {
      Statement: readonly { Resource: unknown; Condition?: unknown }[];
    };
    for (const { Resource, Condition } of Statement)
      expect(Resource !== "*" || JSON.stringify(Condition).includes("aws:PrincipalAccount"), id).toBe(true);
  }
});
