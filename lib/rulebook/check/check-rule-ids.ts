/** The ids of rules and tables, which are unique together with those that the rules had before. */
import { type DiagnosticCollector, forRule, reportIssue } from "./diagnostics.ts";
import type { Node } from "./nodes.ts";
import { childOf, itemsOf, textOf } from "./source-value.ts";

const quoted = (id: string): string => `\`${id.slice(0, 64)}\``;

/** The ids of all rules and tables as written. Reports a duplicate also when its rule has other issues. */
export const checkRuleIds = (collector: DiagnosticCollector, root: Node): ReadonlySet<string> => {
  const rules = ["rules", "tables"].flatMap((key) => itemsOf(childOf(root, key)));
  const ids = new Set<string>();
  for (const rule of rules) {
    const idNode = childOf(rule, "id");
    const id = textOf(idNode);
    if (id === undefined) continue;
    if (ids.has(id)) reportIssue(forRule(collector, id), idNode!, `two rules have the id ${quoted(id)}`);
    ids.add(id);
  }
  const formerIds = new Set<string>();
  for (const rule of rules) {
    const formerNode = childOf(rule, "renamedFrom");
    const former = textOf(formerNode);
    if (former === undefined) continue;
    const inRule = forRule(collector, textOf(childOf(rule, "id")));
    if (ids.has(former)) reportIssue(inRule, formerNode!, `a rule still has the id ${quoted(former)}`);
    else if (formerIds.has(former))
      reportIssue(inRule, formerNode!, `two rules are renamed from ${quoted(former)}`);
    formerIds.add(former);
  }
  return ids;
};
