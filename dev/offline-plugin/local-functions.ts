/** Invokes the functions of serverless.yml in this process, as Lambda does in containers that are already started. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { messageOf } from "../error-message.ts";
import { PROJECT_ROOT } from "../serverless/serverless-cli.ts";
import type { InvocationResult } from "./batch-outcome.ts";
import type { ServerlessService } from "./serverless-types.ts";

export type LocalFunction = {
  /** The key in serverless.yml. */
  readonly key: string;
  /** The deployed name. */
  readonly name: string;
  /** Path of the module and name of its export: `functions/orders/handler.handler`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
};

/** Lambda's default, when neither the function nor the provider sets a timeout. */
const DEFAULT_TIMEOUT_SECONDS = 6;

export const localFunctions = ({ functions, provider }: ServerlessService): LocalFunction[] =>
  Object.entries(functions).map(([key, { name, handler, timeout }]) => ({
    key,
    name,
    handler,
    timeoutSeconds: Number(timeout ?? provider.timeout ?? DEFAULT_TIMEOUT_SECONDS),
  }));

type Context = { readonly awsRequestId: string; getRemainingTimeInMillis(): number };
type Handler = (event: unknown, context: Context) => Promise<unknown>;

const load = async (handler: string): Promise<Handler> => {
  const [, module, name] = /^(.+)\.([^.]+)$/.exec(handler) ?? [];
  const imported = (await import(pathToFileURL(join(PROJECT_ROOT, `${module}.ts`)).href)) as Record<
    string,
    Handler
  >;
  const found = imported[name ?? ""];
  if (found === undefined) throw new Error(`${handler} is not exported`);
  return found;
};

/** Rejects when the timeout of the function is over; Lambda would then end the container. */
const withTimeout = async (run: Promise<unknown>, seconds: number): Promise<unknown> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`Task timed out after ${seconds} seconds`)),
    seconds * 1_000,
  );
  try {
    return await Promise.race([run, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Never throws: a function that throws, times out or does not exist is an InvocationResult of kind `error`. */
export type InvokeFunction = (functionName: string, event: unknown) => Promise<InvocationResult>;

/** @param log called with one line for each invocation that returned, in the form of Lambda's report */
export const localInvoker = (
  functions: readonly LocalFunction[],
  log: (line: string) => void,
): InvokeFunction => {
  const byName = new Map(functions.map((one) => [one.name, one]));
  const handlers = new Map<string, Promise<Handler>>();

  const run = async ({ key, handler, timeoutSeconds }: LocalFunction, event: unknown): Promise<unknown> => {
    if (!handlers.has(handler)) handlers.set(handler, load(handler));
    const handle = await handlers.get(handler)!;
    const started = performance.now();
    const awsRequestId = crypto.randomUUID();
    const ends = started + timeoutSeconds * 1_000;
    const context = {
      awsRequestId,
      getRemainingTimeInMillis: () => Math.max(0, Math.floor(ends - performance.now())),
    };
    const result = await withTimeout(handle(event, context), timeoutSeconds);
    const took = performance.now() - started;
    log(
      `(λ: ${key}) RequestId: ${awsRequestId}  Duration: ${took.toFixed(2)} ms  Billed Duration: ${Math.ceil(took)} ms`,
    );
    return result;
  };

  return async (functionName, event) => {
    const found = byName.get(functionName);
    if (found === undefined) return { kind: "error", message: `there is no function ${functionName}` };
    try {
      return { kind: "response", payload: await run(found, event) };
    } catch (error) {
      const message = messageOf(error);
      // The authorizer rejects an unknown key by this error.
      if (message !== "Unauthorized") log(`(λ: ${found.key}) failed: ${inspect(error)}`);
      return { kind: "error", message };
    }
  };
};

/** Sets the environment that all functions have, and that the AWS SDK reads. */
export const setFunctionsEnvironment = ({ provider }: ServerlessService): void => {
  for (const [name, value] of Object.entries(provider.environment ?? {}))
    if (["string", "number", "boolean"].includes(typeof value)) process.env[name] = String(value);
  process.env.AWS_REGION = provider.region;
};
