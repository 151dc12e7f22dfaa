/** A rule that is prepared for deciding. */
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import type { CompiledCondition } from "./condition.ts";
import type { Predicate } from "./evaluate.ts";
import type { FreeItemAction, Rule, RuleException } from "./rulebook.ts";
import type { CompiledAction } from "./task-plan.ts";

export type CompiledException = {
  readonly exception: RuleException;
  readonly condition: CompiledCondition;
  /** Epoch milliseconds, half-open; infinite when the rulebook sets no bound. */
  readonly from: number;
  readonly until: number;
};

export type CompiledPause = { readonly from: number; readonly until: number; readonly reason: string };

export type CompiledRule = {
  readonly rule: Rule;
  /** Among the rules that are decided together. */
  readonly position: number;
  readonly condition: CompiledCondition;
  /** Why the condition holds. Call only when it does. */
  readonly why: (order: Order, line: OrderLine | undefined) => string;
  /** What is left to test of the condition for lines of a type; a boolean where the type decides it. */
  readonly testFor: (lineType: string) => boolean | Predicate;
  readonly exceptions: readonly CompiledException[];
  /** Epoch milliseconds, half-open; infinite when the rulebook sets no bound. */
  readonly from: number;
  readonly until: number;
  readonly isEnabled: boolean;
  readonly pauses: readonly CompiledPause[];
  readonly forOrder: boolean;
  readonly addsFreeItems: boolean;
  /** Whether an action takes lines from the task of another. */
  readonly takesLines: boolean;
  /** Whether the rule is evaluated once for the order, before tasks are planned line by line. */
  readonly isEvaluatedBefore: boolean;
  readonly actions: readonly CompiledAction[];
  readonly freeItemActions: readonly FreeItemAction[];
};
