type Headers = Readonly<Record<string, string | undefined>> | null | undefined;

/**
 * The value of a header, whose name is case-insensitive.
 * @param name in lower case
 */
export const header = (headers: Headers, name: string): string | undefined => {
  for (const [key, value] of Object.entries(headers ?? {}))
    if (value !== undefined && key.toLowerCase() === name) return value;
  return undefined;
};
