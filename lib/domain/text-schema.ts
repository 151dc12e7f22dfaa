/** Schemas of texts that people write. */
import * as z from "zod";
import { UNSTORABLE_TEXT } from "./fields.ts";
import { hasUnstorableText } from "./storable-text.ts";

/** The error of a required key that is absent; undefined leaves every other issue its own message. */
export const ifMissing = (message: string) => ({
  error: ({ input }: { readonly input?: unknown }) => (input === undefined ? message : undefined),
});

/** A text with at least one visible character that PostgreSQL can store. */
export const text = (max: number, missing?: string) =>
  z
    .string(missing === undefined ? undefined : ifMissing(missing))
    .min(1)
    .max(max)
    .refine((value) => value.trim() !== "", "must not be empty")
    .refine((value) => !hasUnstorableText(value), UNSTORABLE_TEXT);
