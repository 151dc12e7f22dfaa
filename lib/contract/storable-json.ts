/** Makes JSON with texts cut from requests storable. */
import { hasUnstorableText } from "../domain/storable-text.ts";

/** A copy without NUL and without unpaired surrogates, which cutting a text can produce. */
export const toStorable = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
    typeof inner === "string" ? inner.toWellFormed().replaceAll("\u0000", "\ufffd") : inner,
  ) as T;

/** Whether a text or the name of a field in a JSON value is not storable. */
export const containsUnstorableText = (value: unknown): boolean => {
  if (typeof value === "string") return hasUnstorableText(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(
    ([name, inner]) => hasUnstorableText(name) || containsUnstorableText(inner),
  );
};
