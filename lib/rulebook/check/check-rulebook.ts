/** Checks a rulebook completely when it is saved, and lowers it to what is stored and run. */
import type { Catalogue } from "../../domain/catalogue.ts";
import { hasUnstorableText } from "../../domain/storable-text.ts";
import type { ListKind } from "../../domain/list.ts";
import type { MailTemplates } from "../../domain/mail-template.ts";
import { compile, declarationsOf } from "../compile.ts";
import { inputsRead, type Lists } from "../decision-inputs.ts";
import { type ExampleInputs, runExamples } from "../examples.ts";
import { type Rulebook, rulebookSchema } from "../rulebook.ts";
import { STARTING_CATALOGUE } from "../starting-catalogue.ts";
import { celEnvironmentOf } from "./cel.ts";
import { checkBetweenRules } from "./between-rules.ts";
import { checkCost } from "./check-cost.ts";
import { checkDestinations, checkPlans, checkProductTypes } from "./check-declarations.ts";
import { type CheckedExample, checkExamples } from "./check-examples.ts";
import { checkOverrides } from "./check-overrides.ts";
import { checkRuleIds } from "./check-rule-ids.ts";
import { addsFreeItems, type CheckedRule, checkRule, type RuleContext } from "./check-rule.ts";
import { type DiagnosticCollector, forRule, reportIssue, reportWarning } from "./diagnostics.ts";
import { type Node, readNodes } from "./nodes.ts";
import { parseSource, type ValidParts } from "./parse-source.ts";
import { ruleIdAt, ruleIdBefore } from "./rule-of-issue.ts";
import { checkTemplates } from "./check-templates.ts";
import { checkTables, rulesOfTables } from "./check-table.ts";
import { actingParts, checkNumber, rowIdsOf } from "./table-ids.ts";
import { warnOfGaps } from "./table-gaps.ts";
import { checkSlipCircles } from "./slip-circles.ts";
import { type RulebookIssue, sourceOf } from "./source-location.ts";
import type { RulebookSource } from "./source-schema.ts";
import { childOf, itemsOf, nodeAt, partOf } from "./source-value.ts";
import { vocabularyOf } from "./vocabulary.ts";
import { reportWarnings } from "./warnings.ts";

export type { RulebookIssue } from "./source-location.ts";

/** What a check depends on besides the source. */
export type CheckOptions = {
  /** The SKUs that a rule may add for free. */
  readonly skus: ReadonlySet<string>;
  /** The ids of all connections; left out where they are not known, so that they are not checked. */
  readonly connections?: ReadonlySet<string>;
  /** The ids of the client's agents; left out where they are not known, so that they are not checked. */
  readonly agents?: ReadonlySet<string>;
  /** RFC 3339; rules and exceptions that ended before it get a warning. */
  readonly now: string;
  /** The entries of the SKUs, so that examples are decided as orders are. */
  readonly catalogue?: Catalogue;
  /** The kinds of all lists by id; when left out, a condition may look into any list. */
  readonly listKinds?: ReadonlyMap<string, ListKind>;
  /** The lists that examples see. */
  readonly lists?: Lists;
};

/** An expectation that an example does not meet, with the example's name. */
export type FailedExample = RulebookIssue & { readonly name: string };

export type CheckResult =
  | {
      readonly ok: true;
      readonly rulebook: Rulebook;
      readonly warnings: readonly RulebookIssue[];
      /** Such a rulebook may be saved, but not activated. */
      readonly failedExamples: readonly FailedExample[];
    }
  | { readonly ok: false; readonly issues: readonly RulebookIssue[] };

export const MAX_SOURCE_BYTES = 256 * 1024;

/** Why a source is not even parsed. */
const refusalOf = (source: string): string | undefined => {
  if (new TextEncoder().encode(source).length > MAX_SOURCE_BYTES)
    return `a rulebook must not be larger than ${MAX_SOURCE_BYTES / 1024} KiB`;
  if (hasUnstorableText(source)) return "the text holds NUL or an unpaired surrogate";
  return source.trim() === "" ? "the rulebook is empty" : undefined;
};

