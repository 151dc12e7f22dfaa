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

export type HttpEventDefinition = {
  readonly path: string;
  readonly authorizer?: { readonly name: string; readonly resultTtlInSeconds?: number } | null;
};

type FunctionDefinition = {
  /** The deployed name: service, stage and key. */
  readonly name: string;
  readonly handler: string;
  /** Seconds. */
  readonly timeout?: number | string;
  readonly events?: readonly { readonly sqs?: SqsEventDefinition; readonly http?: HttpEventDefinition }[];
};

export type ServerlessService = {
  readonly functions: Readonly<Record<string, FunctionDefinition>>;
  readonly provider: {
    readonly region: string;
    readonly timeout?: number | string;
    environment?: Record<string, unknown>;
  };
  readonly resources?: { readonly Resources?: Readonly<Record<string, CloudFormationResource>> };
  custom?: {
    readonly despacho?: { readonly relayFunction?: string; readonly relayEverySeconds?: number };
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
