/** The REST API's stage and how its requests are counted. */
import { createHash } from "node:crypto";
import { addDependencies, ofType, type Resource, type Resources } from "./resource.ts";

type Throttle = { readonly rate: number | string; readonly burst: number | string };

const STAGE = "ApiGatewayStage";
/** There only where access is logged; what they need must be there before the stage. */
const ACCESS_LOG = "ApiAccessLog";
const LOGGING_ACCOUNT = "ApiLoggingAccount";

/** No name, address, CPF or IP: who asked is told by the key. */
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

const isPictured = (type: string): boolean =>
  /^AWS::ApiGateway::(RestApi|Resource|Method|Authorizer|GatewayResponse|Model|RequestValidator)$/.test(type);

const limits = ({ rate, burst }: Throttle) => [
  {
    ResourcePath: "/*",
    HttpMethod: "*",
    ThrottlingRateLimit: Number(rate),
    ThrottlingBurstLimit: Number(burst),
  },
];

const accessLog = (resources: Resources) =>
  resources[ACCESS_LOG] === undefined
    ? {}
    : {
        AccessLogSetting: {
          DestinationArn: { "Fn::GetAtt": [ACCESS_LOG, "Arn"] },
          Format: JSON.stringify(ACCESS_LOG_FORMAT),
        },
      };

/**
 * The framework's id for a deployment is a timestamp. Ours is made of what the deployment is a picture of: an API that is as
 * it was is not deployed again, and the framework sees that nothing changed when nothing did.
 */
const renameDeployment = (resources: Resources): [string, Resource] => {
  const [was, deployment] = ofType(resources, "AWS::ApiGateway::Deployment")[0]!;
  const pictured = Object.entries(resources).filter(([id, { Type }]) => id !== was && isPictured(Type));
  const id = `ApiGatewayDeployment${createHash("sha256").update(JSON.stringify(pictured)).digest("hex").slice(0, 12)}`;
  delete resources[was];
  resources[id] = deployment;
  return [id, deployment];
};

/**
 * Gives the API a stage of its own. The framework lets each deployment make it, under a new logical id each time: then
 * nothing about the stage can be set but by the first, because CloudFormation refuses a description of one that exists.
 */
export const addApiStage = (resources: Resources, name: string, throttle: Throttle | undefined): void => {
  const [deployment, made] = renameDeployment(resources);
  delete made.Properties.StageName;
  resources[STAGE] = {
    Type: "AWS::ApiGateway::Stage",
    Properties: {
      RestApiId: { Ref: "ApiGatewayRestApi" },
      StageName: name,
      DeploymentId: { Ref: deployment },
      ...(throttle === undefined ? {} : { MethodSettings: limits(throttle) }),
      ...accessLog(resources),
    },
  };
  if (resources[LOGGING_ACCOUNT] !== undefined) addDependencies(resources[STAGE], [LOGGING_ACCOUNT]);
  // A deployment is a picture of the API as it is then.
  const answers = ofType(resources, "AWS::ApiGateway::GatewayResponse").map(([id]) => id);
  addDependencies(made, answers);
  for (const [, plan] of ofType(resources, "AWS::ApiGateway::UsagePlan")) plan.DependsOn = STAGE;
};

/** Whoever has a client is counted by the usage plan's key of that client. */
export const requireApiKeys = (resources: Resources): void => {
  for (const [, { Properties }] of ofType(resources, "AWS::ApiGateway::Method"))
    if (Properties.AuthorizerId !== undefined) Properties.ApiKeyRequired = true;
};
