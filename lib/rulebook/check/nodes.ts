/** Reads YAML or JSON text into plain nodes that know where they stand. The only file that knows the YAML parser. */
import { type Document, isAlias, isMap, isScalar, isSeq, type Pair, parseDocument } from "yaml";
import { FORBIDDEN_NAMES } from "../expression.ts";
import { jsonErrorOffset } from "./json-error-offset.ts";
import { offsetsOf, type ScalarStyle } from "./scalar-offsets.ts";
import type { Range } from "./source-location.ts";

type Placed = Range & { readonly pointer: string };
export type ScalarNode = Placed & {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  /** What was typed, without quotes: `0x10`, `1e3` and `1.0` are told from 16, 1000 and 1. */
  readonly rawText: string;
  /** Offsets in the source of every character of a text value. */
  readonly offsets: () => readonly number[];
};
export type MapNode = Placed & { readonly kind: "map"; readonly entries: ReadonlyMap<string, Entry> };
export type ListNode = Placed & { readonly kind: "list"; readonly items: readonly Node[] };
export type Node = ScalarNode | MapNode | ListNode;
export type Entry = { readonly key: Range & { readonly pointer: string }; readonly value: Node };

export type ParseIssue = Range & { readonly detail: string; readonly pointer: string };

const MOST_DEPTH = 32;
const MOST_NODES = 50_000;

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  QUOTE_DOUBLE: "double",
  QUOTE_SINGLE: "single",
  BLOCK_FOLDED: "block",
  BLOCK_LITERAL: "block",
};

type Reading = { readonly text: string; readonly misread: ParseIssue[]; nodes: number };

const step = (pointer: string, key: string | number): string =>
  `${pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;

const rangeOf = (node: unknown, fallback: Range): Range => {
  const range = (node as { range?: readonly [number, number, number] | null } | null)?.range;
  return range ? { start: range[0], end: range[1] } : fallback;
};

const nothing = (pointer: string, at: Range): ScalarNode => ({
  kind: "scalar",
  value: null,
  rawText: "",
  pointer,
  start: at.start,
  end: at.end,
  offsets: () => [at.start],
});

const refuse = (reading: Reading, at: Range, pointer: string, detail: string): ScalarNode => {
  reading.misread.push({ start: at.start, end: at.end, detail, pointer });
  return nothing(pointer, at);
};

const readScalar = (
  reading: Reading,
  node: { value: unknown; type?: string | undefined; source?: string | undefined },
  at: Range,
  pointer: string,
): ScalarNode => {
  const { value } = node;
  if (value !== null && !["string", "number", "boolean"].includes(typeof value))
    return refuse(reading, at, pointer, "this kind of value has no place in a rulebook");
  const style = STYLES[node.type ?? ""] ?? "plain";
  const scalar = value as ScalarNode["value"];
  const offsets = () => offsetsOf(reading.text, at, style, String(scalar));
  return { kind: "scalar", value: scalar, rawText: node.source ?? String(scalar), pointer, ...at, offsets };
};

const readEntry = (
  reading: Reading,
  pair: Pair,
  map: { entries: Map<string, Entry>; pointer: string; at: Range },
  depth: number,
) => {
  const at = rangeOf(pair.key, map.at);
  if (!isScalar(pair.key) || typeof pair.key.value === "object") {
    refuse(reading, at, map.pointer, "a key must be a plain word");
    return;
  }
  const name = String(pair.key.value);
  const pointer = step(map.pointer, name);
  if (FORBIDDEN_NAMES.has(name)) {
    refuse(reading, at, pointer, `\`${name}\` is not allowed as a name`);
    return;
  }
  const value = readNode(reading, pair.value, pointer, { start: at.end, end: at.end }, depth + 1);
  map.entries.set(name, { key: { ...at, pointer }, value });
};

