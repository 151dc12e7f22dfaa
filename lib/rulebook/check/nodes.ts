/** Reads YAML or JSON text into plain nodes with their ranges. The only file that imports the YAML parser. */
import { type Document, isAlias, isMap, isScalar, isSeq, type Pair, parseDocument } from "yaml";
import { FORBIDDEN_NAMES } from "../../domain/forbidden-names.ts";
import { jsonErrorOf } from "./json-error.ts";
import { offsetsOf, type ScalarStyle } from "./scalar-offsets.ts";
import type { Range, SourceRange } from "./source-location.ts";

export type ScalarNode = SourceRange & {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  /** The text without quotes: `0x10`, `1e3` and `1.0` differ from 16, 1000 and 1. */
  readonly rawText: string;
  /** Offsets in the source of every character of a text value. */
  readonly offsets: () => readonly number[];
};
export type MapNode = SourceRange & {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, { readonly key: SourceRange; readonly value: Node }>;
};
export type ListNode = SourceRange & { readonly kind: "list"; readonly items: readonly Node[] };
export type Node = ScalarNode | MapNode | ListNode;

/** An issue of the text itself. Its pointer is empty when no node could be read. */
export type ParseIssue = SourceRange & { readonly detail: string };

const MAX_DEPTH = 32;
const MAX_NODES = 50_000;

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  QUOTE_DOUBLE: "double",
  QUOTE_SINGLE: "single",
  BLOCK_FOLDED: "block",
  BLOCK_LITERAL: "block",
};

type ReadState = { readonly text: string; readonly issues: ParseIssue[]; nodeCount: number };

const escapeKey = (key: string): string =>
  key.includes("~") || key.includes("/") ? key.replaceAll("~", "~0").replaceAll("/", "~1") : key;

const rangeOf = (node: unknown, fallback: Range): Range => {
  const range = (node as { range?: readonly [number, number, number] | null } | null)?.range;
  return range ? { start: range[0], end: range[1] } : fallback;
};

const nullNode = (pointer: string, { start, end }: Range): ScalarNode => ({
  kind: "scalar",
  value: null,
  rawText: "",
  pointer,
  start,
  end,
  offsets: () => [start],
});

/** Reports an issue; the value is read as null. */
const rejectNode = (state: ReadState, range: Range, pointer: string, detail: string): ScalarNode => {
  state.issues.push({ start: range.start, end: range.end, detail, pointer });
  return nullNode(pointer, range);
};

const readScalar = (
  state: ReadState,
  node: { value: unknown; type?: string | undefined; source?: string | undefined },
  range: Range,
  pointer: string,
): ScalarNode => {
  const { value } = node;
  if (value !== null && !["string", "number", "boolean"].includes(typeof value))
    return rejectNode(state, range, pointer, "a rulebook cannot hold this kind of value");
  const style = STYLES[node.type ?? ""] ?? "plain";
  const scalar = value as ScalarNode["value"];
  const offsets = () => offsetsOf(state.text, range, style, String(scalar));
  const { start, end } = range;
  const rawText = node.source ?? String(scalar);
  return { kind: "scalar", value: scalar, rawText, pointer, start, end, offsets };
};

const readEntry = (
  state: ReadState,
  pair: Pair,
  map: { entries: Map<string, { key: SourceRange; value: Node }>; pointer: string; range: Range },
  depth: number,
): void => {
  const range = rangeOf(pair.key, map.range);
  if (!isScalar(pair.key) || typeof pair.key.value === "object") {
    rejectNode(state, range, map.pointer, "a key must be a plain word");
    return;
  }
  const name = String(pair.key.value);
  const pointer = `${map.pointer}/${escapeKey(name)}`;
  if (FORBIDDEN_NAMES.has(name)) {
    rejectNode(state, range, pointer, `\`${name}\` is not allowed as a name`);
    return;
  }
  if (map.entries.has(name)) {
    rejectNode(state, range, pointer, "this key is a duplicate");
    return;
  }
  const value = readNode(state, pair.value, pointer, { start: range.end, end: range.end }, depth + 1);
  map.entries.set(name, { key: { start: range.start, end: range.end, pointer }, value });
};

const QUOTING_HINT =
  "; if this is a condition, put all of it in single quotes, or after `|` on a line of its own";

