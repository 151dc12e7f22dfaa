/** What `decide` reports of rules and actions without effect, for a caller that explains them. */
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import type { TaskDraft } from "../tasks/definition.ts";
import type { CompiledException, CompiledRule } from "./compiled-rule.ts";
import type { Action, FreeItemAction } from "./rulebook.ts";
import type { CompiledAction } from "./task-plan.ts";

/** What became of a rule. Outcomes hold values, not text, so that a trace costs little until it is read. */
export type Outcome =
  | { readonly kind: "switchedOff" }
  | { readonly kind: "paused"; readonly reason: string }
  | { readonly kind: "notYetInForce" }
  | { readonly kind: "noLongerInForce" }
  /** `order`: as the rule saw it, with or without free lines. */
  | { readonly kind: "conditionFailed"; readonly order: Order }
  | { readonly kind: "heldBack"; readonly order: Order; readonly by: CompiledException }
  /** `order`: as the overriding rule saw it. */
  | { readonly kind: "overridden"; readonly order: Order; readonly by: CompiledRule }
  /** Of a rule for each order, `line` is the one whose effect is held back. */
  | {
      readonly kind: "suppressed";
      readonly order: Order;
      readonly line: OrderLine;
      readonly by: CompiledRule;
      readonly action: Action;
    }
  /** Of a rule that suppresses effects. */
  | { readonly kind: "nothingToSuppress" }
  | { readonly kind: "freeLine" }
  | { readonly kind: "skuNotInCatalogue"; readonly sku: string }
  | { readonly kind: "freeItemAlreadyAdded"; readonly action: FreeItemAction; readonly causedBy: string }
  /** Rules for each order only. */
  | { readonly kind: "lineNotCovered"; readonly action: CompiledAction }
  /** `result`: why the action has no effect on a line, or the draft it became part of. */
  | { readonly kind: "action"; readonly action: CompiledAction; readonly result: TaskDraft | string };

/**
 * Receives one outcome at a time. A rule that applies and has an effect is reported for its actions only.
 * @param line undefined when the outcome concerns the order: of a rule for each order, or of one that is not in force
 */
export type Trace = (rule: CompiledRule, line: OrderLine | undefined, outcome: Outcome) => void;
