/** Of a task that a cancellation has added: which cancellation, and what it undoes. Pure. */
import type { TaskView } from "../../lib/database/task-views.ts";

export const cancellationOfTask = ({
  cancellationId,
  payload,
}: Pick<TaskView, "cancellationId" | "payload">): {
  readonly cancellationId?: string;
  readonly undoes?: string;
} => {
  const undoes = (
    "cancels" in payload ? payload.cancels : "reverses" in payload ? payload.reverses : undefined
  )?.taskId;
  return {
    ...(cancellationId === null ? {} : { cancellationId }),
    ...(undoes === undefined ? {} : { undoes }),
  };
};
