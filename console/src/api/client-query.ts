/** The client of what a page shows, for keys that see several: part of a path. */

/** `?client=shop-2`, or nothing for the key's own. */
export const clientQuery = (client: string | null | undefined): string =>
  client == null ? "" : `?client=${encodeURIComponent(client)}`;
