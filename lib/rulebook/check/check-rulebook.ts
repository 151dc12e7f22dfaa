/** Checks a rulebook completely when it is saved, and lowers it to what is stored and run. */
import type { Catalogue } from "../../domain/decision.ts";
import { hasUnstorableText } from "../../domain/storable-text.ts";
import { compile } from "../compile.ts";
import { runExamples } from "../examples.ts";
import type { Rulebook } from "../rulebook.ts";
import { STARTING_CATALOGUE } from "../starting-catalogue.ts";
import { celEnvironmentOf } from "./cel.ts";
import {
  type DiagnosticCollector,
  reportIssue,
  firstKeyRange,
  readList,
  readMap,
  type SourceRange,
} from "./diagnostics.ts";
import { type Node, readNodes } from "./nodes.ts";
import { type ParsedExample, readExamples } from "./read-examples.ts";
import { type ParsedRule, type RuleContext, readRule } from "./read-rule.ts";
import { readPlans, readProductTypes } from "./read-product-types.ts";
import { type RulebookIssue, sourceOf } from "./source-location.ts";
import { vocabularyOf } from "./vocabulary.ts";
import { reportWarnings } from "./warnings.ts";

export type { RulebookIssue } from "./source-location.ts";

/** What the checker must be told of the world; it looks at nothing itself. */
export type CheckOptions = {
  /** What a rule may add for free. */
  readonly skus: ReadonlySet<string>;
  /** For warnings about what has ended. */
  readonly now: string;
  /** The entries behind the SKUs, so that examples come out as orders will. */
  readonly catalogue?: Catalogue;
};

/** An example that does not come out as it says: a fault that has a name. */
export type FailedExample = RulebookIssue & { readonly name: string };

export type CheckResult =
  | {
      readonly ok: true;
      readonly rulebook: Rulebook;
      readonly warnings: readonly RulebookIssue[];
      /** The rulebook may be saved all the same, but not switched on. */
      readonly failedExamples: readonly FailedExample[];
    }
  | { readonly ok: false; readonly issues: readonly RulebookIssue[] };

export const MAX_SOURCE_BYTES = 256 * 1024;
const MOST_RULES = 500;

const TOP_KEYS = ["plans", "productTypes", "rules", "examples"];

const unreadable = (source: string): string | undefined => {
  if (new TextEncoder().encode(source).length > MAX_SOURCE_BYTES)
    return `a rulebook must not be larger than ${MAX_SOURCE_BYTES / 1024} KiB`;
  if (hasUnstorableText(source)) return "the text holds NUL or half a character";
  return source.trim() === "" ? "the rulebook is empty" : undefined;
};

const idOf = (node: Node): Node => (node.kind === "map" ? (node.entries.get("id")?.value ?? node) : node);

/** Every rule is looked at, also those with other faults, so that all that is wrong is told at once. */
const readRules = (
  desk: DiagnosticCollector,
  node: Node | undefined,
  context: RuleContext,
): readonly ParsedRule[] => {
  const list = node && readList(desk, node, "`rules`");
  if (!list) return [];
  if (list.items.length > MOST_RULES) reportIssue(desk, list, `more than ${MOST_RULES} rules`);
  return list.items.slice(0, MOST_RULES).flatMap((item) => readRule(desk, item, context) ?? []);
};

/** Looks at the ids as written, so that a repeated one is told even when its rule has other faults. */
const checkIds = (desk: DiagnosticCollector, node: Node | undefined): ReadonlySet<string> => {
  const ids = new Set<string>();
  for (const item of node?.kind === "list" ? node.items.slice(0, MOST_RULES) : []) {
    const idNode = idOf(item);
    if (idNode.kind !== "scalar" || typeof idNode.value !== "string") continue;
    const id = idNode.value;
    if (ids.has(id))
      reportIssue(
        { ...desk, ruleId: id.slice(0, 64) },
        idNode,
        `two rules have the id \`${id.slice(0, 64)}\``,
      );
    ids.add(id);
  }
  return ids;
};

const syntheticCatalogue = (skus: ReadonlySet<string>): Catalogue =>
  Object.fromEntries(
    [...skus].map((sku) => [sku, STARTING_CATALOGUE[sku] ?? { sku, type: "physical", title: sku }]),
  );