const syntheticCatalogue = (skus: ReadonlySet<string>): Catalogue =>
  Object.fromEntries(
    [...skus].map((sku) => [sku, STARTING_CATALOGUE[sku] ?? { sku, type: "physical", title: sku }]),
  );

/** Runs the examples and reports the warnings about them. @returns the expectations that are not met */
const checkOutcomes = (
  collector: DiagnosticCollector,
  rulebook: Rulebook,
  examples: readonly CheckedExample[],
  inputs: ExampleInputs,
): readonly FailedExample[] =>
  runExamples(compile(rulebook), inputs).flatMap(({ kind, index, name, key, detail }) => {
    const { node } = examples[index]!;
    const expectation = childOf(childOf(node, "expect"), key) ?? node;
    if (kind === "warning") {
      reportWarning(collector, expectation, detail);
      return [];
    }
    const issues: RulebookIssue[] = [];
    reportIssue({ ...collector, issues }, expectation, detail);
    return issues.map((issue) => ({ ...issue, name }));
  });

const byPosition = (left: RulebookIssue, right: RulebookIssue): number =>
  left.line - right.line || left.column - right.column;

const failed = (collector: DiagnosticCollector): CheckResult => ({
  ok: false,
  issues: collector.issues.toSorted(byPosition),
});

const checkRules = (
  collector: DiagnosticCollector,
  root: Node,
  rules: ValidParts<RulebookSource>["rules"] = [],
  context: RuleContext,
): readonly CheckedRule[] => {
  const nodes = itemsOf(partOf(root, "rules"));
  return rules.flatMap((rule, index) => (rule && checkRule(collector, nodes[index]!, rule, context)) ?? []);
};

/** Reports what the schema of stored rulebooks refuses, so that a rulebook that is accepted can also be loaded. */
const checkLoads = (collector: DiagnosticCollector, root: Node, rulebook: Rulebook): void => {
  for (const { path, message } of rulebookSchema.safeParse(rulebook).error?.issues ?? [])
    reportIssue(forRule(collector, ruleIdAt(root, path)), nodeAt(root, path), `cannot be stored: ${message}`);
};

/** The lists that the conditions of rules look into, if any, with their kinds. */
const listsOf = (rules: Rulebook["rules"], { listKinds }: CheckOptions): Pick<Rulebook, "lists"> => {
  const ids = inputsRead(rules).lists;
  return ids.length === 0
    ? {}
    : { lists: Object.fromEntries(ids.map((id) => [id, listKinds?.get(id) ?? "text"])) };
};

/** The mail templates and texts, if any. */
const textsOf = (
  { templates, texts }: ValidParts<RulebookSource>,
  checked: MailTemplates,
): Pick<Rulebook, "templates" | "texts"> =>
  // The checker has reported what the schema refuses; then no rulebook comes of it.
  ({ ...(templates && { templates: checked }), ...(texts && { texts }) }) as Pick<
    Rulebook,
    "templates" | "texts"
  >;

/** Checks rules and tables. @returns the ids of all as written, and those without issues */
const checkAllRules = (
  collector: DiagnosticCollector,
  root: Node,
  parts: ValidParts<RulebookSource>,
  context: Omit<RuleContext, "rulesNamed">,
) => {
  const rowIds = rowIdsOf(root);
  const ruleIds = new Set([...checkRuleIds(collector, root), ...[...rowIds.values()].flat()]);
  const ruleContext = { ...context, rulesNamed: (id: string) => rowIds.get(id) ?? [id] };
  const tables = checkTables(collector, root, parts.tables, ruleContext);
  const rules = [...checkRules(collector, root, parts.rules, ruleContext), ...rulesOfTables(tables)];
  checkNumber(collector, root, rules);
  checkOverrides(collector, root, ruleIds);
  checkSlipCircles(collector, rules);
  return { ruleIds, tables, rules };
};

