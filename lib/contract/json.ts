/** Parses JSON text from outside and checks it for text that Postgres cannot store, without recursion. */
import { err, ok, type Result } from "../domain/result.ts";
import { hasUnstorableText } from "../domain/storable-text.ts";
import { pointerTo } from "../domain/json-pointer.ts";
import { findDuplicateMembers } from "./duplicate-members.ts";
import type { ValidationIssue } from "../domain/validation-issue.ts";

/** No valid body nests deeper. */
const MAX_DEPTH = 64;

export type ParsedJson = {
  readonly json: unknown;
  /** Whether it nests at most `MAX_DEPTH` levels deep, so that recursion over it is safe. */
  readonly withinDepthLimit: boolean;
  /** Fields named `__proto__`, which zod schemas ignore. */
  readonly protoKeys: readonly ValidationIssue[];
};

export type JsonError = { readonly detail: string; readonly issues?: readonly ValidationIssue[] };

type Node = {
  readonly value: unknown;
  readonly parent: Node | undefined;
  readonly key: PropertyKey;
  readonly depth: number;
};

// The path of a malicious body can be as long as the body; its first keys are enough.
const pathOf = (node: Node): PropertyKey[] => {
  const path: PropertyKey[] = [];
  for (let at: Node | undefined = node; at?.parent !== undefined; at = at.parent)
    if (at.depth <= MAX_DEPTH) path.push(at.key);
  return path.reverse();
};

const isContainer = (value: unknown): value is object => typeof value === "object" && value !== null;

const childrenOf = (node: Node): Node[] =>
  isContainer(node.value)
    ? Object.entries(node.value).map(([key, value]) => ({ value, parent: node, key, depth: node.depth + 1 }))
    : [];

/** Every value in document order reversed, without recursion: a malicious body may nest a million levels deep. */
function* walk(root: unknown): Generator<Node> {
  const stack: Node[] = [{ value: root, parent: undefined, key: "", depth: 0 }];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    stack.push(...childrenOf(node));
  }
}

const UNSTORABLE = "holds NUL or an unpaired surrogate";

const unstorableIssue = (node: Node): ValidationIssue | undefined => {
  const { value, key, parent } = node;
  // A pointer cannot hold the name, so the issue points at the object.
  if (parent !== undefined && typeof key === "string" && hasUnstorableText(key))
    return { pointer: pointerTo(pathOf(parent)), detail: `the name of a field ${UNSTORABLE}` };
  if (typeof value === "string" && hasUnstorableText(value))
    return { pointer: pointerTo(pathOf(node)), detail: UNSTORABLE };
  return undefined;
};

const inspect = (root: unknown): Result<ParsedJson, JsonError> => {
  const unstorable: ValidationIssue[] = [];
  const protoKeys: ValidationIssue[] = [];
  let withinDepthLimit = true;
  for (const node of walk(root)) {
    const issue = unstorableIssue(node);
    if (issue !== undefined) unstorable.push(issue);
    if (node.key === "__proto__")
      protoKeys.push({ pointer: pointerTo(pathOf(node)), detail: 'unknown field "__proto__"' });
    withinDepthLimit &&= !isContainer(node.value) || node.depth < MAX_DEPTH;
  }
  return unstorable.length > 0
    ? err({ detail: "The body holds text that cannot be stored.", issues: unstorable })
    : ok({ json: root, withinDepthLimit, protoKeys });
};

/** Parses JSON text; the error lists the text that cannot be stored, or the duplicate members. */
export const parseJson = (text: string): Result<ParsedJson, JsonError> => {
  try {
    const inspected = inspect(JSON.parse(text));
    const duplicates = findDuplicateMembers(text);
    return duplicates.length > 0 && inspected.ok
      ? err({ detail: "The body has an object with a duplicate member.", issues: duplicates })
      : inspected;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return err({ detail: "The body is not JSON." });
  }
};

/** JSON text with sorted keys: equal for equal values. Recursive, so only for values within the depth limit. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`);
  return `{${fields.join(",")}}`;
};
