/** Why tasks fail, as the console groups and fixes it. */
import type { Task } from "../../api/types.ts";

export type Cause = {
  readonly code: string;
  readonly agentId?: string;
  readonly sku?: string;
};

/** Reasons of tasks that were stored before causes had codes. */
const REASONS: readonly (readonly [RegExp, (found: string) => Cause])[] = [
  [/^agent (\S+) has no commission rate/, (agentId) => ({ code: "agent-without-rate", agentId })],
  [/^no streaming link in the catalogue for ([^,\s]+)/, (sku) => ({ code: "streaming-link-missing", sku })],
  [/^no active membership/, () => ({ code: "no-active-membership" })],
];

const ofReason = (reason: string): Cause => {
  for (const [pattern, cause] of REASONS) {
    const found = pattern.exec(reason);
    if (found !== null) return cause(found[1] ?? "");
  }
  return { code: reason };
};

export const causeOf = (task: Pick<Task, "reason">): Cause => {
  const { cause } = task as { cause?: Cause };
  return cause ?? ofReason(task.reason ?? "");
};
