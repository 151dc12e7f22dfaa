/** Schemas of path and query parameters, which arrive as text. Messages continue "The query parameter x …". */
import * as z from "zod";
import { platformId } from "../domain/fields.ts";
import { instantSchema } from "../domain/instant.ts";
import { hasUnstorableText } from "../domain/storable-text.ts";

/** Only keys with the scope `clients:all` may name another client than their own. */
export const clientParameter = platformId
  .describe("client id; another than the key's own needs the scope clients:all")
  .optional();

/** For operations that ignore other query parameters. */
export const clientQuery = z.object({ client: clientParameter });

/** The form of the ids that the service makes. */
export const uuidParameter = z
  .string()
  .refine(
    (text) => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text),
    "must be a UUID",
  );

export const skuParameter = z
  .string()
  .refine(
    (text) => text.length >= 1 && text.length <= 64 && !hasUnstorableText(text),
    "must be 1 to 64 characters long",
  );

/** A name, in any spelling: one that never was finds nothing. */
export const shortTextParameter = z
  .string()
  .refine(
    (text) => text.length >= 1 && text.length <= 100 && !hasUnstorableText(text),
    "must be 1 to 100 characters long",
  );

/** A text that orders are searched by. Blanks around it do not count. */
export const searchParameter = z
  .string()
  .transform((text) => text.trim())
  .refine(
    (text) => text.length >= 1 && text.length <= 254 && !hasUnstorableText(text),
    "must be 1 to 254 characters long",
  );

/** The version of a rulebook, as a number. */
export const versionParameter = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, "must be a rulebook version")
  .transform(Number);

/** The id of an activation. Such ids are safe integers. */
export const activationIdParameter = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, "must be the id of an activation")
  .transform(Number);

/** RFC 3339. A plus sign that was not percent-encoded arrives as a blank. */
export const instantParameter = z
  .string()
  .transform((text) => text.replace(" ", "+"))
  .pipe(instantSchema);

const pageSize = z.string().regex(/^(?:[1-9]\d?|1\d\d|200)$/, "must be a whole number from 1 to 200");

export const DEFAULT_PAGE_SIZE = 50;

/** A page size from 1 to 200, by default 50. */
export const limitParameter = pageSize.default(String(DEFAULT_PAGE_SIZE)).transform(Number);

/** A page size from 1 to 200; its default depends on the representation. */
export const optionalLimitParameter = pageSize.transform(Number).optional();
