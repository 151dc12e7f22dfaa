/** Warnings about reasons that look like the id of a text but name none: they are shown as they are written. */
import { TEXT_ID_PATTERN, type Texts, textNamed } from "../../domain/localized-text.ts";
import { nearestName } from "../../domain/near-name.ts";
import type { CheckedRule } from "./check-rule.ts";
import { type DiagnosticCollector, forRule, reportWarning } from "./diagnostics.ts";
import { actionNodes } from "./missing-data.ts";
import type { Node } from "./nodes.ts";
import { childOf, itemsOf, textOf } from "./source-value.ts";

/** The nodes of all texts of a rule that may name one. */
const textNodes = (checked: CheckedRule): readonly (Node | undefined)[] => [
  childOf(checked.node, "reason"),
  ...checked.exceptions.map(({ node }) => childOf(node, "reason")),
  ...itemsOf(childOf(checked.node, "paused")).map((node) => childOf(node, "reason")),
  ...actionNodes(checked).map((node, index) => {
    const { action } = checked.rule.then[index]!;
    if (action === "note") return childOf(node, "text");
    return action === "addFreeItem" ? childOf(node, "reason") : undefined;
  }),
];

export const warnOfTexts = (
  document: DiagnosticCollector,
  rules: readonly CheckedRule[],
  texts: Texts | undefined,
): void => {
  if (texts === undefined) return;
  for (const checked of rules)
    for (const node of textNodes(checked)) {
      const written = textOf(node);
      if (node === undefined || written === undefined || !TEXT_ID_PATTERN.test(written)) continue;
      if (textNamed(texts, written) !== undefined) continue;
      const near = nearestName(written, Object.keys(texts));
      if (near !== undefined)
        reportWarning(
          forRule(document, checked.rule.id),
          node,
          `no text \`${written}\`, so it is shown as it is written; did you mean \`${near}\`?`,
        );
    }
};