const failuresOf = (
  desk: DiagnosticCollector,
  rulebook: Rulebook,
  examples: readonly ParsedExample[],
  catalogue: Catalogue,
): readonly FailedExample[] =>
  runExamples(compile(rulebook), catalogue).flatMap(({ index, name, key, detail }) => {
    const told: DiagnosticCollector = { ...desk, issues: [] };
    const node = examples[index]!.node;
    const expect = node.kind === "map" ? node.entries.get("expect")?.value : undefined;
    reportIssue(told, (expect?.kind === "map" && expect.entries.get(key)?.value) || node, detail);
    return told.issues.map((one) => ({ ...one, name }));
  });

const byPlace = (left: RulebookIssue, right: RulebookIssue): number =>
  left.line - right.line || left.column - right.column;

const checkDocument = (desk: DiagnosticCollector, root: Node, world: CheckOptions): CheckResult => {
  const top = readMap(desk, root, "the rulebook", TOP_KEYS);
  if (top && !top.get("rules")) reportIssue(desk, firstKeyRange(root), "the rulebook has no `rules`");
  const plans = readPlans(desk, top?.get("plans"));
  const productTypes = readProductTypes(desk, top?.get("productTypes"));
  const vocabulary = vocabularyOf(productTypes, plans);
  const language = { vocabulary, env: celEnvironmentOf(vocabulary) };
  const ruleIds = checkIds(desk, top?.get("rules"));
  const read = readRules(desk, top?.get("rules"), { conditionContext: language, plans, skus: world.skus });
  const examples = readExamples(desk, top?.get("examples"), { plans, productTypes, ruleIds });
  if (desk.issues.length > 0) return { ok: false, issues: desk.issues.toSorted(byPlace) };
  const rulebook: Rulebook = {
    plans,
    productTypes,
    rules: read.map(({ rule }) => rule),
    examples: examples.map(({ example }) => example),
  };
  reportWarnings(desk, read, vocabulary, world.now);
  const catalogue = world.catalogue ?? syntheticCatalogue(world.skus);
  const failedExamples = failuresOf(desk, rulebook, examples, catalogue);
  return { ok: true, rulebook, warnings: desk.warnings.toSorted(byPlace), failedExamples };
};

/** The rule in which a text that could not be read stands: by its place in the tree, else by the text before it. */
const ruleAround = (source: string, root: Node, spot: SourceRange): string | undefined => {
  const index = /^\/rules\/(\d+)/.exec(spot.pointer)?.[1];
  const rules = root.kind === "map" ? root.entries.get("rules")?.value : undefined;
  const rule = index !== undefined && rules?.kind === "list" ? rules.items[Number(index)] : undefined;
  const id = rule && idOf(rule);
  if (id?.kind === "scalar" && typeof id.value === "string") return id.value.slice(0, 64);
  const start = /^rules:/m.exec(source)?.index ?? source.length;
  const ids = [...source.slice(start, spot.start).matchAll(/^( *)- +id: *([a-z][a-z0-9-]{0,63})/gm)];
  return ids.findLast(([, indent]) => indent === ids[0]?.[1])?.[2];
};

/**
 * Checks the text of a rulebook. Reports every fault with its place, or gives the program to store and run. Bounded in
 * time and size whatever the text holds; never throws for it.
 */
export const checkRulebook = (source: string, format: "yaml" | "json", world: CheckOptions): CheckResult => {
  const desk: DiagnosticCollector = {
    source: sourceOf(source.slice(0, MAX_SOURCE_BYTES)),
    issues: [],
    warnings: [],
  };
  const reason = unreadable(source);
  if (reason) {
    reportIssue(desk, { start: 0, end: 1, pointer: "" }, reason);
    return { ok: false, issues: desk.issues };
  }
  const { root, misread } = readNodes(source, format);
  for (const { detail, ...spot } of misread)
    reportIssue({ ...desk, ruleId: ruleAround(source, root, spot) }, spot, detail);
  if (misread.some(({ pointer }) => pointer === ""))
    return { ok: false, issues: desk.issues.toSorted(byPlace) };
  return checkDocument(desk, root, world);
};
