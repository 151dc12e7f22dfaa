/** Between nodes and plain values: what the schema parses, and where in the source a path of the value is. */
import type { MapNode, Node } from "./nodes.ts";
import type { SourceRange } from "./source-location.ts";

export type Path = readonly PropertyKey[];

const objectOf = (node: MapNode, toValue: (node: Node) => unknown): Record<string, unknown> => {
  const object: Record<string, unknown> = {};
  for (const [name, { value }] of node.entries) object[name] = toValue(value);
  return object;
};

/** A plain value as written. */
export const plainValueOf = (node: Node): unknown => {
  if (node.kind === "scalar") return node.value;
  return node.kind === "list" ? node.items.map(plainValueOf) : objectOf(node, plainValueOf);
};

const WHOLE_NUMBER = /^[-+]?\d+$/;

/**
 * A plain value for the schema. A number in another notation than that of a whole number (`1e3`, `0x10`, `1.0`) becomes
 * NaN, which the schema refuses: such a number in a rulebook is a mistake more often than a preference.
 */
export const strictValueOf = (node: Node): unknown => {
  if (node.kind === "list") return node.items.map(strictValueOf);
  if (node.kind === "map") return objectOf(node, strictValueOf);
  return typeof node.value === "number" && !WHOLE_NUMBER.test(node.rawText) ? Number.NaN : node.value;
};

export const textOf = (node: Node | undefined): string | undefined =>
  node?.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;

/** The value of a key, or an item of a list. */
export const childOf = (node: Node | undefined, step: PropertyKey): Node | undefined => {
  if (node?.kind === "map") return node.entries.get(String(step))?.value;
  return node?.kind === "list" ? node.items[Number(step)] : undefined;
};

export const itemsOf = (node: Node | undefined): readonly Node[] => (node?.kind === "list" ? node.items : []);

/** The node at a path, or the nearest one around it that was written. */
export const nodeAt = (node: Node, path: Path): Node => {
  const [first, ...rest] = path;
  const next = first === undefined ? undefined : childOf(node, first);
  return next ? nodeAt(next, rest) : node;
};

/** The range to report for a key that a mapping lacks: its first key, else the mapping itself. */
export const firstKeyRange = (node: Node): SourceRange => {
  const first = node.kind === "map" ? node.entries.values().next().value : undefined;
  return first ? { ...first.key, pointer: node.pointer } : node;
};

/** The range of a key; of the mapping, when it lacks the key. */
export const keyRange = (node: Node, key: PropertyKey): SourceRange =>
  (node.kind === "map" ? node.entries.get(String(key))?.key : undefined) ?? node;

/** The node of a key; the mapping itself, when it lacks the key. */
export const partOf = (node: Node, key: string): Node => childOf(node, key) ?? node;

/** The keys of a mapping as written; none for another node. */
export const keysOf = (node: Node | undefined): readonly string[] =>
  node?.kind === "map" ? [...node.entries.keys()] : [];

/** The range of the expression of `when` itself, without the `|` of a block scalar. */
export const conditionRange = (node: Node): SourceRange => {
  const when = partOf(node, "when");
  return when.kind === "scalar" ? { ...when, start: when.offsets()[0] ?? when.start } : when;
};
