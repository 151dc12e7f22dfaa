/** Parses a document with the schema of rulebooks. */
import type { Node } from "./nodes.ts";
import { type SourceIssue, sourceIssuesOf } from "./source-issues.ts";
import { rulebookSourceSchema, type RulebookSource } from "./source-schema.ts";
import { type Path, strictValueOf } from "./source-value.ts";

/**
 * What is left of a source without the parts that the schema refused: any key may be absent, any item undefined. The
 * checks beyond the schema run on it, so that all issues of a text are reported at once.
 */
export type ValidParts<T> = T extends readonly (infer Item)[]
  ? readonly (ValidParts<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: ValidParts<T[Key]> }
    : T;

const removeAt = (value: unknown, path: Path): void => {
  const last = path.at(-1)!;
  const holder = path
    .slice(0, -1)
    .reduce<unknown>((inner, step) => (inner as Record<PropertyKey, unknown> | undefined)?.[step], value);
  if (Array.isArray(holder)) holder[Number(last)] = undefined;
  else if (typeof holder === "object" && holder !== null) Reflect.deleteProperty(holder, last);
};

/**
 * @returns the issues that the schema finds, and the parts that it accepts; no parts when the document is no mapping
 */
export const parseSource = (
  root: Node,
): { readonly issues: readonly SourceIssue[]; readonly parts: ValidParts<RulebookSource> } => {
  const value = strictValueOf(root);
  const issues = sourceIssuesOf(rulebookSourceSchema, root, value);
  if (root.kind !== "map") return { issues, parts: {} };
  for (const { path, isUsable } of issues) if (!isUsable && path.length > 0) removeAt(value, path);
  // The schema transforms nothing, so what it does not refuse has the type that it infers.
  return { issues, parts: value as ValidParts<RulebookSource> };
};
