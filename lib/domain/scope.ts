/** The scopes of API keys. `admin` includes all others. */
export const SCOPES = [
  "orders:write",
  "orders:read",
  "rules:write",
  "rules:read",
  "reports:read",
  "admin",
] as const;
export type Scope = (typeof SCOPES)[number];

export const allows = (granted: readonly Scope[], wanted: Scope): boolean =>
  granted.includes("admin") || granted.includes(wanted);

/** The authenticated caller: an API key, its client and its scopes. */
export type Principal = {
  readonly clientId: string;
  readonly keyId: string;
  readonly scopes: readonly Scope[];
};