/** Checks what a rulebook declares: what its rules and examples refer to. */
const checkDeclared = (
  collector: DiagnosticCollector,
  root: Node,
  parts: ValidParts<RulebookSource>,
  options: CheckOptions,
) => {
  const { plans, planDetails } = checkPlans(collector, root, parts.plans);
  const productTypes = checkProductTypes(collector, root, parts.productTypes);
  const destinations = checkDestinations(root, parts.destinations);
  const vocabulary = vocabularyOf(
    productTypes,
    { plans, planDetails },
    actingParts(parts).some(addsFreeItems),
    options.listKinds,
  );
  const conditionContext = { vocabulary, env: celEnvironmentOf(vocabulary) };
  const templates = checkTemplates(collector, root, parts.templates, conditionContext);
  const declarations = declarationsOf({ plans, planDetails, destinations, templates });
  return { plans, planDetails, productTypes, destinations, templates, conditionContext, declarations };
};

const checkDocument = (collector: DiagnosticCollector, root: Node, options: CheckOptions): CheckResult => {
  const { issues, parts } = parseSource(root);
  for (const { path, range, detail } of issues)
    reportIssue(forRule(collector, ruleIdAt(root, path)), range, detail);
  const declared = checkDeclared(collector, root, parts, options);
  const { plans, planDetails, productTypes, destinations, conditionContext, declarations } = declared;
  const { vocabulary } = conditionContext;
  const { ruleIds, tables, rules } = checkAllRules(collector, root, parts, {
    conditionContext,
    declarations,
    skus: options.skus,
    connections: options.connections,
    agents: options.agents,
  });
  const examples = checkExamples(collector, root, parts.examples, {
    declarations,
    plans,
    planDetails,
    productTypes,
    ruleIds,
    listKinds: options.listKinds,
  });
  if (collector.issues.length > 0) return failed(collector);
  const ownRules = rules.map(({ rule }) => rule);
  const rulebook: Rulebook = {
    plans,
    ...(planDetails && { planDetails }),
    ...(parts.memberships && { memberships: parts.memberships }),
    productTypes,
    ...(destinations && { destinations }),
    ...textsOf(parts, declared.templates),
    rules: ownRules,
    ...(tables.length > 0 && { tables: tables.map(({ table }) => table) }),
    examples: examples.map(({ example }) => example),
    ...listsOf(ownRules, options),
  };
  checkLoads(collector, root, rulebook);
  checkCost(collector, rules, rulebook.tables);
  checkBetweenRules(collector, rules, tables, { rulebook, vocabulary, listKinds: options.listKinds });
  if (collector.issues.length > 0) return failed(collector);
  if (rules.length === 0)
    reportWarning(collector, partOf(root, "rules"), "there are no rules: no order will lead to anything");
  const catalogue = options.catalogue ?? syntheticCatalogue(options.skus);
  reportWarnings(collector, rules, {
    catalogue,
    declarations,
    texts: rulebook.texts,
    examples: rulebook.examples,
    now: options.now,
    agents: options.agents,
  });
  for (const table of tables) warnOfGaps(collector, table, vocabulary);
  const failedExamples = checkOutcomes(collector, rulebook, examples, {
    catalogue,
    lists: options.lists,
  });
  return { ok: true, rulebook, warnings: collector.warnings.toSorted(byPosition), failedExamples };
};

/**
 * Checks the text of a rulebook. Time and size are bounded for any text, and no text makes it throw.
 * @returns every issue with its position, up to 200; or the rulebook to store and run, with its warnings
 */
export const checkRulebook = (
  source: string,
  format: "yaml" | "json",
  options: CheckOptions,
): CheckResult => {
  const collector: DiagnosticCollector = {
    source: sourceOf(source.slice(0, MAX_SOURCE_BYTES)),
    issues: [],
    warnings: [],
  };
  const refusal = refusalOf(source);
  if (refusal) {
    reportIssue(collector, { start: 0, end: 1, pointer: "" }, refusal);
    return failed(collector);
  }
  const { root, issues } = readNodes(source, format);
  for (const { detail, ...range } of issues) {
    const ruleId = ruleIdAt(root, range.pointer.split("/").slice(1)) ?? ruleIdBefore(source, range.start);
    reportIssue(forRule(collector, ruleId), range, detail);
  }
  if (issues.some(({ pointer }) => pointer === "")) return failed(collector);
  return checkDocument(collector, root, options);
};
