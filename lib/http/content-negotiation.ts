/** Which representation of a document a request asks for: by the path's extension, else by the Accept header. */
import Negotiator from "negotiator";

/**
 * The media type that an Accept header prefers.
 * @param offered in the order of the server's preference
 * @returns undefined when the header accepts none of them
 */
export const preferredMediaType = <T extends string>(
  accept: string | undefined,
  offered: readonly T[],
): T | undefined => {
  const headers = accept === undefined || accept.trim() === "" ? {} : { accept };
  return new Negotiator({ headers }).mediaType([...offered]) as T | undefined;
};

/** `2026-000123.pdf` → `2026-000123`, and whether it had the extension. */
export const splitExtension = (name: string, extension: string): { name: string; has: boolean } =>
  name.endsWith(extension) ? { name: name.slice(0, -extension.length), has: true } : { name, has: false };
