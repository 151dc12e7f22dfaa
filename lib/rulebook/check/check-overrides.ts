/** Checks `overrides`: every id is that of another rule that it can meet, and no rule overrides itself along a chain. */
import { didYouMean } from "../../domain/near-name.ts";
import { tableOf } from "../table.ts";
import { type DiagnosticCollector, forRule, reportIssue } from "./diagnostics.ts";
import type { Node } from "./nodes.ts";
import { childOf, itemsOf, textOf } from "./source-value.ts";

const MAX_NAMED = 8;

const named = (way: readonly string[]): string =>
  (way.length > MAX_NAMED ? [...way.slice(0, MAX_NAMED - 1), "…", way.at(-1)!] : way).join(" over ");

/** A row of a table counts as its table. */
type Reference = { readonly id: string; readonly written: string; readonly node: Node };
type References = ReadonlyMap<string, readonly Reference[]>;

const rulesAndTables = (root: Node): readonly Node[] =>
  ["rules", "tables"].flatMap((key) => itemsOf(childOf(root, key)));

/** The ids of the rules and tables for each cancellation. */
const cancellationIds = (root: Node): ReadonlySet<string | undefined> =>
  new Set(
    rulesAndTables(root)
      .filter((rule) => textOf(childOf(rule, "forEach")) === "cancellation")
      .map((rule) => textOf(childOf(rule, "id"))),
  );

const referencesOf = (root: Node): References =>
  new Map(
    rulesAndTables(root).map((rule) => [
      textOf(childOf(rule, "id")) ?? "",
      itemsOf(childOf(rule, "overrides")).flatMap((node) => {
        const written = textOf(node);
        return written === undefined ? [] : [{ id: tableOf(written) ?? written, written, node }];
      }),
    ]),
  );

/** The shortest way from a rule along `overrides` back to itself, without the rule at its end; undefined when there is none. */
const circleOf = (ruleId: string, references: References): readonly string[] | undefined => {
  const cameFrom = new Map<string, string | undefined>([[ruleId, undefined]]);
  for (const id of cameFrom.keys())
    for (const next of references.get(id) ?? []) {
      if (next.id === ruleId) {
        const way: string[] = [];
        for (let at: string | undefined = id; at !== undefined; at = cameFrom.get(at)) way.unshift(at);
        return way;
      }
      if (!cameFrom.has(next.id)) cameFrom.set(next.id, id);
    }
  return undefined;
};

/** Reports unknown ids with a suggestion, rules that never meet, and each circle once: at the reference of its first rule. */
export const checkOverrides = (
  document: DiagnosticCollector,
  root: Node,
  ruleIds: ReadonlySet<string>,
): void => {
  const references = referencesOf(root);
  const ofCancellations = cancellationIds(root);
  const inCircle = new Set<string>();
  for (const [ruleId, overridden] of references) {
    const collector = forRule(document, ruleId);
    for (const { id, written, node } of overridden)
      if (!ruleIds.has(written))
        reportIssue(collector, node, `no rule \`${written.slice(0, 80)}\`${didYouMean(written, ruleIds)}`);
      else if (ofCancellations.has(id) !== ofCancellations.has(ruleId))
        reportIssue(
          collector,
          node,
          `\`${written}\` never meets this rule: one is for orders, the other for cancellations`,
        );
    const circle = inCircle.has(ruleId) ? undefined : circleOf(ruleId, references);
    if (circle === undefined) continue;
    for (const id of circle) inCircle.add(id);
    const { node } = overridden.find(({ id }) => id === (circle[1] ?? ruleId))!;
    reportIssue(collector, node, `a rule must not override itself: ${named([...circle, ruleId])}`);
  }
};
