/** Webhooks: each that is done was received, always with the same id and content, and each event has its own. */
import type { Outside } from "../recorded.ts";
import type { OrderCase } from "./cases.ts";
import type { Findings } from "./findings.ts";
import type { Rows, TaskRow } from "./rows.ts";

const contentOf = (body: string): string => {
  const { type, data } = JSON.parse(body) as { type: unknown; data: unknown };
  return JSON.stringify({ type, data });
};

export const compareDeliveries = (
  findings: Findings,
  tasks: readonly TaskRow[],
  { webhooks }: Outside,
): void => {
  const received = Map.groupBy(webhooks, ({ headers }) => headers["webhook-id"] ?? "");
  const known = new Map(tasks.filter(({ type }) => type === "webhook").map((task) => [task.taskId, task]));
  for (const [id, task] of known) {
    const subject = `webhook ${task.payload.event} ${id}`;
    const copies = received.get(id) ?? [];
    const isDelivered = copies.some(({ status = 0 }) => status >= 200 && status < 300);
    if (task.status === "done" && !isDelivered)
      findings.add("lost", subject, "is done, and was not received");
    const contents = new Set(copies.map(({ body }) => contentOf(body)));
    if (contents.size > 1) findings.add("wrong", subject, "was received with different content");
    for (const content of contents)
      if (JSON.parse(content).type !== task.payload.event)
        findings.add("wrong", subject, `was received as ${content}`);
  }
  for (const id of received.keys())
    if (!known.has(id)) findings.add("wrong", `webhook ${id}`, "was received, and is of no task");
};

const eventsOf = ({ tasks }: OrderCase, event: string): number =>
  tasks.filter(({ isEvent, payload }) => isEvent && payload.event === event).length;

/** The events of an order, of which a connection has subscribed. */
export const compareEvents = (findings: Findings, of: OrderCase, rows: Rows): void => {
  const subject = `order ${of.row.orderId}`;
  const ownIds = new Set(of.tasks.map(({ taskId }) => taskId));
  const changes = rows.membershipEvents.filter(({ taskId }) => taskId !== null && ownIds.has(taskId));
  const expected = {
    "order.cancelled": of.cancellations.length,
    "membership.changed": changes.length,
  };
  for (const [event, count] of Object.entries(expected)) {
    const actual = eventsOf(of, event);
    if (actual !== count)
      findings.add(
        actual < count ? "lost" : "doubled",
        subject,
        `${actual} events ${event}, expected ${count}`,
      );
  }
  if (of.row.status === "completed" && of.expected.length > 0 && eventsOf(of, "order.completed") === 0)
    findings.add("lost", subject, "is completed, and no event says so");
  for (const { isEvent, status, payload, taskId } of of.tasks)
    if (isEvent && status !== "done" && status !== "pending" && status !== "queued")
      findings.add("lost", `${subject} event ${payload.event} ${taskId}`, `is ${status}`);
};
