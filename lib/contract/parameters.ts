/** Schemas of path and query parameters, which arrive as text. Messages continue "The query parameter x …". */
import * as z from "zod";
import { platformId } from "../domain/fields.ts";
import { instantSchema } from "../domain/instant.ts";
import { isSku, isUuid } from "./path-parameters.ts";

/** The id of an order, a customer or an agent, chosen by the platform. */
export const platformIdParameter = platformId;

export const uuidParameter = z.string().refine(isUuid, "must be a UUID");

export const skuParameter = z.string().refine(isSku, "must be 1 to 64 characters long");

/** The version of a rulebook, as a number. */
export const versionParameter = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, "must be a rulebook version")
  .transform(Number);

/** RFC 3339. A plus sign that was not percent-encoded arrives as a blank. */
export const instantParameter = z
  .string()
  .transform((text) => text.replace(" ", "+"))
  .pipe(instantSchema);

/** A page size from 1 to 200, by default 50. */
export const limitParameter = z
  .string()
  .regex(/^(?:[1-9]\d?|1\d\d|200)$/, "must be a whole number from 1 to 200")
  .default("50")
  .transform(Number);
