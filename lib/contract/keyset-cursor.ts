/** Cursors of lists that are in the order of some values: those of the last row of a page, encoded to be opaque. */
import * as z from "zod";
import { hasUnstorableText } from "../domain/storable-text.ts";

/** @param list distinguishes the cursors of different lists */
export const encodeKeyset = (list: string, values: readonly string[]): string =>
  Buffer.from(JSON.stringify([list, ...values])).toString("base64url");

const parse = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    return undefined;
  }
};

/** A cursor, parsed to its values, each of which matches its pattern. */
export const keysetParameter = (list: string, ...patterns: readonly RegExp[]) =>
  z.string().transform((cursor, context): readonly string[] => {
    const values = z.array(z.string()).safeParse(parse(cursor)).data?.slice(1) ?? [];
    const areValid =
      values.length === patterns.length &&
      values.every((value, index) => patterns[index]!.test(value) && !hasUnstorableText(value));
    if (areValid && encodeKeyset(list, values) === cursor) return values;
    context.addIssue({ code: "custom", message: "is not a valid cursor" });
    return z.NEVER;
  });

/** An instant as rows have it, within the range that Postgres has. */
export const INSTANT_PATTERN =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?Z$|^\d{4}-(?:0[13-9]|1[0-2])-(?:29|30)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?Z$|^\d{4}-(?:0[13578]|1[02])-31T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?Z$/;
