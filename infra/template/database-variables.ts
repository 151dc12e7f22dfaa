/** Variables of serverless.yml: our own Aurora, or the Postgres that a company brings. */
import { createHash } from "node:crypto";
import { FUNCTIONS_ROLE } from "../../lib/database/functions-user.ts";
import { configurationError, isLocalStage, textOf, type VariableResolver } from "./variable-resolver.ts";

/** Whether the deployment uses an existing Postgres; the local stage always does. */
const bringsDatabase = async (resolver: VariableResolver): Promise<boolean> =>
  (await isLocalStage(resolver)) || (await textOf(resolver, "param:databaseUrl")) !== "";

/** The template has only a reference to the password; CloudFormation resolves it while it deploys. */
const urlAt = (endpoint: string) => ({
  "Fn::Sub": `postgres://${FUNCTIONS_ROLE}:{{resolve:secretsmanager:\${FunctionsSecret}:SecretString:password}}@\${${endpoint}}:5432/despacho?sslmode=verify-full`,
});

const URL_WITH_PASSWORD = /^[a-z]+:\/\/[^/@]*:[^/@]*@/i;

/** @throws Error when the template would contain a password */
const givenUrl = async (resolver: VariableResolver, name: string): Promise<string> => {
  const url = await textOf(resolver, `param:${name}`);
  if ((await isLocalStage(resolver)) || !URL_WITH_PASSWORD.test(url)) return url;
  throw configurationError(
    `${name} holds a password. Put the URL into Secrets Manager: --param='${name}={{resolve:secretsmanager:<secret>:SecretString:url}}'`,
  );
};

/** @throws Error when the template would contain a password */
export const databaseUrl = async (resolver: VariableResolver): Promise<unknown> =>
  (await bringsDatabase(resolver)) ? givenUrl(resolver, "databaseUrl") : urlAt("DatabaseProxy.Endpoint");

/** Whether lists read from the standby of the stack's own Aurora. */
const readsStandby = async (resolver: VariableResolver): Promise<boolean> =>
  !(await bringsDatabase(resolver)) && (await textOf(resolver, "param:databaseReader")) === "true";

/** Empty where lists read from the writer. @throws Error when the template would contain a password */
export const databaseReaderUrl = async (resolver: VariableResolver): Promise<unknown> => {
  if (await readsStandby(resolver)) return urlAt("DatabaseReader.Endpoint");
  const reader = await givenUrl(resolver, "databaseReader");
  return reader === "true" || reader === "false" ? "" : reader;
};

export const databaseReader = async (resolver: VariableResolver): Promise<unknown> =>
  (await readsStandby(resolver)) ? "${file(infra/database-reader.yml)}" : {};

export const network = async (resolver: VariableResolver): Promise<unknown> =>
  (await bringsDatabase(resolver)) ? {} : "${file(infra/network.yml)}";

export const database = async (resolver: VariableResolver): Promise<unknown> =>
  (await bringsDatabase(resolver)) ? {} : "${file(infra/database.yml)}";

/** Changes when the deployment gets another database. */
export const databaseIdentity = async (resolver: VariableResolver): Promise<unknown> => {
  if (!(await bringsDatabase(resolver))) return { Ref: "DatabaseCluster" };
  const url = await textOf(resolver, "param:databaseUrl");
  return createHash("sha256").update(url).digest("hex").slice(0, 16);
};

const splitIds = (commaSeparated: string): string[] => commaSeparated.split(",").filter((id) => id !== "");

/** The functions' VpcConfig: our own VPC, the VPC of a company's own Postgres, or none. */
export const vpc = async (resolver: VariableResolver): Promise<unknown> => {
  if (!(await bringsDatabase(resolver))) {
    const subnetIds = [{ Ref: "PrivateSubnetA" }, { Ref: "PrivateSubnetB" }];
    return { securityGroupIds: [{ Ref: "FunctionSecurityGroup" }], subnetIds };
  }
  const subnetIds = splitIds(await textOf(resolver, "param:subnetIds"));
  const securityGroupIds = splitIds(await textOf(resolver, "param:securityGroupIds"));
  return subnetIds.length === 0 ? null : { securityGroupIds, subnetIds };
};

/** Whether our own VPC has a way to the receivers of webhooks. */
const hasEgress = async (resolver: VariableResolver): Promise<boolean> =>
  !(await bringsDatabase(resolver)) && (await textOf(resolver, "param:webhookEgress")) !== "false";

export const egress = async (resolver: VariableResolver): Promise<unknown> =>
  (await hasEgress(resolver)) ? "${file(infra/egress.yml)}" : {};

/** The VpcConfig of the functions that call receivers of webhooks. A company's own VPC has its own way to them. */
export const egressVpc = async (resolver: VariableResolver): Promise<unknown> => {
  if (!(await hasEgress(resolver))) return vpc(resolver);
  const subnetIds = [{ Ref: "EgressSubnetA" }, { Ref: "EgressSubnetB" }];
  return { securityGroupIds: [{ Ref: "FunctionSecurityGroup" }], subnetIds };
};

export const databaseAlarms = async (resolver: VariableResolver): Promise<unknown> =>
  (await bringsDatabase(resolver)) ? {} : "${file(infra/alarms-database.yml)}";

const CONNECTIONS_PER_ACU = 205;
const MAX_CONNECTIONS = 5_000;
/** Aurora's maximum while its minimum capacity is 0.5 ACU or less. */
const MAX_CONNECTIONS_AT_SMALL_MINIMUM = 2_000;

/**
 * Seven tenths of `max_connections`, which Aurora derives from its maximum capacity.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html
 */
export const connectionAlarmThreshold = async (resolver: VariableResolver): Promise<number> => {
  const maxAcu = Number(await textOf(resolver, "param:auroraMaxCapacity"));
  const minAcu = Number(await textOf(resolver, "param:auroraMinCapacity"));
  const limit = minAcu > 0.5 ? MAX_CONNECTIONS : MAX_CONNECTIONS_AT_SMALL_MINIMUM;
  return Math.floor(0.7 * Math.min(limit, CONNECTIONS_PER_ACU * maxAcu));
};
