/** The body of a webhook: `{ type, timestamp, data }`. Pure. */
import type { OrderLine } from "../../lib/domain/order-line.ts";
import { withInputs } from "../../lib/rulebook/decision-inputs.ts";
import { readOperand } from "../../lib/rulebook/evaluate.ts";
import { orderCache } from "../../lib/rulebook/order-cache.ts";
import type { WebhookTask } from "./fate.ts";

type Value = WebhookTask["payload"]["data"][string];

const lineOf = ({ lineIds, order, freeLines }: WebhookTask): OrderLine | undefined =>
  [...order.lines, ...freeLines].find(({ lineId }) => lineId === lineIds[0]);

/** The order as decided, with its free lines: what the task's rule was evaluated on. */
const readValue = (value: Value, task: WebhookTask): unknown => {
  if (typeof value !== "object" || value === null) return value;
  const lines = [...task.order.lines, ...task.freeLines];
  const order = withInputs({ ...task.order, lines }, { history: task.history ?? undefined });
  return readOperand({ op: "field", ...value }, orderCache())(order, lineOf(task), undefined) ?? null;
};

/** The body as JSON. It is the same at each attempt: the timestamp is that of the task. */
export const webhookBody = (task: WebhookTask): string => {
  const { event, data } = task.payload;
  return JSON.stringify({
    type: event,
    timestamp: new Date(task.createdAt).toISOString(),
    data: Object.fromEntries(Object.entries(data).map(([name, value]) => [name, readValue(value, task)])),
  });
};
