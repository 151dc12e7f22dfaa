import type { Resource, Resources } from "./resource.ts";

/** Resource type → the property that refers to the resource that the framework also names in `DependsOn`. */
const REFERRING_PROPERTY = {
  "AWS::Lambda::Function": "Role",
  "AWS::ApiGateway::Method": "AuthorizerId",
} as const;

/** The logical id in a `Ref` or `Fn::GetAtt`. */
const referredId = (value: unknown): unknown => {
  const { Ref, "Fn::GetAtt": attribute } = (value ?? {}) as { Ref?: unknown; "Fn::GetAtt"?: unknown[] };
  return Ref ?? attribute?.[0];
};

const removeFrom = (resource: Resource): void => {
  const property = REFERRING_PROPERTY[resource.Type as keyof typeof REFERRING_PROPERTY];
  if (property === undefined || resource.DependsOn === undefined) return;
  const implied = referredId(resource.Properties[property]);
  resource.DependsOn = [resource.DependsOn].flat().filter((id) => id !== implied);
};

/** Removes dependencies that a reference already implies: the framework adds them and cfn-lint rejects them. */
export const removeImpliedDependencies = (resources: Resources): void =>
  Object.values(resources).forEach(removeFrom);
