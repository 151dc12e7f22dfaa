/** Variables of serverless.yml: the REST API's authorizer, usage plan and access log. */
import { platformId } from "../../lib/domain/fields.ts";
import { DEFAULT_CLIENT, parseClientIds, usagePlanKey } from "../../lib/http/usage-plan-key.ts";
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

/** The logical ids derive from the key's value, so that adding or removing a client keeps the keys of the others. */
const usageKeyResources = (service: string, client: string, value: string): [string, unknown][] => {
  const id = `UsageKey${value.slice(0, 12)}`;
  const Name = `${service}-${client === DEFAULT_CLIENT ? "everyone-else" : client}`;
  const planKey = { KeyId: { Ref: id }, KeyType: "API_KEY", UsagePlanId: { Ref: "ApiGatewayUsagePlan" } };
  return [
    [id, { Type: "AWS::ApiGateway::ApiKey", Properties: { Name, Value: value, Enabled: true } }],
    [`${id}Plan`, { Type: "AWS::ApiGateway::UsagePlanKey", Properties: planKey }],
  ];
};

/** @throws Error when the parameter `clients` has an invalid client id */
export const usageKeys = async (resolver: VariableResolver): Promise<unknown> => {
  if (await isLocalStage(resolver)) return {};
  const stage = await textOf(resolver, "sls:stage");
  const service = `${await textOf(resolver, "self:service")}-${stage}`;
  const clients = await textOf(resolver, "param:clients");
  const invalid = parseClientIds(clients).find((id) => !platformId.safeParse(id).success);
  if (invalid !== undefined)
    throw new Error(`clients: "${invalid}" is not a valid client id; separate client ids by commas`);
  const counted = [DEFAULT_CLIENT, ...new Set(parseClientIds(clients))];
  const keys = counted.flatMap((client) =>
    usageKeyResources(service, client, usagePlanKey(stage, clients, client)),
  );
  return { Resources: Object.fromEntries(keys) };
};

export const usageKeySource = async (resolver: VariableResolver): Promise<unknown> =>
  (await isLocalStage(resolver)) ? null : "AUTHORIZER";