const readNode = (reading: Reading, node: unknown, pointer: string, fallback: Range, depth: number): Node => {
  const at = rangeOf(node, fallback);
  reading.nodes += 1;
  if (depth > MOST_DEPTH) return refuse(reading, at, pointer, `nested more than ${MOST_DEPTH} levels deep`);
  if (reading.nodes > MOST_NODES) return nothing(pointer, at);
  if (isAlias(node)) return refuse(reading, at, pointer, "aliases (`*name`) are not allowed: write it out");
  const { anchor, tag } = (node ?? {}) as { anchor?: string; tag?: string };
  if (anchor) refuse(reading, at, pointer, "anchors (`&name`) are not allowed: write it out");
  if (tag && !tag.startsWith("tag:yaml.org,2002:"))
    refuse(reading, at, pointer, `tags (\`!name\`) are not allowed${QUOTING_HINT}`);
  if (isMap(node)) {
    const map = { entries: new Map<string, Entry>(), pointer, at };
    for (const pair of node.items) readEntry(reading, pair, map, depth);
    return { kind: "map", entries: map.entries, pointer, ...at };
  }
  if (isSeq(node)) {
    const items = node.items.map((item, index) =>
      readNode(reading, item, step(pointer, index), at, depth + 1),
    );
    return { kind: "list", items, pointer, ...at };
  }
  return isScalar(node) ? readScalar(reading, node, at, pointer) : nothing(pointer, at);
};

/** The two ways in which YAML trips over a condition that begins with a quote or `!`, or holds `: `. */
const QUOTING = /Unexpected scalar at node end|Unresolved tag|Nested mappings|Implicit (keys|map)/;
const TOO_DEEP = "nested too deeply to be read";
const QUOTING_HINT =
  "; if this is a condition, put all of it in single quotes, or after `|` on a line of its own";

const parseDetail = (code: string, message: string): string => {
  if (code === "DUPLICATE_KEY") return "this key stands here twice";
  if (message.includes("call stack")) return TOO_DEEP;
  return `not readable as YAML: ${message}${QUOTING.test(message) ? QUOTING_HINT : ""}`;
};

const parseErrors = (document: Document): ParseIssue[] =>
  [...document.errors, ...document.warnings].map(({ pos, message, code }) => ({
    start: pos[0],
    end: pos[1],
    pointer: "",
    detail: parseDetail(code, message),
  }));

const jsonError = (text: string): ParseIssue | undefined => {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    const start = Math.min(jsonErrorOffset(text), text.length);
    const detail = `not readable as JSON: ${message.replace(/( in JSON)? at position.*$|(?<=token) '.*$/su, "")}`;
    return { start, end: start + 1, pointer: "", detail: detail.slice(0, 200) };
  }
};

/** YAML forbids tabs where JSON allows them; blanks of the same width leave every position as it was. */
const readableJson = (text: string): string => text.replaceAll("\t", " ");

/**
 * Reads a document. Whatever it holds, this returns: deep nesting and endless documents are cut off, aliases, anchors
 * and tags are refused, duplicate keys are told.
 */
export const readNodes = (text: string, format: "yaml" | "json"): { root: Node; misread: ParseIssue[] } => {
  const whole = { start: 0, end: Math.min(1, text.length) };
  const failed = (misread: ParseIssue) => ({ root: nothing("", whole), misread: [misread] });
  const notJson = format === "json" ? jsonError(text) : undefined;
  if (notJson) return failed(notJson);
  try {
    const input = format === "json" ? readableJson(text) : text;
    const document = parseDocument(input, { schema: "core", prettyErrors: false, uniqueKeys: true });
    const misread = parseErrors(document);
    // Half a document has no structure worth checking: what else is told would only repeat the one mistake.
    if (misread.length > 0) return { root: nothing("", whole), misread };
    const reading: Reading = { text, misread, nodes: 0 };
    const root = readNode(reading, document.contents, "", whole, 0);
    if (reading.nodes > MOST_NODES) refuse(reading, whole, "", `more than ${MOST_NODES} values`);
    return { root, misread: reading.misread };
  } catch {
    // The parser recurses; text made to exhaust its stack is a bad document, not an accident of ours.
    return failed({ ...whole, pointer: "", detail: TOO_DEEP });
  }
};
