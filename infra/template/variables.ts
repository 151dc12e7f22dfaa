/**
 * What serverless.yml cannot say by itself: parts of the template that are there or not. Each export is a variable,
 * `${file(infra/template/variables.js):name}`; the framework calls it and resolves what it answers.
 */
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { platformId } from "../../lib/domain/fields.ts";
import { DEFAULT_CLIENT, parseClientIds, usagePlanKey } from "../../lib/http/usage-plan-key.ts";
import { FUNCTIONS_ROLE } from "../../lib/database/functions-user.ts";
import { senderAddress } from "../iam/roles.ts";

type Framework = { readonly resolveVariable: (variable: string) => Promise<unknown> };

const text = async ({ resolveVariable }: Framework, variable: string): Promise<string> =>
  String((await resolveVariable(`${variable}, ''`)) ?? "");

const isLocal = async (framework: Framework): Promise<boolean> =>
  (await text(framework, "sls:stage")) === "local";

/** A company may bring its own Postgres; a local stage always does. */
const bringsDatabase = async (framework: Framework): Promise<boolean> =>
  (await isLocal(framework)) || (await text(framework, "param:databaseUrl")) !== "";

// The password is fetched by CloudFormation while it deploys: the template holds only the reference.
const PROXIED = {
  "Fn::Sub": `postgres://${FUNCTIONS_ROLE}:{{resolve:secretsmanager:\${FunctionsSecret}:SecretString:password}}@\${DatabaseProxy.Endpoint}:5432/despacho?sslmode=verify-full`,
};

const HOLDS_PASSWORD = /^[a-z]+:\/\/[^/@]*:[^/@]*@/i;

/** @throws when a password would stand in the template */
export const databaseUrl = async (framework: Framework): Promise<unknown> => {
  if (!(await bringsDatabase(framework))) return PROXIED;
  const url = await text(framework, "param:databaseUrl");
  if ((await isLocal(framework)) || !HOLDS_PASSWORD.test(url)) return url;
  throw new Error(
    "databaseUrl holds a password. Put the URL into Secrets Manager: --param='databaseUrl={{resolve:secretsmanager:<secret>:SecretString:url}}'",
  );
};

export const database = async (framework: Framework): Promise<unknown> =>
  (await bringsDatabase(framework)) ? {} : "${file(infra/database.yml)}";

/** Changes when the database is another one. */
export const databaseIdentity = async (framework: Framework): Promise<unknown> => {
  if (!(await bringsDatabase(framework))) return { Ref: "DatabaseCluster" };
  const url = await text(framework, "param:databaseUrl");
  return createHash("sha256").update(url).digest("hex").slice(0, 16);
};

const list = (commaSeparated: string): string[] => commaSeparated.split(",").filter((id) => id !== "");

/** Where the functions run: in our own VPC, in the one of a company's own Postgres, or in none. */
export const vpc = async (framework: Framework): Promise<unknown> => {
  if (!(await bringsDatabase(framework))) {
    const subnetIds = [{ Ref: "PrivateSubnetA" }, { Ref: "PrivateSubnetB" }];
    return { securityGroupIds: [{ Ref: "FunctionSecurityGroup" }], subnetIds };
  }
  const subnetIds = list(await text(framework, "param:subnetIds"));
  const securityGroupIds = list(await text(framework, "param:securityGroupIds"));
  return subnetIds.length === 0 ? null : { securityGroupIds, subnetIds };
};

/** Alarms, dashboard and mail feedback: types that LocalStack's community edition lacks. */
export const alarms = async (framework: Framework): Promise<unknown> =>
  (await isLocal(framework)) ? {} : "${file(infra/alarms.yml)}";
export const databaseAlarms = async (framework: Framework): Promise<unknown> =>
  (await bringsDatabase(framework)) ? {} : "${file(infra/alarms-database.yml)}";
/**
 * Seven tenths of the connections that Aurora allows: about 205 for each ACU of its largest size, 5,000 at most, and 2,000
 * while its smallest is half an ACU or less.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html
 */
export const connectionAlarmThreshold = async (framework: Framework): Promise<number> => {
  const most = Number(await text(framework, "param:auroraMaxCapacity"));
  const least = Number(await text(framework, "param:auroraMinCapacity"));
  return Math.floor(0.7 * Math.min(least > 0.5 ? 5_000 : 2_000, 205 * most));
};
export const mail = async (framework: Framework): Promise<unknown> =>
  (await isLocal(framework)) ? {} : "${file(infra/mail.yml)}";
