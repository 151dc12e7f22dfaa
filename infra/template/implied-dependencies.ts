import type { Resource, Resources } from "./resource.ts";

const NAMES = { "AWS::Lambda::Function": "Role", "AWS::ApiGateway::Method": "AuthorizerId" } as const;

const referenced = (value: unknown): unknown => {
  const { Ref, "Fn::GetAtt": attribute } = (value ?? {}) as { Ref?: unknown; "Fn::GetAtt"?: unknown[] };
  return Ref ?? attribute?.[0];
};

const mend = (resource: Resource): void => {
  const property = NAMES[resource.Type as keyof typeof NAMES];
  if (property === undefined || resource.DependsOn === undefined) return;
  const implied = referenced(resource.Properties[property]);
  resource.DependsOn = [resource.DependsOn].flat().filter((id) => id !== implied);
};

/** The framework names dependencies that a reference makes anyway, which cfn-lint complains of. */
export const removeImpliedDependencies = (resources: Resources): void =>
  Object.values(resources).forEach(mend);
