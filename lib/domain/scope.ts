/** What an API key may do. `admin` includes all others. */
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

/** Who is calling: the client a key belongs to, and what the key may do. */
export type Principal = {
  readonly clientId: string;
  readonly keyId: string;
  readonly scopes: readonly Scope[];
};
