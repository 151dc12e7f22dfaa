/** What an order leads to under a rulebook, and why the other rules led to nothing. */
import type { Note } from "../domain/note.ts";
import type { OrderLine } from "../domain/order-line.ts";
import type { PlannedTask } from "../tasks/registry.ts";

/** A rule that led to nothing: for the line, or for the order when there is no `lineId`. */
export type WhyNot = {
  readonly ruleId: string;
  readonly lineId?: string;
  /** All lines of the entry, when several lines of a large order share it; `lineId` is the first. */
  readonly lineIds?: readonly string[];
  readonly explanation: string;
  /** Id of the `except` clause that held the rule back. */
  readonly exception?: string;
};

export type Decision = {
  readonly rulebookVersion: number;
  /** The customer's lines, then the free ones. */
  readonly lines: readonly OrderLine[];
  /** In order of acceptance: by task type as the registry lists them, then in line order. */
  readonly tasks: readonly PlannedTask[];
  /** Absent when there are none. */
  readonly notes?: readonly Note[];
  /** The ids of the rules that suppressed an effect; absent when there are none. */
  readonly suppressedBy?: readonly string[];
};
