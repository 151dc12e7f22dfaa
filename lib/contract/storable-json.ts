/** Text that is put together here, cut out of what people sent: made safe to store as JSON. */
import { hasUnstorableText } from "../domain/storable-text.ts";

/** A copy without NUL and without halves of surrogate pairs, which a cut can leave behind. */
export const toStorable = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
    typeof inner === "string" ? inner.toWellFormed().replaceAll("\u0000", "\ufffd") : inner,
  ) as T;

/** Whether some text in a JSON value, or the name of a field, could not be stored. */
export const containsUnstorableText = (value: unknown): boolean => {
  if (typeof value === "string") return hasUnstorableText(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(
    ([name, inner]) => hasUnstorableText(name) || containsUnstorableText(inner),
  );
};
