/** What is wrong with a cancellation besides its lines, with the place in its body. Pure. */
import type { ValidationIssue } from "./validation-issue.ts";

/** How far the clock of a shop may be ahead. */
const MAX_AHEAD_MS = 5 * 60_000;

type Cancellation = { readonly at: string; readonly refund?: { readonly amount: number } | undefined };

/** @param order when it was paid, and how much of it may be refunded */
export const cancellationIssues = (
  { at, refund }: Cancellation,
  { paidAt, refundLeft }: { readonly paidAt: string; readonly refundLeft: number },
  now: string,
): readonly ValidationIssue[] => {
  const issues: ValidationIssue[] = [];
  if (Date.parse(at) < Date.parse(paidAt))
    issues.push({ pointer: "/at", detail: `must not be before the order was paid, ${paidAt}` });
  else if (Date.parse(at) > Date.parse(now) + MAX_AHEAD_MS)
    issues.push({ pointer: "/at", detail: "must not be more than 5 minutes in the future" });
  if (refund !== undefined && refund.amount > refundLeft) {
    const detail = `must be at most ${refundLeft}: no more is left to refund`;
    issues.push({ pointer: "/refund/amount", detail });
  }
  return issues;
};
