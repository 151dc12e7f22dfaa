/** Checks `suppress`: the effects are known, and the rule says why it holds them back and has no actions. */
import { unknownName } from "../../domain/near-name.ts";
import type { Declarations } from "../../tasks/definition.ts";
import { TARGETS } from "../effect-kinds.ts";
import { ACTION_NAMES } from "./action-source.ts";
import { type DiagnosticCollector, reportIssue } from "./diagnostics.ts";
import type { Node } from "./nodes.ts";
import type { ValidParts } from "./parse-source.ts";
import type { RuleSource } from "./source-schema.ts";
import { childOf, firstKeyRange, itemsOf, keyRange, partOf } from "./source-value.ts";

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
