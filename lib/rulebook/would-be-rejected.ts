/** Foretells which tasks of a decision would be rejected: by dry runs, examples and simulations alike. */
import type { ForetoldCause } from "../domain/cause.ts";
import type { Order } from "../domain/order.ts";
import type { RejectionContext } from "../tasks/definition.ts";
import { causeOfRejection } from "../tasks/registry.ts";
import type { Decision } from "./decision.ts";

/** What the handlers will look up. What is left out is not foretold. */
export type Lookups = Pick<RejectionContext, "linkOf" | "rateOf">;

/**
 * The causes for which tasks of a decision would be rejected. Pure. A task that waits for a rejected one would be
 * skipped and has no cause of its own.
 * @param order the customer's order that the decision is about
 * @returns by the task's key; a task that nothing is known to speak against has no entry
 */
export const wouldBeRejected = (
  order: Order,
  { lines, tasks }: Pick<Decision, "lines" | "tasks">,
  lookups: Lookups,
): ReadonlyMap<string, ForetoldCause> => {
  const linesById = new Map(lines.map((line) => [line.lineId, line]));
  return new Map(
    tasks.flatMap((task) => {
      const own = task.lineIds.flatMap((id) => linesById.get(id) ?? []);
      const cause = causeOfRejection(task, { ...lookups, order, lines: own });
      return cause === undefined ? [] : [[task.key, cause] as const];
    }),
  );
};
