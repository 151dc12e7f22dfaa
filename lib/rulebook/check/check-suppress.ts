/** Checks `suppress`: the effects are known, and the rule says why it holds them back and has no actions. */
import { unknownName } from "../../domain/near-name.ts";
import type { Declarations } from "../../tasks/definition.ts";
import { kindsOf, TARGETS } from "../effect-kinds.ts";
import { ACTION_NAMES } from "./action-source.ts";
import type { CheckedRule } from "./check-rule.ts";
import { type DiagnosticCollector, forRule, reportIssue, reportWarning } from "./diagnostics.ts";
import { splitStates } from "./narrowing.ts";
import type { Node } from "./nodes.ts";
import type { ValidParts } from "./parse-source.ts";
import { comparisonBudget, isExhausted } from "./proof-budget.ts";
import type { RuleSource } from "./source-schema.ts";
import { childOf, conditionRange, firstKeyRange, itemsOf, keyRange, partOf } from "./source-value.ts";

/** What is wrong with a kind such as `commission` or `packingSlip:royalties`. */
const kindIssue = (kind: string, declarations: Declarations): string | undefined => {
  const colon = kind.indexOf(":");
  const name = colon === -1 ? kind : kind.slice(0, colon);
  if (!(ACTION_NAMES as readonly string[]).includes(name)) return unknownName("effect", name, ACTION_NAMES);
  if (colon === -1) return undefined;
  const target = TARGETS.get(name);
  if (target === undefined) return `${name} is held back as a whole: write \`${name}\``;
  const known = target.known(declarations);
  const id = kind.slice(colon + 1);
  return known.includes(id) ? undefined : unknownName(target.key, id, known);
};

const checkKinds = (
  collector: DiagnosticCollector,
  node: Node,
  kinds: readonly (string | undefined)[],
  declarations: Declarations,
): void => {
  const items = itemsOf(node);
  for (const [index, kind] of kinds.entries()) {
    if (kind === undefined) continue;
    const issue = kinds.indexOf(kind) < index ? `\`${kind}\` is a duplicate` : kindIssue(kind, declarations);
    if (issue !== undefined) reportIssue(collector, items[index]!, issue);
  }
};

const MISSING_THEN = "the rule has no `then`: what must happen?";

/** Checks which of `then`, `suppress`, `reason` and `owner` a rule has, and the effects that it suppresses. */
export const checkSuppress = (
  collector: DiagnosticCollector,
  node: Node,
  { suppress }: ValidParts<RuleSource>,
  declarations: Declarations,
): void => {
  const has = (key: string): boolean => childOf(node, key) !== undefined;
  if (!has("suppress")) {
    if (!has("then")) reportIssue(collector, firstKeyRange(node), MISSING_THEN);
    if (has("reason"))
      reportIssue(
        collector,
        keyRange(node, "reason"),
        "a `reason` is for a rule with `suppress`: write it as `description`",
      );
    return;
  }
  if (has("then"))
    reportIssue(
      collector,
      keyRange(node, "then"),
      "a rule with `suppress` has no `then`: write its actions as a rule of their own",
    );
  if (!has("reason"))
    reportIssue(
      collector,
      firstKeyRange(node),
      "a rule with `suppress` needs a `reason`: why the effects are held back",
    );
  if (!has("owner"))
    reportIssue(
      collector,
      firstKeyRange(node),
      "a rule with `suppress` needs an `owner`: who to ask about it",
    );
  checkKinds(collector, partOf(node, "suppress"), suppress ?? [], declarations);
};

/** Whether it is proven that no line is concerned by both rules. Rules that add free items see other lines. */
const areApart = (
  by: CheckedRule,
  other: CheckedRule,
  budget: ReturnType<typeof comparisonBudget>,
): boolean =>
  other.vocabulary.seesFreeLines === by.vocabulary.seesFreeLines &&
  splitStates({ vocabulary: by.vocabulary, budget }, other.rule.when, by.statesWhenTrue).whenTrue.length ===
    0;

/** Warns of effects that no rule has where they are held back. */
export const warnOfSuppress = (document: DiagnosticCollector, rules: readonly CheckedRule[]): void => {
  const budget = comparisonBudget();
  for (const checked of rules) {
    const { suppress, id } = checked.rule;
    if (suppress === undefined || checked.statesWhenTrue.length === 0) continue;
    const nodes = itemsOf(partOf(checked.node, "suppress"));
    const collector = forRule(document, id);
    const concerned = suppress.map((kind) =>
      rules.filter(({ rule }) => rule.then.some((action) => kindsOf(action).includes(kind))),
    );
    for (const [index, having] of concerned.entries())
      if (having.length === 0)
        reportWarning(collector, nodes[index]!, `no rule has \`${suppress[index]}\`: nothing is held back`);
    const all = concerned.flat();
    if (all.length > 0 && all.every((other) => !isExhausted(budget) && areApart(checked, other, budget)))
      reportWarning(
        collector,
        conditionRange(checked.node),
        "the rule holds nothing back: no rule has such an effect where this condition holds",
      );
  }
};
