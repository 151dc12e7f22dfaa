/** Whether a rule speaks about a line (or the order), and which exception holds it back. */
import type { Order, OrderLine } from "../domain/order.ts";
import type { CompiledException, CompiledRule } from "./compile.ts";

/** Whether the order was paid within the rule's dates: from ≤ paidAt < until. */
export const inForce = (rule: Pick<CompiledRule, "from" | "until">, paidAt: number): boolean =>
  rule.from <= paidAt && paidAt < rule.until;

/** The first exception that is in force and whose condition holds. */
export const matchingException = (
  rule: CompiledRule,
  order: Order,
  line: OrderLine | undefined,
  paidAt: number,
): CompiledException | undefined => {
  for (const one of rule.exceptions)
    if (paidAt < one.until && one.condition.test(order, line, undefined)) return one;
  return undefined;
};

/** Whether the rule applies to the line, or to the order when there is no line. */
export const applies = (
  rule: CompiledRule,
  order: Order,
  line: OrderLine | undefined,
  paidAt: number,
): boolean =>
  inForce(rule, paidAt) &&
  rule.condition.test(order, line, undefined) &&
  (rule.exceptions.length === 0 || matchingException(rule, order, line, paidAt) === undefined);
