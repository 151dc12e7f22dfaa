/** Header names are case-insensitive, and proxies spell them as they like. */
type Headers = Readonly<Record<string, string | undefined>> | null | undefined;

/** @param name in lower case */
export const header = (headers: Headers, name: string): string | undefined => {
  for (const [key, value] of Object.entries(headers ?? {}))
    if (value !== undefined && key.toLowerCase() === name) return value;
  return undefined;
};
