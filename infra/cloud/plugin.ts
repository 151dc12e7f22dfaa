/**
 * A serverless plugin for what the framework has no words for, applied to the compiled template:
 * every function waits for the migration, the API's stage gets its throttle and its metrics, methods count requests by
 * client, and what the framework says twice (a dependency that a reference makes anyway) it says once, so that cfn-lint has nothing to complain of.
 */
type Resource = {
  readonly Type: string;
  DependsOn?: string | string[];
  Properties: Record<string, unknown>;
};
type Framework = {
  readonly service: {
    readonly custom?: {
      readonly throttle?: { readonly rate: number | string; readonly burst: number | string };
    };
    readonly provider: {
      readonly stage?: string;
      readonly compiledCloudFormationTemplate?: { readonly Resources: Record<string, Resource> };
    };
  };
};

const MIGRATION = "Migration";
/** What the migration itself consists of cannot wait for it. */
const BEFORE = new Set(["MigrateLambdaFunction"]);

const isFunction = ([id, { Type }]: [string, Resource]): boolean =>
  Type === "AWS::Lambda::Function" && !BEFORE.has(id);

const waitForMigration = (resource: Resource): void => {
  resource.DependsOn = [...new Set([resource.DependsOn ?? [], MIGRATION].flat())];
};

const NAMES = { "AWS::Lambda::Function": "Role", "AWS::ApiGateway::Method": "AuthorizerId" } as const;

const referenced = (value: unknown): unknown => {
  const { Ref, "Fn::GetAtt": attribute } = (value ?? {}) as { Ref?: unknown; "Fn::GetAtt"?: unknown[] };
  return Ref ?? attribute?.[0];
};

const sayOnce = (resource: Resource): void => {
  const property = NAMES[resource.Type as keyof typeof NAMES];
  if (property === undefined || resource.DependsOn === undefined) return;
  const implied = referenced(resource.Properties[property]);
  resource.DependsOn = [resource.DependsOn].flat().filter((id) => id !== implied);
};

/** Whoever has a client is counted by the usage plan's key of that client. */
const countByClient = ({ Type, Properties }: Resource): void => {
  if (Type === "AWS::ApiGateway::Method" && Properties.AuthorizerId !== undefined)
    Properties.ApiKeyRequired = true;
};

class Cloud {
  readonly hooks: Readonly<Record<string, () => void>>;
  readonly #framework: Framework;

  constructor(framework: Framework) {
    this.#framework = framework;
    this.hooks = { "after:aws:package:finalize:mergeCustomProviderResources": () => this.#extend() };
  }

  #extend(): void {
    const { custom, provider } = this.#framework.service;
    const resources = provider.compiledCloudFormationTemplate?.Resources;
    if (resources?.[MIGRATION] === undefined) return;
    Object.values(resources).forEach(sayOnce);
    for (const entry of Object.entries(resources).filter(isFunction)) waitForMigration(entry[1]);
    if (provider.stage === "local" || custom?.throttle === undefined) return;
    Object.values(resources).forEach(countByClient);
    const { rate, burst } = custom.throttle;
    for (const resource of Object.values(resources).filter(
      ({ Type }) => Type === "AWS::ApiGateway::Deployment",
    ))
      resource.Properties.StageDescription = {
        MetricsEnabled: true,
        ThrottlingRateLimit: Number(rate),
        ThrottlingBurstLimit: Number(burst),
      };
  }
}

export default Cloud;
