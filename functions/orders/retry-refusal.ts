/** Why a task cannot run again. Pure. */
import type { TaskStatus } from "../../lib/domain/task.ts";

/** For a status other than `rejected` and `failed`. */
export const retryRefusal = (status: TaskStatus): string => {
  switch (status) {
    case "done":
      return "The task is done; running it again would have no effect.";
    case "skipped":
      return "The task was skipped because the task that it depends on was not done; retry that one, and this one runs after it.";
    default:
      return "The task is still running.";
  }
};
