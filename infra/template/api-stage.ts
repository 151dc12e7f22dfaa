/** The stage of the REST API: its deployment, request limits and access log. */
import { createHash } from "node:crypto";
import { addDependencies, ofType, type Resource, type Resources } from "./resource.ts";

/** Requests a second, and burst, of each method of the API, by all clients. No setting limits the methods together. */
export type Throttle = { readonly rate: number | string; readonly burst: number | string };

const STAGE = "ApiGatewayStage";
/** Both are in the template only where access is logged (infra/access-log.yml). */
const ACCESS_LOG = "ApiAccessLog";
const LOGGING_ACCOUNT = "ApiLoggingAccount";

/** No name, postal address, CPF or IP address: `keyId` and `client` identify the caller. */
const ACCESS_LOG_FORMAT = {
  requestId: "$context.requestId",
  time: "$context.requestTime",
  method: "$context.httpMethod",
  resource: "$context.resourcePath",
  status: "$context.status",
  refusedAs: "$context.error.responseType",
  keyId: "$context.authorizer.principalId",
  client: "$context.authorizer.clientId",
  latencyMs: "$context.responseLatency",
  functionMs: "$context.integration.latency",
};

/** Whether an API Gateway deployment is a snapshot of this type of resource. */
const isInDeployment = (type: string): boolean =>
  /^AWS::ApiGateway::(RestApi|Resource|Method|Authorizer|GatewayResponse|Model|RequestValidator)$/.test(type);

const methodSettings = ({ rate, burst }: Throttle) => [
  {
    ResourcePath: "/*",
    HttpMethod: "*",
    ThrottlingRateLimit: Number(rate),
    ThrottlingBurstLimit: Number(burst),
  },
];

const accessLogSetting = (resources: Resources) =>
  resources[ACCESS_LOG] === undefined
    ? {}
    : {
        AccessLogSetting: {
          DestinationArn: { "Fn::GetAtt": [ACCESS_LOG, "Arn"] },
          Format: JSON.stringify(ACCESS_LOG_FORMAT),
        },
      };

/**
 * Replaces the framework's logical id of the deployment, a timestamp, by a hash of the resources that the deployment is a
 * snapshot of. An unchanged API is then not deployed again, and the framework sees a deploy without changes as one.
 */
const renameDeployment = (resources: Resources): [string, Resource] => {
  const [generatedId, deployment] = ofType(resources, "AWS::ApiGateway::Deployment")[0]!;
  const contents = Object.entries(resources).filter(
    ([id, { Type }]) => id !== generatedId && isInDeployment(Type),
  );
  const id = `ApiGatewayDeployment${createHash("sha256").update(JSON.stringify(contents)).digest("hex").slice(0, 12)}`;
  delete resources[generatedId];
  resources[id] = deployment;
  return [id, deployment];
};

/**
 * Adds a stage resource. The framework lets each deployment create the stage, under a new logical id each time; only the
 * first could then describe the stage, because CloudFormation rejects a StageDescription of an existing one.
 */
export const addApiStage = (resources: Resources, name: string, throttle: Throttle | undefined): void => {
  const [deploymentId, deployment] = renameDeployment(resources);
  delete deployment.Properties.StageName;
  resources[STAGE] = {
    Type: "AWS::ApiGateway::Stage",
    Properties: {
      RestApiId: { Ref: "ApiGatewayRestApi" },
      StageName: name,
      DeploymentId: { Ref: deploymentId },
      ...(throttle === undefined ? {} : { MethodSettings: methodSettings(throttle) }),
      ...accessLogSetting(resources),
    },
  };
  if (resources[LOGGING_ACCOUNT] !== undefined) addDependencies(resources[STAGE], [LOGGING_ACCOUNT]);
  // A deployment contains the gateway responses as they are when it is created.
  const gatewayResponses = ofType(resources, "AWS::ApiGateway::GatewayResponse").map(([id]) => id);
  addDependencies(deployment, gatewayResponses);
  for (const [, plan] of ofType(resources, "AWS::ApiGateway::UsagePlan")) plan.DependsOn = STAGE;
};

/** Every method behind the authorizer counts its requests by the usage plan key that the authorizer returns. */
export const requireApiKeys = (resources: Resources): void => {
  for (const [, { Properties }] of ofType(resources, "AWS::ApiGateway::Method"))
    if (Properties.AuthorizerId !== undefined) Properties.ApiKeyRequired = true;
};
