/** Keeps what conditions compute of an order, because 500 lines under 500 rules would compute it 250 000 times. */
import { shipsByPost } from "../domain/order.ts";
import type { Ships } from "../tasks/definition.ts";
import type { OrderWithInputs } from "./decision-inputs.ts";

/** Of one compiled rulebook. It holds the results for one order at a time, and that order. */
export type OrderCache = {
  /** Whether a line goes by post under the rulebook. */
  readonly ships: Ships;
  /** Makes a function that computes at most once for each order. The result must not be undefined. */
  readonly once: <T>(compute: (order: OrderWithInputs) => T) => (order: OrderWithInputs) => T;
  /** What was made for the same key before, so that equal conditions of several rules are computed once. */
  readonly shared: <T>(key: string, make: () => T) => T;
};

export const orderCache = (ships: Ships = shipsByPost): OrderCache => {
  let current: OrderWithInputs | undefined;
  let results: unknown[] = [];
  let slots = 0;
  const made = new Map<string, unknown>();
  return {
    ships,
    once: <T>(compute: (order: OrderWithInputs) => T) => {
      const slot = slots;
      slots += 1;
      return (order: OrderWithInputs): T => {
        if (order !== current) {
          current = order;
          results = new Array(slots);
        }
        // A result may be null, so `??=` would compute it again.
        if (results[slot] === undefined) results[slot] = compute(order);
        return results[slot] as T;
      };
    },
    // Every kind of result has keys of its own, so a key always has results of one type.
    shared: <T>(key: string, make: () => T) => {
      const existing = made.get(key);
      if (existing !== undefined) return existing as T;
      const result = make();
      made.set(key, result);
      return result;
    },
  };
};