const rejectYamlFeatures = (state: ReadState, node: unknown, range: Range, pointer: string): void => {
  const { anchor, tag } = (node ?? {}) as { anchor?: string; tag?: string };
  if (anchor) rejectNode(state, range, pointer, "anchors (`&name`) are not allowed: write it out");
  if (tag && !tag.startsWith("tag:yaml.org,2002:"))
    rejectNode(state, range, pointer, `tags (\`!name\`) are not allowed${QUOTING_HINT}`);
};

const readNode = (state: ReadState, node: unknown, pointer: string, fallback: Range, depth: number): Node => {
  const range = rangeOf(node, fallback);
  state.nodeCount += 1;
  if (depth > MAX_DEPTH)
    return rejectNode(state, range, pointer, `nested more than ${MAX_DEPTH} levels deep`);
  if (state.nodeCount > MAX_NODES) return nullNode(pointer, range);
  if (isAlias(node))
    return rejectNode(state, range, pointer, "aliases (`*name`) are not allowed: write it out");
  rejectYamlFeatures(state, node, range, pointer);
  if (isMap(node)) {
    const map = { entries: new Map<string, { key: SourceRange; value: Node }>(), pointer, range };
    for (const pair of node.items) readEntry(state, pair, map, depth);
    return { kind: "map", entries: map.entries, pointer, start: range.start, end: range.end };
  }
  if (isSeq(node)) {
    const items = node.items.map((item, index) =>
      readNode(state, item, `${pointer}/${index}`, range, depth + 1),
    );
    return { kind: "list", items, pointer, start: range.start, end: range.end };
  }
  return isScalar(node) ? readScalar(state, node, range, pointer) : nullNode(pointer, range);
};

/** What YAML reports of a condition that begins with a quote or `!`, or holds `: `. */
const NEEDS_QUOTES = /Unexpected scalar at node end|Unresolved tag|Nested mappings|Implicit (keys|map)/;
const TOO_DEEP = "nested too deeply to be read";

const yamlErrorDetail = (message: string): string => {
  if (message.includes("call stack")) return TOO_DEEP;
  return `not readable as YAML: ${message}${NEEDS_QUOTES.test(message) ? QUOTING_HINT : ""}`;
};

const yamlErrorsOf = (document: Document): ParseIssue[] =>
  [...document.errors, ...document.warnings].map(({ pos, message }) => ({
    start: pos[0],
    end: pos[1],
    pointer: "",
    detail: yamlErrorDetail(message),
  }));

/** JSON allows tabs as white space, YAML does not. Spaces of the same width keep every offset. */
const withoutTabs = (text: string): string => text.replaceAll("\t", " ");

/** Reads a text that is JSON or is to be YAML. Throws when the parser's recursion exhausts the stack. */
const parseNodes = (text: string, format: "yaml" | "json", whole: Range) => {
  const jsonError = format === "json" ? jsonErrorOf(text) : undefined;
  if (jsonError) return { root: nullNode("", whole), issues: [{ ...jsonError, pointer: "" }] };
  const input = format === "json" ? withoutTabs(text) : text;
  // readEntry finds duplicate keys in a map; yaml compares every pair of keys.
  const document = parseDocument(input, { schema: "core", prettyErrors: false, uniqueKeys: false });
  const issues = yamlErrorsOf(document);
  // A partly parsed document has no reliable structure: further issues would only follow from the first one.
  if (issues.length > 0) return { root: nullNode("", whole), issues };
  const state: ReadState = { text, issues, nodeCount: 0 };
  const root = readNode(state, document.contents, "", whole, 0);
  if (state.nodeCount > MAX_NODES) rejectNode(state, whole, "", `more than ${MAX_NODES} values`);
  return { root, issues };
};

/**
 * Reads a document. It never throws: depth and number of nodes are limited; aliases, anchors, tags and duplicate keys
 * are issues.
 */
export const readNodes = (
  text: string,
  format: "yaml" | "json",
): { readonly root: Node; readonly issues: readonly ParseIssue[] } => {
  const whole = { start: 0, end: Math.min(1, text.length) };
  try {
    return parseNodes(text, format, whole);
  } catch {
    // Both parsers recurse, so a text can be nested deeply enough to exhaust the stack.
    return { root: nullNode("", whole), issues: [{ ...whole, pointer: "", detail: TOO_DEEP }] };
  }
};
