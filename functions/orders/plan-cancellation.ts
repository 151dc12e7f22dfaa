/** Plans a cancellation: checks what is asked for against what is left of the order. Pure. */
import type { CancellationBody } from "../../lib/contract/cancellation-body.ts";
import type { OrderState } from "../../lib/database/cancellations.ts";
import type { StoredOrder } from "../../lib/database/orders.ts";
import { cancelLines, isComplete, type LineState } from "../../lib/domain/cancel-lines.ts";
import { cancellationIssues } from "../../lib/domain/cancellation-issues.ts";
import { type CancelledLines, partOf } from "../../lib/domain/cancellation.ts";
import { err, ok, type Result } from "../../lib/domain/result.ts";
import type { ValidationIssue } from "../../lib/domain/validation-issue.ts";
import type { GiftEarners } from "../../lib/rulebook/gift-earners.ts";

export type PlannedCancellation = {
  /** All lines of which items are or were cancelled. */
  readonly cancelled: CancelledLines;
  /** What this cancellation takes, in the order of the lines. Amounts in minor units. */
  readonly lines: readonly { readonly lineId: string; readonly quantity: number; readonly amount: number }[];
  /** Whether nothing is left of the order. */
  readonly complete: boolean;
};

const linesOf = (state: OrderState, { freeLines }: StoredOrder): readonly LineState[] => {
  const causes = new Map(freeLines.map(({ lineId, gift }) => [lineId, gift?.causedBy]));
  return state.lines.map((line) => ({ ...line, causedBy: causes.get(line.lineId) }));
};

/**
 * Plans a cancellation of what is left of an order.
 * @returns or every issue with its place in the body
 */
export const planCancellation = (
  body: CancellationBody,
  stored: StoredOrder,
  state: OrderState,
  earners: GiftEarners,
  now: string,
): Result<PlannedCancellation, readonly ValidationIssue[]> => {
  const lines = linesOf(state, stored);
  const taken = cancelLines(lines, body.lines, earners);
  const issues = [...(taken.ok ? [] : taken.error), ...cancellationIssues(body, state, now)];
  if (!taken.ok || issues.length > 0) return err(issues);
  return ok({
    cancelled: taken.value,
    lines: [...taken.value.values()]
      .filter(({ now: items }) => items > 0)
      .map(({ lineId, quantity: of, total, before, now: items }) => ({
        lineId,
        quantity: items,
        amount: partOf(total, { of, before, now: items }),
      })),
    complete: isComplete(lines, taken.value),
  });
};
