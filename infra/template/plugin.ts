/**
 * A serverless plugin that changes the compiled CloudFormation template where serverless.yml has no setting for it, and
 * protects stages from deletion.
 */
import { buildConsole } from "../../console/build/build-console.ts";
import { requireApiKeys, addApiStage, type Throttle } from "./api-stage.ts";
import { removeImpliedDependencies } from "./implied-dependencies.ts";
import { connectOwnersToWriter, waitForMigration } from "./migration.ts";
import { checkRemoval, type StackReader, unprotectNewDatabase } from "./protection.ts";
import type { Resources } from "./resource.ts";
import { restoreSnapshot, type Snapshot } from "./snapshot.ts";
import { checkSize } from "./template-size.ts";
import { warnings } from "./warnings.ts";

/** The properties of the framework's instance that the plugin reads. */
type Serverless = {
  readonly service: {
    readonly service: string;
    readonly custom?: { readonly throttle?: Throttle; readonly snapshot?: Snapshot };
    readonly provider: {
      readonly stage?: string;
      readonly deletionProtection?: boolean | null;
      readonly environment?: Readonly<Record<string, unknown>>;
      readonly compiledCloudFormationTemplate?: { readonly Resources: Resources };
    };
  };
  getProvider(name: "aws"): StackReader;
};
type Utilities = { readonly log: { notice(line: string): void; warning(line: string): void } };

class TemplatePlugin {
  readonly hooks: Readonly<Record<string, () => void | Promise<void>>>;
  readonly #serverless: Serverless;
  readonly #log: Utilities["log"];
  #createsDatabase = false;

  constructor(serverless: Serverless, _options: unknown, { log }: Utilities) {
    this.#serverless = serverless;
    this.#log = log;
    this.hooks = {
      "before:package:initialize": () => this.#buildConsole(),
      "after:aws:package:finalize:mergeCustomProviderResources": () => this.#changeTemplate(),
      "after:aws:deploy:deploy:createStack": () => this.#unprotectNewDatabase(),
      "after:deploy:deploy": () => this.#reportNewDatabase(),
      "before:remove:remove": () => this.#checkRemoval(),
    };
  }

  get #resources(): Resources {
    return this.#serverless.service.provider.compiledCloudFormationTemplate?.Resources ?? {};
  }

  async #buildConsole(): Promise<void> {
    await buildConsole({ clean: true });
  }

  #changeTemplate(): void {
    const { custom, provider } = this.#serverless.service;
    const resources = this.#resources;
    if (resources.Migration === undefined) return;
    const stage = provider.stage ?? "";
    const isForCustomers = stage !== "local";
    removeImpliedDependencies(resources);
    connectOwnersToWriter(resources);
    waitForMigration(resources);
    if (isForCustomers) requireApiKeys(resources);
    addApiStage(resources, stage, isForCustomers ? custom?.throttle : undefined);
    if (!isForCustomers) return;
    if (custom?.snapshot !== undefined) restoreSnapshot(resources, custom.snapshot);
    checkSize(resources);
    for (const line of warnings(resources, provider.environment ?? {})) this.#log.warning(line);
  }

  async #unprotectNewDatabase(): Promise<void> {
    this.#createsDatabase = await unprotectNewDatabase(this.#resources, this.#serverless.getProvider("aws"));
  }

  #reportNewDatabase(): void {
    if (this.#createsDatabase)
      this.#log.notice("Aurora is new and not protected from deletion yet: run the same deploy once more.");
  }

  #checkRemoval(): void {
    const { service, provider } = this.#serverless.service;
    checkRemoval(service, provider.stage ?? "", provider.deletionProtection === true);
  }
}

export default TemplatePlugin;
