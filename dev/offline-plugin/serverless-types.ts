/** What the plugins use of the framework, which ships no types. */

export type SqsEventDefinition = {
  readonly arn: unknown;
  readonly batchSize?: number;
  readonly maximumBatchingWindow?: number;
  readonly maximumConcurrency?: number;
  readonly functionResponseType?: string;
  readonly enabled?: boolean;
  readonly filterPatterns?: unknown;
};

type FunctionDefinition = {
  /** The deployed name: service, stage and key. */
  readonly name: string;
  readonly events?: readonly { readonly sqs?: SqsEventDefinition; readonly http?: unknown }[];
};

export type ServerlessService = {
  readonly functions: Readonly<Record<string, FunctionDefinition>>;
  readonly provider: { readonly region: string; environment?: Record<string, unknown> };
  readonly resources?: { readonly Resources?: Readonly<Record<string, CloudFormationResource>> };
  custom?: {
    readonly despacho?: { readonly relayFunction?: string; readonly relayEverySeconds?: number };
    offline?: Record<string, unknown>;
    readonly "serverless-offline"?: Record<string, unknown>;
  };
};

type CloudFormationResource = {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
};

type Hook = { readonly pluginName: string; readonly hook: () => unknown };

export type Serverless = {
  readonly service: ServerlessService;
  readonly pluginManager: {
    readonly hooks: Record<string, Hook[]>;
    getPlugins(): readonly object[];
    /** Runs the lifecycle of another command. */
    spawn(command: string): Promise<void>;
  };
};

declare global {
  /** Set by gateway/authentication.ts for authentication-provider.cjs. */
  var despachoAuthentication: unknown;
}
