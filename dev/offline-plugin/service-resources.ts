/** Reads queues and event source mappings from serverless.yml and its CloudFormation resources. */
import type { ServerlessService, SqsEventDefinition } from "./serverless-types.ts";

export type DeclaredQueue = {
  readonly logicalId: string;
  readonly name: string;
  /** Values as text, as the SQS API has them; references to other queues are replaced by their ARNs. */
  readonly attributes: Readonly<Record<string, string>>;
};

export type EventSourceMapping = {
  readonly functionName: string;
  readonly queue: string;
  readonly queueArn: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly concurrency: number;
  readonly reportsBatchItemFailures: boolean;
};

const ACCOUNT = "000000000000";
/** Without `maximumConcurrency` Lambda's limit is that of the account; one machine needs a lower one. */
const DEFAULT_CONCURRENCY = 5;
const DEFAULT_BATCH = 10;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const queueResources = (service: ServerlessService) =>
  Object.entries(service.resources?.Resources ?? {}).filter(([, { Type }]) => Type === "AWS::SQS::Queue");

const queueName = (logicalId: string, properties: Readonly<Record<string, unknown>> | undefined): string => {
  const name = properties?.QueueName;
  if (typeof name !== "string") throw new Error(`${logicalId} needs a QueueName to run locally`);
  return name;
};

const arnOf = (service: ServerlessService, name: string): string =>
  `arn:aws:sqs:${service.provider.region}:${ACCOUNT}:${name}`;

/** The logical id that a `Ref` or a `Fn::GetAtt` of `Arn` points to. */
const referenced = (value: unknown): { readonly logicalId: string; readonly arn: boolean } | undefined => {
  if (!isRecord(value)) return undefined;
  if (typeof value.Ref === "string") return { logicalId: value.Ref, arn: false };
  const attribute = value["Fn::GetAtt"];
  const [logicalId, name] = typeof attribute === "string" ? attribute.split(".") : toPair(attribute);
  return logicalId !== undefined && name === "Arn" ? { logicalId, arn: true } : undefined;
};

const toPair = (value: unknown): [string?, string?] =>
  Array.isArray(value) ? [String(value[0]), String(value[1])] : [];

const resolve = (service: ServerlessService, names: ReadonlyMap<string, string>, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((item) => resolve(service, names, item));
  if (!isRecord(value)) return value;
  const reference = referenced(value);
  if (reference === undefined) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, resolve(service, names, item)]),
    );
  }
  const name = names.get(reference.logicalId);
  if (name === undefined || !reference.arn) {
    throw new Error(`cannot resolve ${JSON.stringify(value)} locally: only ARNs of queues are supported`);
  }
  return arnOf(service, name);
};

const asAttribute = (value: unknown): string => (isRecord(value) ? JSON.stringify(value) : String(value));

/** All queues; each dead-letter queue before the queues that refer to it. */
export const declaredQueues = (service: ServerlessService): DeclaredQueue[] => {
  const resources = queueResources(service);
  const names = new Map(resources.map(([id, { Properties }]) => [id, queueName(id, Properties)]));
  const queues = resources.map(([logicalId, { Properties }]) => {
    const { QueueName: _name, Tags: _tags, ...rest } = Properties ?? {};
    const attributes = Object.entries(rest).map(([key, value]) => [
      key,
      asAttribute(resolve(service, names, value)),
    ]);
    return { logicalId, name: names.get(logicalId)!, attributes: Object.fromEntries(attributes) };
  });
  return queues.sort((one, other) => rank(one) - rank(other));
};

const rank = (queue: DeclaredQueue): number => ("RedrivePolicy" in queue.attributes ? 1 : 0);

const toSource = (
  service: ServerlessService,
  functionName: string,
  event: SqsEventDefinition,
  names: Map<string, string>,
): EventSourceMapping => {
  const logicalId = referenced(event.arn)?.logicalId;
  const queue = logicalId === undefined ? undefined : names.get(logicalId);
  if (queue === undefined) throw new Error(`${functionName}: an sqs event must name a queue of this service`);
  if (event.filterPatterns !== undefined)
    throw new Error(`${functionName}: filterPatterns are not supported locally`);
  return {
    functionName,
    queue,
    queueArn: arnOf(service, queue),
    batchSize: event.batchSize ?? DEFAULT_BATCH,
    windowSeconds: event.maximumBatchingWindow ?? 0,
    concurrency: event.maximumConcurrency ?? DEFAULT_CONCURRENCY,
    reportsBatchItemFailures: event.functionResponseType === "ReportBatchItemFailures",
  };
};

/** Every enabled `sqs` event of every function. */
export const eventSourceMappings = (service: ServerlessService): EventSourceMapping[] => {
  const names = new Map(declaredQueues(service).map(({ logicalId, name }) => [logicalId, name]));
  return Object.values(service.functions).flatMap(({ name, events }) =>
    (events ?? [])
      .flatMap(({ sqs }) => (sqs === undefined || sqs.enabled === false ? [] : [sqs]))
      .map((sqs) => toSource(service, name, sqs, names)),
  );
};

/** Replaces references to queues in the provider's environment by their URLs; serverless-offline does not. */
export const resolveEnvironment = (service: ServerlessService, urls: ReadonlyMap<string, string>): void => {
  const environment = service.provider.environment ?? {};
  const nameOf = new Map(declaredQueues(service).map(({ logicalId, name }) => [logicalId, name]));
  for (const [variable, value] of Object.entries(environment)) {
    const reference = referenced(value);
    const url = urls.get(nameOf.get(reference?.logicalId ?? "") ?? "");
    if (reference?.arn === false && url !== undefined) environment[variable] = url;
  }
};
