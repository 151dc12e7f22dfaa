/** The checker's desk: collects faults with their places, and reads nodes into values, telling what is wrong. */
import { instantSchema } from "../rulebook.ts";
import type { Entry, ListNode, MapNode, Node, ScalarNode } from "./nodes.ts";
import { locate, type Range, type RulebookIssue, type Source } from "./source-location.ts";
import { didYouMean, joinWithOr } from "./suggestions.ts";

export type SourceRange = Range & { readonly pointer: string };

export type DiagnosticCollector = {
  readonly source: Source;
  readonly issues: RulebookIssue[];
  readonly warnings: RulebookIssue[];
  /** The rule being read, for the faults found in it. */
  readonly ruleId?: string | undefined;
};

/** Nobody reads more; a document made of faults must not cost more than a real one. */
const MOST_FAULTS = 200;

const entryFor = (desk: DiagnosticCollector, spot: SourceRange, detail: string): RulebookIssue => ({
  ...(desk.ruleId === undefined ? {} : { ruleId: desk.ruleId }),
  pointer: spot.pointer,
  ...locate(desk.source, spot),
  detail,
});

/** Reports a fault; returns undefined so that a reader can end with it. */
export const reportIssue = (desk: DiagnosticCollector, spot: SourceRange, detail: string): undefined => {
  if (desk.issues.length < MOST_FAULTS) desk.issues.push(entryFor(desk, spot, detail));
  return undefined;
};

export const reportWarning = (desk: DiagnosticCollector, spot: SourceRange, detail: string): void => {
  if (desk.warnings.length < MOST_FAULTS) desk.warnings.push(entryFor(desk, spot, detail));
};

const KINDS: Record<string, string> = { map: "a mapping", list: "a list" };

const nameOf = (node: Node): string => {
  if (node.kind !== "scalar") return KINDS[node.kind]!;
  if (node.value === null) return "nothing";
  return typeof node.value === "string" ? "a text" : `${node.value}`;
};

export type MapFields = { readonly node: MapNode; readonly get: (key: string) => Node | undefined };

/** Reads a mapping and reports every key that it may not have. */
export const readMap = (
  desk: DiagnosticCollector,
  node: Node,
  what: string,
  known: readonly string[],
): MapFields | undefined => {
  if (node.kind !== "map") return reportIssue(desk, node, `${what} must be a mapping, not ${nameOf(node)}`);
  for (const [name, { key }] of node.entries)
    if (!known.includes(name))
      reportIssue(desk, key, `no key \`${name}\` in ${what}${didYouMean(name, known)}`);
  return { node, get: (key) => node.entries.get(key)?.value };
};

/** Where to point for something that is missing from a mapping: its first key, else the mapping. */
export const firstKeyRange = (node: Node): SourceRange => {
  const first: Entry | undefined = node.kind === "map" ? node.entries.values().next().value : undefined;
  return first ? { start: first.key.start, end: first.key.end, pointer: node.pointer } : node;
};

export const readList = (desk: DiagnosticCollector, node: Node, what: string): ListNode | undefined =>
  node.kind === "list" ? node : reportIssue(desk, node, `${what} must be a list, not ${nameOf(node)}`);

const scalarOf = (node: Node): ScalarNode["value"] | undefined =>
  node.kind === "scalar" ? node.value : undefined;

export const readText = (
  desk: DiagnosticCollector,
  node: Node,
  what: string,
  limits: { max: number; pattern?: RegExp; hint?: string },
): string | undefined => {
  const value = scalarOf(node);
  if (typeof value !== "string") {
    const hint = typeof value === "number" || typeof value === "boolean" ? "; put it in quotes" : "";
    return reportIssue(desk, node, `${what} must be a text, not ${nameOf(node)}${hint}`);
  }
  if (value.trim() === "") return reportIssue(desk, node, `${what} must not be empty`);
  if (value.length > limits.max)
    return reportIssue(desk, node, `${what} must not be longer than ${limits.max} characters`);
  if (value.includes("\u0000") || !value.isWellFormed())
    return reportIssue(desk, node, `${what} must not hold NUL or half a character`);
  if (limits.pattern && !limits.pattern.test(value))
    return reportIssue(desk, node, `${what} ${limits.hint ?? `must match ${limits.pattern.source}`}`);
  return value;
};

/** Reads one word of a closed list. */
export const readOneOf = <T extends string>(
  desk: DiagnosticCollector,
  node: Node,
  what: string,
  allowed: readonly T[],
): T | undefined => {
  const value = scalarOf(node);
  const found = allowed.find((word) => word === value);
  if (found !== undefined) return found;
  if (typeof value !== "string")
    return reportIssue(desk, node, `${what} must be ${joinWithOr(allowed)}, not ${nameOf(node)}`);
  const meant = didYouMean(value, allowed) || `; it must be ${joinWithOr(allowed)}`;
  return reportIssue(desk, node, `unknown ${what} \`${value.slice(0, 60)}\`${meant}`);
};

export const readInteger = (
  desk: DiagnosticCollector,
  node: Node,
  what: string,
  range: { min: number; max: number },
): number | undefined => {
  const value = scalarOf(node);
  const written = node.kind === "scalar" ? node.rawText : "";
  if (typeof value !== "number" || !Number.isSafeInteger(value) || !/^[-+]?\d+$/.test(written))
    return reportIssue(desk, node, `${what} must be a whole number, not ${written || nameOf(node)}`);
  if (value < range.min || value > range.max)
    return reportIssue(desk, node, `${what} must be from ${range.min} to ${range.max}`);
  return value;
};

export const readBoolean = (desk: DiagnosticCollector, node: Node, what: string): boolean | undefined => {
  const value = scalarOf(node);
  return typeof value === "boolean"
    ? value
    : reportIssue(desk, node, `${what} must be true or false, not ${nameOf(node)}`);
};

const EXAMPLE = "write it like 2026-12-01T00:00:00-03:00";
const LACKS_OFFSET = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/;

/** Reads a moment; it stays the text that was written. */
export const readInstant = (desk: DiagnosticCollector, node: Node, what: string): string | undefined => {
  const value = scalarOf(node);
  if (typeof value !== "string")
    return reportIssue(desk, node, `${what} must be a date with time and offset; ${EXAMPLE}`);
  if (instantSchema.safeParse(value).success) return value;
  const why = LACKS_OFFSET.test(value) ? "has no offset" : "is not a date with time and offset";
  return reportIssue(desk, node, `${what} \`${value.slice(0, 40)}\` ${why}; ${EXAMPLE}`);
};
