/** Checks an action beyond its schema, and lowers it to its stored form. */
import type { Action } from "../rulebook.ts";
import { type AbstractState, type CheckContext, constraintsOf } from "./abstract-state.ts";
import type { ActionDetails, ActionName, ActionSource } from "./action-source.ts";
import { type DiagnosticCollector, reportIssue } from "./diagnostics.ts";
import type { Node } from "./nodes.ts";
import type { ValidParts } from "./parse-source.ts";
import { childOf, firstKeyRange, partOf } from "./source-value.ts";
import { didYouMean, joinWithOr } from "../../domain/near-name.ts";

export type ActionContext = CheckContext & {
  readonly plans: readonly string[];
  readonly skus: ReadonlySet<string>;
  readonly forEach: "line" | "order";
  /** The states of the lines for which the rule applies; undefined when its condition has issues. */
  readonly statesWhenTrue: readonly AbstractState[] | undefined;
};

type ActionCheck<Name extends ActionName> = (
  collector: DiagnosticCollector,
  node: Node,
  details: ValidParts<ActionDetails<Name>>,
  context: ActionContext,
) => Action | undefined;

const checkPackingSlip: ActionCheck<"packingSlip"> = (_collector, _node, { destination }) =>
  destination && { action: "packingSlip", destination };

/** Whether every line that the rule applies to has a plan, as `plan` or as `toPlan`. */
const linesHavePlan = ({ vocabulary, statesWhenTrue = [] }: ActionContext): boolean =>
  statesWhenTrue.every((state) =>
    ["plan", "toPlan"].some(
      (name) =>
        constraintsOf({ vocabulary }, state, { op: "field", of: "line", path: [name] }).presence ===
        "present",
    ),
  );

const checkMembership: ActionCheck<"membership"> = (collector, node, { change, plan }, context) => {
  if (context.forEach === "order")
    return reportIssue(collector, node, "a membership changes because of a line: leave out `forEach: order`");
  const planNode = childOf(node, "plan");
  if (plan !== undefined && !context.plans.includes(plan)) {
    const hint = didYouMean(plan, context.plans) || `; it must be ${joinWithOr(context.plans)}`;
    return reportIssue(collector, planNode!, `unknown plan \`${plan.slice(0, 60)}\`${hint}`);
  }
  if (!change || (planNode && plan === undefined)) return undefined;
  if (change === "deactivate" && planNode)
    return reportIssue(collector, planNode, "deactivate takes no plan");
  if (change !== "deactivate" && plan === undefined && !linesHavePlan(context))
    return reportIssue(
      collector,
      firstKeyRange(node),
      "which plan? The lines of this rule need not have one: write `plan`, or restrict `when`",
    );
  return { action: "membership", change, ...(plan === undefined ? {} : { plan }) };
};

const checkEmail: ActionCheck<"email"> = (collector, node, { template, after }) => {
  const afterNode = childOf(node, "after");
  if (!template || (afterNode && !after)) return undefined;
  if (template === "membership-changed" && !after)
    return reportIssue(
      collector,
      firstKeyRange(node),
      "membership-changed is about a change that is done: write `after: membership`",
    );
  if (template === "streaming-links" && afterNode)
    return reportIssue(collector, afterNode, "streaming-links waits for nothing");
  return { action: "email", template, ...(after ? { after } : {}) };
};

const checkCommission: ActionCheck<"commission"> = (_collector, _node, { rateBps }) => ({
  action: "commission",
  ...(rateBps === undefined ? {} : { rateBps }),
});

const checkFreeItem: ActionCheck<"addFreeItem"> = (
  collector,
  node,
  { sku, quantity = 1, reason },
  { skus },
) => {
  if (sku !== undefined && !skus.has(sku))
    return reportIssue(
      collector,
      partOf(node, "sku"),
      `no SKU \`${sku}\` in the catalogue${didYouMean(sku, skus)}`,
    );
  return sku && reason ? { action: "addFreeItem", sku, quantity, reason } : undefined;
};

const CHECKS: { readonly [Name in ActionName]: ActionCheck<Name> } = {
  packingSlip: checkPackingSlip,
  membership: checkMembership,
  email: checkEmail,
  commission: checkCommission,
  addFreeItem: checkFreeItem,
};

const checkNamed = <Name extends ActionName>(
  name: Name,
  collector: DiagnosticCollector,
  node: Node,
  details: ValidParts<ActionDetails<Name>> | null | undefined,
  context: ActionContext,
): Action | undefined =>
  CHECKS[name](collector, node, details ?? ({} as ValidParts<ActionDetails<Name>>), context);

/** Checks one entry of `then`. Returns undefined when it has an issue. */
export const checkAction = (
  collector: DiagnosticCollector,
  node: Node,
  source: ValidParts<ActionSource>,
  context: ActionContext,
): Action | undefined => {
  if (typeof source === "string") return checkNamed(source, collector, node, {}, context);
  const [name] = Object.keys(source) as ActionName[];
  return name && checkNamed(name, collector, partOf(node, name), source[name], context);
};
