/** A serverless plugin that changes the compiled CloudFormation template where serverless.yml has no setting for it. */
import { requireApiKeys, addApiStage, type Throttle } from "./api-stage.ts";
import { removeImpliedDependencies } from "./implied-dependencies.ts";
import { connectMigrationToWriter, waitForMigration } from "./migration.ts";
import type { Resources } from "./resource.ts";
import { checkSize } from "./template-size.ts";
import { warnings } from "./warnings.ts";

/** The properties of the framework's instance that the plugin reads. */
type Serverless = {
  readonly service: {
    readonly custom?: { readonly throttle?: Throttle };
    readonly provider: {
      readonly stage?: string;
      readonly environment?: Readonly<Record<string, unknown>>;
      readonly compiledCloudFormationTemplate?: { readonly Resources: Resources };
    };
  };
};
type Utilities = { readonly log: { warning(line: string): void } };

class TemplatePlugin {
  readonly hooks: Readonly<Record<string, () => void>>;
  readonly #serverless: Serverless;
  readonly #log: Utilities["log"];

  constructor(serverless: Serverless, _options: unknown, { log }: Utilities) {
    this.#serverless = serverless;
    this.#log = log;
    this.hooks = { "after:aws:package:finalize:mergeCustomProviderResources": () => this.#changeTemplate() };
  }

  #changeTemplate(): void {
    const { custom, provider } = this.#serverless.service;
    const resources = provider.compiledCloudFormationTemplate?.Resources;
    if (resources?.Migration === undefined) return;
    const stage = provider.stage ?? "";
    const isForCustomers = stage !== "local";
    removeImpliedDependencies(resources);
    connectMigrationToWriter(resources);
    waitForMigration(resources);
    if (isForCustomers) requireApiKeys(resources);
    addApiStage(resources, stage, isForCustomers ? custom?.throttle : undefined);
    if (!isForCustomers) return;
    checkSize(resources);
    for (const line of warnings(resources, provider.environment ?? {})) this.#log.warning(line);
  }
}

export default TemplatePlugin;
