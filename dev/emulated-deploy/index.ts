/**
 * A serverless plugin for `serverless deploy --stage local` into an emulator of AWS (AWS_ENDPOINT_URL). Emulators other
 * than LocalStack support ValidateTemplate only with the template in the request, for which this template is too large,
 * list a stack's events in the wrong order (stack-progress.ts), and lose the redrive policies of queues. The plugin does
 * nothing for any other deploy.
 */
import { createSqsClient } from "../../lib/runtime/aws-clients.ts";
import { ensureQueues } from "../offline-plugin/queues.ts";
import type { Serverless } from "../offline-plugin/serverless-types.ts";
import { pollStackStatus } from "./stack-progress.ts";
import { declaredQueues } from "../offline-plugin/service-resources.ts";

type Options = { readonly stage?: string };

const VALIDATION = "aws:deploy:deploy:validateTemplate";

class EmulatedDeploy {
  readonly hooks: Readonly<Record<string, () => unknown>>;
  readonly #framework: Serverless;

  constructor(framework: Serverless, { stage }: Options) {
    this.#framework = framework;
    const endpoint = process.env.AWS_ENDPOINT_URL;
    this.hooks =
      stage === "local" && endpoint
        ? {
            initialize: () => this.#prepare(endpoint),
            "after:deploy:deploy": () => this.#setAttributes(endpoint),
          }
        : {};
  }

  #prepare(endpoint: string): void {
    const { pluginManager } = this.#framework;
    pluginManager.hooks[VALIDATION] = [];
    for (const plugin of pluginManager.getPlugins()) pollStackStatus(plugin, endpoint);
  }

  async #setAttributes(endpoint: string): Promise<void> {
    const { service } = this.#framework;
    const sqs = createSqsClient({ region: service.provider.region, endpoint });
    try {
      await ensureQueues(sqs, declaredQueues(service), endpoint);
    } finally {
      sqs.destroy();
    }
  }
}

export default EmulatedDeploy;
