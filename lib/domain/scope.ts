/** The scopes that `admin` includes: everything for the key's own client. */
const CLIENT_SCOPES = [
  "orders:write",
  "orders:read",
  "rules:read",
  "reports:read",
  "tasks:retry",
  "slips:print",
  "agents:write",
  "catalog:write",
  "keys:write",
  "privacy",
  "admin",
] as const;

/** The scopes that reach beyond one client. A key has them only by name; `admin` does not include them. */
const COMPANY_SCOPES = [
  "clients:all",
  "rules:write",
  "rules:activate",
  "lists:write",
  "connections:write",
] as const;

/** The scopes of API keys. */
export const SCOPES = [...CLIENT_SCOPES, ...COMPANY_SCOPES] as const;
export type Scope = (typeof SCOPES)[number];

const isCompanyScope = (scope: Scope): boolean => (COMPANY_SCOPES as readonly Scope[]).includes(scope);

/** Whether a key with the granted scopes has the scope that an operation needs. */
export const allows = (granted: readonly Scope[], needed: Scope): boolean =>
  granted.includes(needed) || (granted.includes("admin") && !isCompanyScope(needed));

/** The authenticated caller: an API key, its client and its scopes. */
export type Principal = {
  readonly clientId: string;
  readonly keyId: string;
  readonly scopes: readonly Scope[];
};

/** Who made a change, as it is stored: the client and the id of its key. */
export const authorOf = ({ clientId, keyId }: Principal): string => `${clientId}/${keyId}`;
