/** The events that connections subscribe to. The check on `connections.events` lists the same. */
export const WEBHOOK_EVENTS = [
  "order.completed",
  "order.attention",
  "task.rejected",
  "task.failed",
  "membership.changed",
  "order.cancelled",
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];
