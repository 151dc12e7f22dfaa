/** Webhooks: each that is done was received, always with the same id and content, and each event has its own. */
import { createHmac } from "node:crypto";
import type { Outside, ReceivedWebhook } from "../recorded.ts";
import type { OrderCase } from "./cases.ts";
import type { Findings } from "./findings.ts";
import type { Rows, TaskRow } from "./rows.ts";

type Content = {
  readonly type: string;
  readonly data: { readonly order?: string; readonly orderId?: string };
};

const contentOf = ({ body }: ReceivedWebhook): string => {
  const { type, data } = JSON.parse(body) as Content;
  return JSON.stringify({ type, data });
};

const isSigned = ({ headers, body }: ReceivedWebhook, secret: string): boolean => {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const signature = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
  return (headers["webhook-signature"] ?? "").split(" ").includes(signature);
};

/** Compares what was received for a task, however often. */
const compareCopies = (
  findings: Findings,
  { taskId, payload, status }: TaskRow,
  copies: readonly ReceivedWebhook[],
  { orderId, secret }: { orderId: string; secret: string },
): void => {
  const subject = `webhook ${payload.event} ${taskId}`;
  const isDelivered = copies.some((copy) => (copy.status ?? 0) >= 200 && (copy.status ?? 0) < 300);
  if (status === "done" && !isDelivered) findings.add("lost", subject, "is done, and was not received");
  if (!copies.every((copy) => isSigned(copy, secret)))
    findings.add("wrong", subject, "was received with a wrong signature");
  const contents = new Set(copies.map(contentOf));
  if (contents.size > 1) findings.add("wrong", subject, "was received with different content");
  for (const content of contents) {
    const { type, data } = JSON.parse(content) as Content;
    // What rules for cancellations send does not name the order.
    const isAbout = payload.event === "order.given-back" || (data.order ?? data.orderId) === orderId;
    if (type !== payload.event || !isAbout) findings.add("wrong", subject, `was received as ${content}`);
  }
};

export const compareDeliveries = (
  findings: Findings,
  { tasks, orders, connections }: Rows,
  { webhooks }: Outside,
): void => {
  const received = Map.groupBy(webhooks, ({ headers }) => headers["webhook-id"] ?? "");
  const known = new Map(tasks.filter(({ type }) => type === "webhook").map((task) => [task.taskId, task]));
  const orderIds = new Map(orders.map(({ orderNo, orderId }) => [orderNo, orderId]));
  const secrets = new Map(connections.map(({ connectionId, secret }) => [connectionId, secret]));
  for (const [id, task] of known) {
    const secret = secrets.get(task.payload.connection!)!;
    const orderId = orderIds.get(task.orderNo)!;
    compareCopies(findings, task, received.get(id) ?? [], { orderId, secret });
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
