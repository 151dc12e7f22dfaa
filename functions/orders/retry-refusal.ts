/** Why a task cannot run again. Pure. */
import type { RetryCandidate } from "../../lib/database/task-retries.ts";

/** For a status other than `rejected` and `failed`. */
export const retryRefusal = ({ status, causeCode }: Pick<RetryCandidate, "status" | "causeCode">): string => {
  switch (status) {
    case "done":
      return "The task is done; running it again would have no effect.";
    case "skipped":
      if (causeCode === "cancelled") return "The task was skipped because what it is about was cancelled.";
      if (causeCode === "customer-erased")
        return "The task was skipped because it needs the customer, whose personal data was erased.";
      return "The task was skipped because the task that it depends on was not done; retry that one, and this one runs after it.";
    default:
      return "The task is still running.";
  }
};
