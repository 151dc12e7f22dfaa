/**
 * API Gateway's Lambda authorizer with its cache: 401 for "Unauthorized", 500 when the function fails in another way.
 */
import type { InvocationResult } from "../batch-outcome.ts";

export type AuthorizerResponse = {
  readonly principalId?: string;
  readonly context?: Readonly<Record<string, string | number | boolean>>;
  readonly policyDocument?: {
    readonly Statement?: readonly {
      readonly Effect: string;
      readonly Resource: string | readonly string[];
    }[];
  };
};

export type AuthorizationResult =
  | { readonly kind: "allowed"; readonly principalId: string; readonly context: Record<string, string> }
  | { readonly kind: "denied"; readonly status: 401 | 403 | 500 };

type InvokeAuthorizer = (event: unknown) => Promise<InvocationResult>;

/** Bounds the memory that requests with random keys can take. */
const MAX_CACHED = 1_000;

const matches = (pattern: string, arn: string): boolean => {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`).test(arn);
};

const hasStatement = (response: AuthorizerResponse, effect: "Allow" | "Deny", arn: string): boolean =>
  (response.policyDocument?.Statement ?? []).some(
    ({ Effect, Resource }) => Effect === effect && [Resource].flat().some((pattern) => matches(pattern, arn)),
  );

/** API Gateway passes every value of the context as text. */
const asText = (context: AuthorizerResponse["context"]): Record<string, string> =>
  Object.fromEntries(Object.entries(context ?? {}).map(([name, value]) => [name, String(value)]));

const evaluatePolicy = (response: AuthorizerResponse, arn: string): AuthorizationResult => {
  if (response.principalId === undefined) return { kind: "denied", status: 500 };
  const allowed = hasStatement(response, "Allow", arn) && !hasStatement(response, "Deny", arn);
  if (!allowed) return { kind: "denied", status: 403 };
  return { kind: "allowed", principalId: response.principalId, context: asText(response.context) };
};

/** One authorizer serves all routes, so that they share its cache as in API Gateway. */
export const cachingAuthorizer = (
  invoke: InvokeAuthorizer,
  ttlSeconds: number,
  now: () => number = () => performance.now(),
) => {
  const cache = new Map<string, { readonly response: AuthorizerResponse; readonly expiresAt: number }>();

  const store = (identity: string, response: AuthorizerResponse): void => {
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(identity, { response, expiresAt: now() + ttlSeconds * 1_000 });
  };

  return async (identity: string | undefined, arn: string, event: unknown): Promise<AuthorizationResult> => {
    if (identity === undefined || identity === "") return { kind: "denied", status: 401 };
    const cached = cache.get(identity);
    if (cached !== undefined && cached.expiresAt > now()) return evaluatePolicy(cached.response, arn);
    const result = await invoke(event);
    if (result.kind === "error") {
      return { kind: "denied", status: result.message === "Unauthorized" ? 401 : 500 };
    }
    const response = (result.payload ?? {}) as AuthorizerResponse;
    if (ttlSeconds > 0 && response.principalId !== undefined) store(identity, response);
    return evaluatePolicy(response, arn);
  };
};
