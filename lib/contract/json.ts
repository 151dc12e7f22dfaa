/** JSON as it comes in: refuses what Postgres could not store, and walks it without recursion. */
import { err, ok, type Result } from "../domain/result.ts";
import { hasUnstorableText } from "../domain/storable-text.ts";
import { pointerTo } from "./json-pointer.ts";
import type { ValidationIssue } from "./problem.ts";

/** Nothing that we accept nests deeper; what does is refused by its schema, and never walked recursively. */
const MAX_DEPTH = 64;

export type ParsedJson = {
  readonly json: unknown;
  /** Whether it nests at most `MAX_DEPTH` levels deep, so that recursion over it is safe. */
  readonly withinDepthLimit: boolean;
  /** Fields named `__proto__`, which zod schemas ignore. */
  readonly protoKeys: readonly ValidationIssue[];
};

export type JsonError = { readonly detail: string; readonly issues?: readonly ValidationIssue[] };

type Place = {
  readonly value: unknown;
  readonly above: Place | undefined;
  readonly key: PropertyKey;
  readonly depth: number;
};

// A pointer into the depths of a hostile body is cut: nobody needs it, and it could be as long as the body.
const pathOf = (place: Place): PropertyKey[] => {
  const path: PropertyKey[] = [];
  for (let at: Place | undefined = place; at?.above !== undefined; at = at.above)
    if (at.depth <= MAX_DEPTH) path.push(at.key);
  return path.reverse();
};

const children = (place: Place): Place[] =>
  typeof place.value === "object" && place.value !== null
    ? Object.entries(place.value).map(([key, value]) => ({
        value,
        above: place,
        key,
        depth: place.depth + 1,
      }))
    : [];

const UNSTORABLE = "holds NUL or a lone surrogate";

const inspect = (root: unknown): Result<ParsedJson, JsonError> => {
  const unstorable: ValidationIssue[] = [];
  const protoKeys: ValidationIssue[] = [];
  let withinDepthLimit = true;
  const waiting: Place[] = [{ value: root, above: undefined, key: "", depth: 0 }];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { value, key } = place;
    if (typeof key === "string" && hasUnstorableText(key)) {
      // The name itself cannot be told, so the fault points at what holds it.
      unstorable.push({
        pointer: pointerTo(pathOf(place.above!)),
        detail: `the name of a field ${UNSTORABLE}`,
      });
    } else if (typeof value === "string" && hasUnstorableText(value)) {
      unstorable.push({ pointer: pointerTo(pathOf(place)), detail: UNSTORABLE });
    } else if (key === "__proto__") {
      protoKeys.push({ pointer: pointerTo(pathOf(place)), detail: 'unknown field "__proto__"' });
    }
    if (typeof value !== "object" || value === null) continue;
    withinDepthLimit &&= place.depth < MAX_DEPTH;
    waiting.push(...children(place));
  }
  return unstorable.length > 0
    ? err({ detail: "The body holds text that cannot be stored.", issues: unstorable })
    : ok({ json: root, withinDepthLimit, protoKeys });
};

/** Parses JSON text. */
export const parseJson = (text: string): Result<ParsedJson, JsonError> => {
  try {
    return inspect(JSON.parse(text));
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault;
    return err({ detail: "The body is not JSON." });
  }
};

/** The one text of a JSON value, whatever the order of its fields. Only for values that are shallow. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`);
  return `{${fields.join(",")}}`;
};
