/**
 * A task is one thing that must happen because of an order. Adding a type starts here: the compiler and
 * `task-types.test.ts` then name every other place.
 */
export const TASK_TYPES = ["packing_slip", "membership", "email", "commission"] as const;
export type TaskType = (typeof TASK_TYPES)[number];

export const TASK_STATUSES = ["pending", "queued", "done", "rejected", "failed", "skipped"] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export type OrderStatus = "processing" | "completed" | "attention";

/** The name a task type's queue ends in: `despacho-<stage>-<suffix>`. */
export const QUEUE_SUFFIX: Record<TaskType, string> = {
  packing_slip: "packing-slips",
  membership: "memberships",
  email: "emails",
  commission: "commissions",
};

export const DESTINATIONS = ["shipping", "royalties"] as const;
export type Destination = (typeof DESTINATIONS)[number];

export const MEMBERSHIP_CHANGES = ["activate", "upgrade", "deactivate"] as const;
export type MembershipChange = (typeof MEMBERSHIP_CHANGES)[number];

/**
 * The mails we can send. `membership-changed` tells of one membership task and waits for it; `streaming-links` is
 * one per order and carries the links of all its streaming videos.
 */
export const EMAIL_TEMPLATES = ["membership-changed", "streaming-links"] as const;
export type EmailTemplate = (typeof EMAIL_TEMPLATES)[number];

/** Why a task exists: one entry per rule and line that asked for it. */
export type Because = {
  readonly ruleId: string;
  readonly lineId?: string;
  readonly explanation: string;
};

type Planned<T extends TaskType, P> = {
  readonly type: T;
  /** What makes it one task within the order, e.g. `packing_slip:shipping`, `membership:3:activate`,
   *  `email:membership-changed:3`, `email:streaming-links`, `commission:A-1`. */
  readonly key: string;
  readonly lineIds: readonly string[];
  readonly because: readonly Because[];
  /** Key of the task that must be done first. */
  readonly dependsOn?: string;
  /** What the handler needs beyond the order itself. Kept as JSON in the task's row. */
  readonly payload: P;
};

export type PackingSlipPayload = { readonly destination: Destination };
export type MembershipPayload = {
  readonly change: MembershipChange;
  readonly plan?: string;
  /** ISO 8601 period; with `activate` only. */
  readonly period?: string;
};
export type EmailPayload = { readonly template: EmailTemplate };
export type CommissionPayload = {
  readonly agentId: string;
  /** `rateBps` only when a rule fixes the rate; else the agent's own rate at `paidAt` counts. */
  readonly entries: readonly { readonly lineId: string; readonly base: number; readonly rateBps?: number }[];
};

export type PlannedTask =
  | Planned<"packing_slip", PackingSlipPayload>
  | Planned<"membership", MembershipPayload>
  | Planned<"email", EmailPayload>
  | Planned<"commission", CommissionPayload>;

export type TaskPayload = {
  packing_slip: PackingSlipPayload;
  membership: MembershipPayload;
  email: EmailPayload;
  commission: CommissionPayload;
};

/** What a task led to, as `GET /orders/{orderId}` shows it. */
export type TaskResult = {
  packing_slip: { readonly packingSlip: string };
  membership: { readonly membership: { readonly change: MembershipChange; readonly plan: string | null } };
  email: { readonly sesMessageId: string; readonly possibleDuplicate?: true };
  commission: {
    readonly entries: readonly { lineId: string; base: number; rateBps: number; amount: number }[];
  };
};