export const mailIdentity = async (framework: Framework): Promise<unknown> =>
  (await isLocal(framework)) || (await text(framework, "param:createMailIdentity")) === "false"
    ? {}
    : "${file(infra/mail-identity.yml)}";
export const accessLog = async (framework: Framework): Promise<unknown> =>
  (await isLocal(framework)) || (await text(framework, "param:accessLog")) === "false"
    ? {}
    : "${file(infra/access-log.yml)}";

/** An identity is an address, or a domain with those below it. */
const covers = (identity: string, address: string): boolean => {
  const domain = address.slice(address.indexOf("@") + 1);
  return identity.includes("@")
    ? address === identity
    : domain === identity || domain.endsWith(`.${identity}`);
};

/** @throws when SES would refuse every mail, because the sender is not of the identity that it verified */
export const mailSender = async (framework: Framework): Promise<string> => {
  const sender = await text(framework, "param:mailSender");
  const identity = await text(framework, "param:mailIdentity");
  const address = senderAddress(sender);
  if ((await isLocal(framework)) || covers(identity, address)) return sender;
  throw new Error(
    `mailSender ${sender} is not of the mailIdentity ${identity}, which is what SES verifies; change one of the two parameters`,
  );
};

export const configurationSet = async (framework: Framework): Promise<unknown> =>
  (await isLocal(framework)) ? "" : { Ref: "MailConfigurationSet" };

const AUTHORIZER = {
  name: "authorizer",
  type: "request",
  identitySource: "method.request.header.Authorization",
  resultTtlInSeconds: 30,
};

/** LocalStack's community edition knows no authorizers; there the functions look the key up themselves. */
export const authorizer = async (framework: Framework): Promise<unknown> =>
  (await text(framework, "param:gatewayAuthorizer")) === "false" ? null : AUTHORIZER;

/** What one client may ask of the API before it gets 429, so that none can starve the others; nothing in the local stage. */
export const usagePlan = async (framework: Framework): Promise<unknown> => {
  if (await isLocal(framework)) return null;
  const rateLimit = Number(await text(framework, "param:clientRate"));
  const burstLimit = Number(await text(framework, "param:clientBurst"));
  return { throttle: { rateLimit, burstLimit } };
};

/** Each client's logical ids come from its value: a client that comes or goes leaves the others' keys alone. */
const usageKeyOf = (service: string, client: string, value: string): [string, unknown][] => {
  const id = `UsageKey${value.slice(0, 12)}`;
  const Name = `${service}-${client === DEFAULT_CLIENT ? "everyone-else" : client}`;
  const member = { KeyId: { Ref: id }, KeyType: "API_KEY", UsagePlanId: { Ref: "ApiGatewayUsagePlan" } };
  return [
    [id, { Type: "AWS::ApiGateway::ApiKey", Properties: { Name, Value: value, Enabled: true } }],
    [`${id}Plan`, { Type: "AWS::ApiGateway::UsagePlanKey", Properties: member }],
  ];
};

export const usageKeys = async (framework: Framework): Promise<unknown> => {
  if (await isLocal(framework)) return {};
  const stage = await text(framework, "sls:stage");
  const service = `${await text(framework, "self:service")}-${stage}`;
  const clients = await text(framework, "param:clients");
  const wrong = parseClientIds(clients).find((id) => !platformId.safeParse(id).success);
  if (wrong !== undefined)
    throw new Error(`clients: "${wrong}" can be no client's id; write client ids with commas between`);
  const counted = [DEFAULT_CLIENT, ...new Set(parseClientIds(clients))];
  const keys = counted.flatMap((client) => usageKeyOf(service, client, usagePlanKey(stage, clients, client)));
  return { Resources: Object.fromEntries(keys) };
};
export const usageKeySource = async (framework: Framework): Promise<unknown> =>
  (await isLocal(framework)) ? null : "AUTHORIZER";

/** What the step applies beside the migrations. */
const BESIDE = [
  "rules/default.yaml",
  "lib/rulebook/starting-catalogue.ts",
  "functions/migrate/functions-role.ts",
];

/** Changes when there is something new to migrate, so that CloudFormation runs the step again. */
export const migrationsHash = (): string => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const files = [...globSync("infra/migrations/*.sql", { cwd: root }), ...BESIDE].sort();
  const hash = createHash("sha256");
  for (const file of files) hash.update(file).update(readFileSync(`${root}/${file}`));
  return hash.digest("hex").slice(0, 16);
};

export { roles } from "../iam/roles.ts";
export { queueAndFunctionAlarms } from "./alarms.ts";
