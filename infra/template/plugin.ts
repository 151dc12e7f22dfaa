/**
 * A serverless plugin for what the framework has no words for, applied to the compiled template. Each of its parts is a
 * function over the template's resources, in ./template.
 */
import { requireApiKeys, addApiStage } from "./api-stage.ts";
import { removeImpliedDependencies } from "./implied-dependencies.ts";
import { connectMigrationToWriter, waitForMigration } from "./migration.ts";
import type { Resources } from "./resource.ts";
import { warnings } from "./warnings.ts";

type Framework = {
  readonly service: {
    readonly custom?: {
      readonly throttle?: { readonly rate: number | string; readonly burst: number | string };
    };
    readonly provider: {
      readonly stage?: string;
      readonly environment?: Readonly<Record<string, unknown>>;
      readonly compiledCloudFormationTemplate?: { readonly Resources: Resources };
    };
  };
};
type Utilities = { readonly log: { warning(line: string): void } };

class Cloud {
  readonly hooks: Readonly<Record<string, () => void>>;
  readonly #framework: Framework;
  readonly #log: Utilities["log"];

  constructor(framework: Framework, _options: unknown, { log }: Utilities) {
    this.#framework = framework;
    this.#log = log;
    this.hooks = { "after:aws:package:finalize:mergeCustomProviderResources": () => this.#extend() };
  }

  #extend(): void {
    const { custom, provider } = this.#framework.service;
    const resources = provider.compiledCloudFormationTemplate?.Resources;
    if (resources?.Migration === undefined) return;
    const stage = provider.stage ?? "";
    const forCustomers = stage !== "local";
    removeImpliedDependencies(resources);
    connectMigrationToWriter(resources);
    waitForMigration(resources);
    if (forCustomers) requireApiKeys(resources);
    addApiStage(resources, stage, forCustomers ? custom?.throttle : undefined);
    if (!forCustomers) return;
    for (const line of warnings(resources, provider.environment ?? {})) this.#log.warning(line);
  }
}

export default Cloud;
