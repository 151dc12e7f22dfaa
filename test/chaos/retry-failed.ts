/** Runs again what ended badly only because of a disturbance, as staff would after an outage. */
import type { ChaosStack } from "./stack/chaos-stack.ts";

const MAX_RETRIED = 1_000;

/** SES or a receiver refused for good, or attempts were used up. Any other rejection is a decision of the rules. */
const FIND_FAILED = `
select task_id as "taskId" from tasks
where status = 'failed' or (status = 'rejected' and cause ->> 'code' in ('connection-refused', 'mail-refused'))
order by order_no limit ${MAX_RETRIED}`;

/** @returns the ids of the tasks that run again */
export const retryFailed = async ({ owner, api }: ChaosStack): Promise<string[]> => {
  const failed = await owner.query<{ taskId: string }>(FIND_FAILED);
  if (failed.length === 0) return [];
  const response = await fetch(`${api.apiUrl}/task-retries`, {
    method: "POST",
    headers: { Authorization: `Bearer ${api.adminApiKey}`, "Content-Type": "application/json" },
    body: JSON.stringify({ taskIds: failed.map(({ taskId }) => taskId) }),
  });
  const text = await response.text();
  if (response.status !== 202)
    throw new Error(`POST /task-retries: ${response.status} ${text.slice(0, 300)}`);
  return (JSON.parse(text) as { tasks: { taskId: string }[] }).tasks.map(({ taskId }) => taskId);
};
