/** JSON Pointers (RFC 6901). */

/** @param path keys and indexes from the root */
export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
