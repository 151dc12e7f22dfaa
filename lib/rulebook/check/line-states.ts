/** What is proven about the lines that an `exists`, an `all` or a number over lines looks at. */
import type { Field, LineQuantifier } from "../expression.ts";
import { type AbstractState, withConstraints, withoutEachFields } from "./abstract-state.ts";
import type { ValueConstraints } from "./value-constraints.ts";

const EACH_FREE: Field = { op: "field", of: "each", path: ["free"] };
const NEVER_FREE: ValueConstraints = { presence: "present", only: new Set([false]) };

/**
 * Stands for a line that fulfils a condition: present where an `exists` has held. The key is the condition, so that
 * `max` and `min` over the same lines are known to have a value.
 */
export const foundLine = ({ lines, each }: Pick<LineQuantifier, "lines" | "each">): Field => ({
  op: "field",
  of: "order",
  path: ["found", lines ?? "all", JSON.stringify(each)],
});

/** The states of a line that a quantifier or an aggregate looks at. */
export const eachStates = (
  { lines }: Pick<LineQuantifier, "lines">,
  states: readonly AbstractState[],
): readonly AbstractState[] =>
  states
    .map(withoutEachFields)
    .map((state) => (lines === "customer" ? withConstraints(state, EACH_FREE, NEVER_FREE) : state));
