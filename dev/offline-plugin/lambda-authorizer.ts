/**
 * API Gateway's Lambda authorizer, as AWS does it. The emulator's own way has three faults that would show: it asks
 * the function at every request instead of caching its answer, it answers 401 when the function breaks (AWS: 500, for
 * us 503), and it overwrites `scopes` in the context.
 */
import type { InvocationResult } from "./batch-outcome.ts";

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
  | { readonly kind: "refused"; readonly status: 401 | 403 | 500 };

type Ask = (event: unknown) => Promise<InvocationResult>;

/** Bounds the memory that made-up keys can take. */
const MAX_CACHED = 1_000;

const matches = (pattern: string, arn: string): boolean => {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`).test(arn);
};

const says = (answer: AuthorizerResponse, effect: "Allow" | "Deny", arn: string): boolean =>
  (answer.policyDocument?.Statement ?? []).some(
    ({ Effect, Resource }) => Effect === effect && [Resource].flat().some((pattern) => matches(pattern, arn)),
  );

/** API Gateway hands every value of the context on as text. */
const asText = (context: AuthorizerResponse["context"]): Record<string, string> =>
  Object.fromEntries(Object.entries(context ?? {}).map(([name, value]) => [name, String(value)]));

const judge = (answer: AuthorizerResponse, arn: string): AuthorizationResult => {
  if (answer.principalId === undefined) return { kind: "refused", status: 500 };
  const allowed = says(answer, "Allow", arn) && !says(answer, "Deny", arn);
  if (!allowed) return { kind: "refused", status: 403 };
  return { kind: "allowed", principalId: answer.principalId, context: asText(answer.context) };
};

/** An authorizer with its cache; one serves all routes, as the cache does in AWS. */
export const cachingAuthorizer = (
  ask: Ask,
  ttlSeconds: number,
  now: () => number = () => performance.now(),
) => {
  const cache = new Map<string, { readonly answer: AuthorizerResponse; readonly until: number }>();

  const remember = (identity: string, answer: AuthorizerResponse): void => {
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(identity, { answer, until: now() + ttlSeconds * 1_000 });
  };

  return async (identity: string | undefined, arn: string, event: unknown): Promise<AuthorizationResult> => {
    if (identity === undefined || identity === "") return { kind: "refused", status: 401 };
    const cached = cache.get(identity);
    if (cached !== undefined && cached.until > now()) return judge(cached.answer, arn);
    const result = await ask(event);
    if (result.kind === "fault") {
      return { kind: "refused", status: result.message === "Unauthorized" ? 401 : 500 };
    }
    const answer = (result.payload ?? {}) as AuthorizerResponse;
    if (ttlSeconds > 0 && answer.principalId !== undefined) remember(identity, answer);
    return judge(answer, arn);
  };
};
