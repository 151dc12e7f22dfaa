/** Reads the actions of a rule: each entry of `then` is one word with its details. */
import { DESTINATIONS, EMAIL_TEMPLATES, MEMBERSHIP_CHANGES } from "../../domain/task.ts";
import type { Action } from "../rulebook.ts";
import {
  type DiagnosticCollector,
  type MapFields,
  reportIssue,
  firstKeyRange,
  readMap,
  readOneOf,
  readText,
  readInteger,
} from "./diagnostics.ts";
import type { Node } from "./nodes.ts";
import { constraintsOf, type AbstractState, type CheckContext } from "./abstract-state.ts";
import { didYouMean, joinWithOr } from "./suggestions.ts";

export type ActionContext = CheckContext & {
  readonly plans: readonly string[];
  readonly skus: ReadonlySet<string>;
  readonly forOrder: boolean;
  /** What is known of the lines for which the rule applies. */
  readonly holds: readonly AbstractState[] | undefined;
};

type Detail = {
  readonly desk: DiagnosticCollector;
  readonly node: Node;
  readonly fields: MapFields;
  readonly context: ActionContext;
};

const needed = ({ desk, node, fields }: Detail, key: string, why: string): Node | undefined =>
  fields.get(key) ?? reportIssue(desk, firstKeyRange(node), why);

const packingSlip = (detail: Detail): Action | undefined => {
  const node = needed(
    detail,
    "destination",
    `packingSlip needs a \`destination\`: ${joinWithOr(DESTINATIONS)}`,
  );
  const destination = node && readOneOf(detail.desk, node, "destination", DESTINATIONS);
  return destination && { action: "packingSlip", destination };
};

/** Whether every line the rule applies to has one of the fields. */
const always = ({ vocabulary, holds }: ActionContext, names: readonly string[]): boolean =>
  (holds ?? []).every((state) =>
    names.some(
      (name) =>
        constraintsOf({ vocabulary }, state, { op: "field", of: "line", path: [name] }).presence ===
        "present",
    ),
  );

const membership = (detail: Detail): Action | undefined => {
  const { desk, node, fields, context } = detail;
  if (context.forOrder)
    return reportIssue(desk, node, "a membership changes because of a line: leave out `forEach: order`");
  const changeNode = needed(
    detail,
    "change",
    `membership needs a \`change\`: ${joinWithOr(MEMBERSHIP_CHANGES)}`,
  );
  const change = changeNode && readOneOf(desk, changeNode, "membership change", MEMBERSHIP_CHANGES);
  const planNode = fields.get("plan");
  const plan = planNode && readOneOf(desk, planNode, "plan", context.plans);
  if (!change || (planNode && !plan)) return undefined;
  if (change === "deactivate" && planNode) return reportIssue(desk, planNode, "deactivate takes no plan");
  if (change !== "deactivate" && !plan && !always(context, ["plan", "toPlan"]))
    return reportIssue(
      desk,
      firstKeyRange(node),
      "which plan? The lines of this rule need not have one: write `plan`, or restrict `when`",
    );
  return { action: "membership", change, ...(plan ? { plan } : {}) };
};

const email = (detail: Detail): Action | undefined => {
  const { desk, node, fields } = detail;
  const templateNode = needed(
    detail,
    "template",
    `email needs a \`template\`: ${joinWithOr(EMAIL_TEMPLATES)}`,
  );
  const template = templateNode && readOneOf(desk, templateNode, "template", EMAIL_TEMPLATES);
  const afterNode = fields.get("after");
  const after = afterNode && readOneOf(desk, afterNode, "`after`", ["membership"] as const);
  if (!template || (afterNode && !after)) return undefined;
  if (template === "membership-changed" && !after)
    return reportIssue(
      desk,
      firstKeyRange(node),
      "membership-changed tells of a change that is done: write `after: membership`",
    );
  if (template === "streaming-links" && afterNode)
    return reportIssue(desk, afterNode, "streaming-links waits for nothing");
  return { action: "email", template, ...(after ? { after } : {}) };
};

const commission = ({ desk, fields }: Detail): Action | undefined => {
  const node = fields.get("rateBps");
  if (!node) return { action: "commission" };
  const rateBps = readInteger(desk, node, "`rateBps` (basis points, 600 is 6 %)", { min: 0, max: 10_000 });
  return rateBps === undefined ? undefined : { action: "commission", rateBps };
};

const addFreeItem = (detail: Detail): Action | undefined => {
  const { desk, fields, context } = detail;
  const skuNode = needed(detail, "sku", "addFreeItem needs a `sku`");
  const sku = skuNode && readText(desk, skuNode, "`sku`", { max: 64 });
  const reasonNode = needed(detail, "reason", "addFreeItem needs a `reason`: it stands on the packing slip");
  const reason = reasonNode && readText(desk, reasonNode, "`reason`", { max: 500 });
  const quantityNode = fields.get("quantity");
  const quantity = quantityNode ? readInteger(desk, quantityNode, "`quantity`", { min: 1, max: 10_000 }) : 1;
  if (sku !== undefined && !context.skus.has(sku))
    return reportIssue(desk, skuNode!, `no SKU \`${sku}\` in the catalogue${didYouMean(sku, context.skus)}`);
  return sku && reason && quantity ? { action: "addFreeItem", sku, quantity, reason } : undefined;
};

const ACTIONS: Record<
  Action["action"],
  { keys: readonly string[]; read: (detail: Detail) => Action | undefined }
> = {
  packingSlip: { keys: ["destination"], read: packingSlip },
  membership: { keys: ["change", "plan"], read: membership },
  email: { keys: ["template", "after"], read: email },
  commission: { keys: ["rateBps"], read: commission },
  addFreeItem: { keys: ["sku", "quantity", "reason"], read: addFreeItem },
};
const ACTION_NAMES = Object.keys(ACTIONS) as Action["action"][];

type Named = {
  readonly name: string;
  readonly at: Node | { start: number; end: number; pointer: string };
  readonly details: Node;
};

const empty = (node: Node): Node => ({
  kind: "map",
  entries: new Map(),
  start: node.start,
  end: node.end,
  pointer: node.pointer,
});

/** `- commission`, `- commission:` and `- commission: {}` all mean the same. */
const namedAction = (desk: DiagnosticCollector, node: Node): Named | undefined => {
  if (node.kind === "scalar" && typeof node.value === "string")
    return { name: node.value, at: node, details: empty(node) };
  const [entry, ...others] = node.kind === "map" ? [...node.entries] : [];
  if (!entry) return reportIssue(desk, node, "an action looks like `packingSlip: { destination: shipping }`");
  if (others.length > 0)
    return reportIssue(desk, others[0]![1].key, "one action per entry: begin the next one with `- `");
  const [name, { key, value }] = entry;
  const bare = value.kind === "scalar" && value.value === null;
  return { name, at: key, details: bare ? { ...empty(value), start: key.start, end: key.end } : value };
};

/** Reads one action; reports what is wrong with it. */
export const readAction = (
  desk: DiagnosticCollector,
  node: Node,
  context: ActionContext,
): Action | undefined => {
  const named = namedAction(desk, node);
  if (!named) return undefined;
  const name = ACTION_NAMES.find((known) => known === named.name);
  if (!name) {
    const meant = didYouMean(named.name, ACTION_NAMES) || `; there are ${ACTION_NAMES.join(", ")}`;
    return reportIssue(desk, named.at, `unknown action \`${named.name.slice(0, 60)}\`${meant}`);
  }
  const fields = readMap(desk, named.details, name, ACTIONS[name].keys);
  return fields && ACTIONS[name].read({ desk, node: named.details, fields, context });
};
