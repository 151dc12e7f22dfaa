import { ofType, type Resources } from "./resource.ts";
import { configurationError } from "./variable-resolver.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_RESOURCES = 500;

/** @throws Error naming the number of clients that fit, when the template has more resources than CloudFormation accepts */
export const checkSize = (resources: Resources): void => {
  const excess = Object.keys(resources).length - MAX_RESOURCES;
  if (excess <= 0) return;
  // The shared key is not of a client.
  const clients = ofType(resources, "AWS::ApiGateway::UsagePlanKey").length - 1;
  throw configurationError(
    `\`clients\` has ${clients} client ids; CloudFormation accepts a template with ${clients - Math.ceil(excess / 2)} of them at most`,
  );
};
