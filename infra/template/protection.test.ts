import { expect, test } from "vitest";
import TemplatePlugin from "./plugin.ts";
import { checkRemoval, unprotectNewDatabase } from "./protection.ts";

const template = (isProtected: unknown) => ({
  DatabaseCluster: { Type: "AWS::RDS::DBCluster", Properties: { DeletionProtection: isProtected } },
});

test.each([
  ["no stack", undefined, false],
  ["the stack of a deploy that failed", [], false],
  [
    "a cluster that is deleted",
    [{ LogicalResourceId: "DatabaseCluster", ResourceStatus: "DELETE_COMPLETE" }],
    false,
  ],
  [
    "a cluster that failed",
    [{ LogicalResourceId: "DatabaseCluster", ResourceStatus: "CREATE_FAILED" }],
    false,
  ],
  ["another resource", [{ LogicalResourceId: "DatabaseWriter", ResourceStatus: "CREATE_COMPLETE" }], false],
  ["a cluster", [{ LogicalResourceId: "DatabaseCluster", ResourceStatus: "CREATE_COMPLETE" }], true],
  [
    "a changed cluster",
    [{ LogicalResourceId: "DatabaseCluster", ResourceStatus: "UPDATE_ROLLBACK_COMPLETE" }],
    true,
  ],
])("with %s in the account, the deploy protects the cluster: %4$s", async (_, found, isProtected) => {
  const resources = template(true);
  const getStackResources = async () => {
    if (found === undefined) throw new Error("Stack with id despacho-prod does not exist");
    return found;
  };
  expect(await unprotectNewDatabase(resources, { getStackResources })).toBe(!isProtected);
  expect(resources.DatabaseCluster.Properties.DeletionProtection).toBe(isProtected);
});

test("an error other than a missing stack stops the deploy", async () => {
  const getStackResources = () => Promise.reject(new Error("AccessDenied"));
  await expect(unprotectNewDatabase(template(true), { getStackResources })).rejects.toThrow("AccessDenied");
});

test.each([
  ["an unprotected cluster", template("false")],
  ["no cluster", {}],
])("with %s in the template CloudFormation is not asked", async (_, resources) => {
  const getStackResources = () => Promise.reject(new Error("called"));
  expect(await unprotectNewDatabase(resources, { getStackResources })).toBe(false);
});

test("after the deploy that creates Aurora, and only then, a line asks for the deploy that protects it", async () => {
  const lines: string[] = [];
  const deployWith = async (found: readonly object[]) => {
    const service = {
      service: "despacho",
      provider: { stage: "prod", compiledCloudFormationTemplate: { Resources: template(true) } },
    };
    const framework = { service, getProvider: () => ({ getStackResources: async () => found }) };
    const log = { notice: (line: string) => void lines.push(line), warning: () => undefined };
    const { hooks } = new TemplatePlugin(framework, {}, { log });
    await hooks["after:aws:deploy:deploy:createStack"]!();
    await hooks["after:deploy:deploy"]!();
  };
  await deployWith([{ LogicalResourceId: "DatabaseCluster", ResourceStatus: "CREATE_COMPLETE" }]);
  expect(lines).toEqual([]);
  await deployWith([]);
  expect(lines).toEqual([expect.stringContaining("run the same deploy once more")]);
});

test("a protected stage is not removed; an unprotected one is", () => {
  expect(() => checkRemoval("despacho", "prod", true)).toThrow(
    "despacho-prod is protected; nothing was removed. To remove it with its data: npx serverless deploy --stage prod --param=databaseProtection=false, then npx serverless remove --stage prod --param=databaseProtection=false",
  );
  expect(() => checkRemoval("despacho", "prod", false)).not.toThrow();
});
