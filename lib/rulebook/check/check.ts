/** Checks a rulebook completely when it is saved, and lowers it to what is stored and run. */
import type { Catalogue } from "../../domain/decision.ts";
import { hasUnstorableText } from "../../domain/text.ts";
import { compile } from "../compile.ts";
import { runExamples } from "../examples.ts";
import type { Rulebook } from "../program.ts";
import { STARTING_CATALOGUE } from "../starting-catalogue.ts";
import { environmentOf } from "./cel.ts";
import { type Desk, fault, headOf, readList, readMap, type Spot } from "./desk.ts";
import { type Node, readNodes } from "./nodes.ts";
import { type ReadExample, readExamples } from "./read-examples.ts";
import { type ReadRule, type RuleContext, readRule } from "./read-rule.ts";
import { readPlans, readProductTypes } from "./read-types.ts";
import { type RulebookFault, sourceOf } from "./source.ts";
import { vocabularyOf } from "./vocabulary.ts";
import { lookOver } from "./warnings.ts";

export type { RulebookFault } from "./source.ts";

/** What the checker must be told of the world; it looks at nothing itself. */
export type CheckWorld = {
  /** What a rule may add for free. */
  readonly skus: ReadonlySet<string>;
  /** For warnings about what has ended. */
  readonly now: string;
  /** The entries behind the SKUs, so that examples come out as orders will. */
  readonly catalogue?: Catalogue;
};

/** An example that does not come out as it says: a fault that has a name. */
export type FailedExample = RulebookFault & { readonly name: string };

export type Checked =
  | {
      readonly ok: true;
      readonly rulebook: Rulebook;
      readonly warnings: readonly RulebookFault[];
      /** The rulebook may be saved all the same, but not switched on. */
      readonly failedExamples: readonly FailedExample[];
    }
  | { readonly ok: false; readonly faults: readonly RulebookFault[] };

export const LARGEST_SOURCE = 256 * 1024;
const MOST_RULES = 500;

const TOP_KEYS = ["plans", "productTypes", "rules", "examples"];

const unreadable = (source: string): string | undefined => {
  if (new TextEncoder().encode(source).length > LARGEST_SOURCE)
    return `a rulebook must not be larger than ${LARGEST_SOURCE / 1024} KiB`;
  if (hasUnstorableText(source)) return "the text holds NUL or half a character";
  return source.trim() === "" ? "the rulebook is empty" : undefined;
};

const idOf = (node: Node): Node => (node.kind === "map" ? (node.entries.get("id")?.value ?? node) : node);

/** Every rule is looked at, also those with other faults, so that all that is wrong is told at once. */
const readRules = (desk: Desk, node: Node | undefined, context: RuleContext): readonly ReadRule[] => {
  const list = node && readList(desk, node, "`rules`");
  if (!list) return [];
  if (list.items.length > MOST_RULES) fault(desk, list, `more than ${MOST_RULES} rules`);
  return list.items.slice(0, MOST_RULES).flatMap((item) => readRule(desk, item, context) ?? []);
};

/** Looks at the ids as written, so that a repeated one is told even when its rule has other faults. */
const checkIds = (desk: Desk, node: Node | undefined): ReadonlySet<string> => {
  const ids = new Set<string>();
  for (const item of node?.kind === "list" ? node.items.slice(0, MOST_RULES) : []) {
    const idNode = idOf(item);
    if (idNode.kind !== "scalar" || typeof idNode.value !== "string") continue;
    const id = idNode.value;
    if (ids.has(id))
      fault({ ...desk, ruleId: id.slice(0, 64) }, idNode, `two rules have the id \`${id.slice(0, 64)}\``);
    ids.add(id);
  }
  return ids;
};

const syntheticCatalogue = (skus: ReadonlySet<string>): Catalogue =>
  Object.fromEntries(
    [...skus].map((sku) => [sku, STARTING_CATALOGUE[sku] ?? { sku, type: "physical", title: sku }]),
  );

const failuresOf = (
  desk: Desk,
  rulebook: Rulebook,
  examples: readonly ReadExample[],
  catalogue: Catalogue,
): readonly FailedExample[] =>
  runExamples(compile(rulebook), catalogue).flatMap(({ index, name, key, detail }) => {
    const told: Desk = { ...desk, faults: [] };
    const node = examples[index]!.node;
    const expect = node.kind === "map" ? node.entries.get("expect")?.value : undefined;
    fault(told, (expect?.kind === "map" && expect.entries.get(key)?.value) || node, detail);
    return told.faults.map((one) => ({ ...one, name }));
  });

const byPlace = (left: RulebookFault, right: RulebookFault): number =>
  left.line - right.line || left.column - right.column;

const checkDocument = (desk: Desk, root: Node, world: CheckWorld): Checked => {
  const top = readMap(desk, root, "the rulebook", TOP_KEYS);
  if (top && !top.get("rules")) fault(desk, headOf(root), "the rulebook has no `rules`");
  const plans = readPlans(desk, top?.get("plans"));
  const productTypes = readProductTypes(desk, top?.get("productTypes"));
  const vocabulary = vocabularyOf(productTypes, plans);
  const language = { vocabulary, env: environmentOf(vocabulary) };
  const ruleIds = checkIds(desk, top?.get("rules"));
  const read = readRules(desk, top?.get("rules"), { language, plans, skus: world.skus });
  const examples = readExamples(desk, top?.get("examples"), { plans, productTypes, ruleIds });
  if (desk.faults.length > 0) return { ok: false, faults: desk.faults.toSorted(byPlace) };
  const rulebook: Rulebook = {
    plans,
    productTypes,
    rules: read.map(({ rule }) => rule),
    examples: examples.map(({ example }) => example),
  };
  lookOver(desk, read, vocabulary, world.now);
  const catalogue = world.catalogue ?? syntheticCatalogue(world.skus);
  const failedExamples = failuresOf(desk, rulebook, examples, catalogue);
  return { ok: true, rulebook, warnings: desk.warnings.toSorted(byPlace), failedExamples };
};

/** The rule in which a text that could not be read stands: by its place in the tree, else by the text before it. */
const ruleAround = (source: string, root: Node, spot: Spot): string | undefined => {
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
export const checkRulebook = (source: string, format: "yaml" | "json", world: CheckWorld): Checked => {
  const desk: Desk = { source: sourceOf(source.slice(0, LARGEST_SOURCE)), faults: [], warnings: [] };
  const reason = unreadable(source);
  if (reason) {
    fault(desk, { start: 0, end: 1, pointer: "" }, reason);
    return { ok: false, faults: desk.faults };
  }
  const { root, misread } = readNodes(source, format);
  for (const { detail, ...spot } of misread)
    fault({ ...desk, ruleId: ruleAround(source, root, spot) }, spot, detail);
  if (misread.some(({ pointer }) => pointer === ""))
    return { ok: false, faults: desk.faults.toSorted(byPlace) };
  return checkDocument(desk, root, world);
};
