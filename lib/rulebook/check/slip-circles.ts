/** Slips that take lines from one another in a circle: no slip would have such a line. */
import { actionNodes } from "./missing-data.ts";
import type { CheckedRule } from "./check-rule.ts";
import { type DiagnosticCollector, forRule, reportIssue } from "./diagnostics.ts";
import type { Node } from "./nodes.ts";
import { partOf } from "./source-value.ts";

type Taking = {
  readonly ruleId: string;
  readonly node: Node;
  readonly destination: string;
  readonly insteadOf: string;
};

const takingsOf = (checked: CheckedRule): readonly Taking[] => {
  const nodes = actionNodes(checked);
  return checked.rule.then.flatMap((action, index) =>
    action.action === "packingSlip" && action.insteadOf !== undefined
      ? [
          {
            ruleId: checked.rule.id,
            node: partOf(nodes[index]!, "insteadOf"),
            destination: action.destination,
            insteadOf: action.insteadOf,
          },
        ]
      : [],
  );
};

/** The destinations from which one takes lines, directly and through others. */
const reachable = (from: string, sources: ReadonlyMap<string, readonly Taking[]>): ReadonlySet<string> => {
  const found = new Set<string>();
  const open = [from];
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const { insteadOf } of sources.get(next) ?? [])
      if (!found.has(insteadOf)) {
        found.add(insteadOf);
        open.push(insteadOf);
      }
  return found;
};

const checkCircles = (document: DiagnosticCollector, rules: readonly CheckedRule[]): void => {
  const takings = rules.flatMap(takingsOf);
  const sources = Map.groupBy(takings, ({ destination }) => destination);
  for (const { ruleId, node, destination, insteadOf } of takings)
    if (destination === insteadOf || reachable(insteadOf, sources).has(destination))
      reportIssue(
        forRule(document, ruleId),
        node,
        `a circle: \`${destination}\` takes lines from \`${insteadOf}\`, which takes them from \`${destination}\``,
      );
};

/** Slips of orders and those of cancellations take nothing from one another. */
export const checkSlipCircles = (document: DiagnosticCollector, rules: readonly CheckedRule[]): void => {
  for (const meeting of Map.groupBy(rules, ({ rule }) => rule.forEach === "cancellation").values())
    checkCircles(document, meeting);
};
