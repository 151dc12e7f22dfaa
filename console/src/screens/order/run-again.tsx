/** Running a rejected or failed task again, and before that the fix for the causes that have one. */
import { useSignal } from "@preact/signals";
import { call } from "../../api/client.ts";
import { clientQuery } from "../../api/client-query.ts";
import { refresh } from "../../api/resource.ts";
import type { Problem, Task } from "../../api/types.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/notice.tsx";
import { causeOf } from "../attention/cause.ts";
import { Fix } from "../attention/fix.tsx";
import { useOrder } from "./order-context.ts";
import { orderTexts } from "./texts.ts";

const useRunAgain = (task: Task) => {
  const { order } = useOrder();
  const problem = useSignal<Problem | undefined>(undefined);
  const running = useSignal(false);
  const run = async (): Promise<void> => {
    running.value = true;
    const path = `/orders/${encodeURIComponent(order.orderId)}/tasks/${task.taskId}/retry${clientQuery(order.clientId)}`;
    const reply = await call(path, { method: "POST" });
    problem.value = reply.ok ? undefined : reply.problem;
    await refresh("/orders");
    running.value = false;
  };
  return { problem: problem.value, running: running.value, run };
};

export const RunAgain = ({ task }: { readonly task: Task }) => {
  const { order } = useOrder();
  const { problem, running, run } = useRunAgain(task);
  const text = orderTexts();
  const cause = causeOf(task);
  return (
    <div class="actions-row">
      {task.status === "rejected" && <p class="hint">{text.businessRefusal}</p>}
      <Fix cause={cause} client={order.clientId} label={text.fixAndRun} onFixed={run} />
      <button type="button" class="secondary" data-key="r" disabled={running} onClick={() => void run()}>
        <Icon name="again" />
        {text.runAgain}
      </button>
      {problem !== undefined && <ProblemNote problem={problem} />}
    </div>
  );
};
