/** Variables of serverless.yml: the REST API's authorizer, usage plan and access log. */
import { createHash } from "node:crypto";
import { DEFAULT_CLIENT, parseClientIds } from "../../lib/http/usage-plan-key.ts";
import { isLocalStage, textOf, type VariableResolver } from "./variable-resolver.ts";

export const accessLog = async (resolver: VariableResolver): Promise<unknown> =>
  (await isLocalStage(resolver)) || (await textOf(resolver, "param:accessLog")) === "false"
    ? {}
    : "${file(infra/access-log.yml)}";

const AUTHORIZER = {
  name: "authorizer",
  type: "request",
  identitySource: "method.request.header.Authorization",
  resultTtlInSeconds: 30,
};

/** None in LocalStack's community edition, which lacks authorizers; the functions then look the API key up themselves. */
export const authorizer = async (resolver: VariableResolver): Promise<unknown> =>
  (await textOf(resolver, "param:gatewayAuthorizer")) === "false" ? null : AUTHORIZER;

/** The request limit of one client; beyond it API Gateway responds with 429. None in the local stage. */
export const usagePlan = async (resolver: VariableResolver): Promise<unknown> => {
  if (await isLocalStage(resolver)) return null;
  const rateLimit = Number(await textOf(resolver, "param:clientRate"));
  const burstLimit = Number(await textOf(resolver, "param:clientBurst"));
  return { throttle: { rateLimit, burstLimit } };
};

/** The value of a usage plan's key: 64 hex digits, because AWS takes 20 to 128 letters and digits, unique in an account. */
const keyValue = (service: string, stage: string, client: string): string =>
  createHash("sha256").update(`${service} ${stage} ${client}`).digest("hex");

type UsageKey = readonly [client: string, value: string];

/** The key of the clients that share one limit, then that of each client with a limit of its own. */
const keysOf = async (resolver: VariableResolver): Promise<UsageKey[]> => {
  const service = await textOf(resolver, "self:service");
  const stage = await textOf(resolver, "sls:stage");
  const clients = new Set(parseClientIds(await textOf(resolver, "param:clients")));
  return [DEFAULT_CLIENT, ...clients].map((client) => [client, keyValue(service, stage, client)]);
};

/** The keys as the constant of the bundles that the authorizer reads; JSON. */
export const usagePlanKeys = async (resolver: VariableResolver): Promise<string> =>
  JSON.stringify((await isLocalStage(resolver)) ? [] : await keysOf(resolver));

/** The logical ids derive from the key's value, so that adding or removing a client keeps the keys of the others. */
const usageKeyResources = (stack: string, [client, value]: UsageKey): [string, unknown][] => {
  const id = `UsageKey${value.slice(0, 12)}`;
  const Name = `${stack}-${client === DEFAULT_CLIENT ? "everyone-else" : client}`;
  const planKey = { KeyId: { Ref: id }, KeyType: "API_KEY", UsagePlanId: { Ref: "ApiGatewayUsagePlan" } };
  return [
    [id, { Type: "AWS::ApiGateway::ApiKey", Properties: { Name, Value: value, Enabled: true } }],
    [`${id}Plan`, { Type: "AWS::ApiGateway::UsagePlanKey", Properties: planKey }],
  ];
};

export const usageKeys = async (resolver: VariableResolver): Promise<unknown> => {
  if (await isLocalStage(resolver)) return {};
  const stack = `${await textOf(resolver, "self:service")}-${await textOf(resolver, "sls:stage")}`;
  const resources = (await keysOf(resolver)).flatMap((key) => usageKeyResources(stack, key));
  return { Resources: Object.fromEntries(resources) };
};

export const usageKeySource = async (resolver: VariableResolver): Promise<unknown> =>
  (await isLocalStage(resolver)) ? null : "AUTHORIZER";
