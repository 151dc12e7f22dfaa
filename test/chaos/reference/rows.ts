/** What the database holds, as the reference model compares it. */
import type { Sql } from "../../../lib/database/sql.ts";

export type OrderRow = {
  readonly orderNo: number;
  readonly orderId: string;
  readonly customerId: string;
  readonly rulebookVersion: number;
  readonly total: number;
  readonly status: string;
  readonly receivedAt: string;
};

export type LineRow = {
  readonly orderNo: number;
  readonly lineId: string;
  readonly position: number;
  readonly type: string;
  readonly sku: string;
  readonly quantity: number;
  readonly free: boolean;
  readonly ruleId: string | null;
  /** Of a free video. */
  readonly delivery: string | null;
  readonly cancelled: number;
};

export type TaskStatus = "pending" | "queued" | "done" | "rejected" | "failed" | "skipped";

export type TaskRow = {
  readonly taskId: string;
  readonly orderNo: number;
  readonly type: "packing_slip" | "membership" | "email" | "commission" | "webhook";
  readonly status: TaskStatus;
  readonly position: number;
  readonly lineIds: readonly string[];
  readonly isEvent: boolean;
  readonly cancellationNo: number | null;
  readonly causeCode: string | null;
  readonly reason: string | null;
  readonly createdAt: string;
  /** When it was last asked for to run again. */
  readonly retriedAt: string | null;
  readonly payload: {
    readonly destination?: string;
    readonly change?: string;
    readonly template?: string;
    readonly agentId?: string;
    readonly connection?: string;
    readonly event?: string;
    readonly data?: Readonly<Record<string, unknown>>;
    readonly cancels?: { readonly taskId: string };
    readonly reverses?: { readonly taskId: string };
  };
};

export type CancellationRow = {
  readonly cancellationNo: number;
  readonly orderNo: number;
  readonly cancellationId: string;
  readonly receivedAt: string;
  readonly rulebookVersion: number;
  readonly lines: readonly { readonly lineId: string; readonly quantity: number; readonly amount: number }[];
};

export type SlipRow = {
  readonly number: string;
  readonly taskId: string;
  readonly orderNo: number;
  readonly destination: string;
  readonly kind: "slip" | "return" | "reversal";
  readonly printed: boolean;
  /** Whether a print with it was confirmed. */
  readonly confirmed: boolean;
  readonly voidedBy: string | null;
  readonly replaces: string | null;
  readonly reverses: string | null;
  readonly lines: readonly SlipLine[];
};

export type SlipLine = {
  readonly lineId: string;
  readonly sku: string;
  readonly free: boolean;
  readonly quantity: number;
  readonly total?: number;
  readonly royaltyDue?: number;
};

export type MembershipEventRow = {
  readonly taskId: string | null;
  readonly customerId: string;
  readonly change: string;
  readonly planBefore: string | null;
  readonly planAfter: string | null;
  readonly expiresAt: string | null;
  readonly at: string;
};

export type AccountRow = {
  readonly customerId: string;
  readonly status: string;
  readonly plan: string | null;
  readonly since: string | null;
  readonly expiresAt: string | null;
};

export type EntryRow = {
  readonly entryId: string;
  readonly taskId: string;
  readonly orderNo: number;
  readonly lineId: string;
  readonly agentId: string;
  readonly role: string;
  readonly base: number;
  readonly rateBps: number;
  readonly amount: number;
  readonly cancellationId: string | null;
};

/** A transaction of the ledger. */
export type LedgerRow = {
  readonly entryId: string;
  readonly kind: string;
  readonly debit: string;
  readonly credit: string;
  readonly amount: number;
  readonly agentId: string | null;
  readonly month: string;
};

export type RoyaltyRow = {
  readonly entryId: string;
  readonly number: string;
  readonly orderNo: number;
  readonly lineId: string;
  readonly units: number;
  readonly royalty: number;
};

export type EmailRow = {
  readonly taskId: string;
  readonly recipient: string;
  readonly sesMessageId: string | null;
  readonly sentAt: string | null;
  readonly possibleDuplicate: boolean;
  /** How often it was not known whether SES accepted it. */
  readonly unknownSends: number;
};

const ORDERS = `select order_no, order_id, customer_id, rulebook_version, total, order_status(order_no) as status, received_at
  from orders order by order_no`;
const LINES = `select order_no, line_id, position, type, sku, quantity, free, rule_id, cancelled,
    (select item ->> 'delivery' from orders o, jsonb_array_elements(o.gifts) as item
     where o.order_no = l.order_no and item ->> 'lineId' = l.line_id) as delivery
  from order_lines l order by order_no, position`;
const TASKS = `select task_id, order_no, type, status, position, line_ids, is_event, cancellation_no,
    cause ->> 'code' as cause_code, reason, created_at, payload,
    (select max(requested_at) from task_retries r where r.task_id = t.task_id) as retried_at
  from tasks t order by coalesce(cancellation_no, order_no), position`;
const CANCELLATIONS = `select cancellation_no, order_no, cancellation_id, received_at, rulebook_version,
    (select coalesce(jsonb_agg(jsonb_build_object('lineId', line_id, 'quantity', quantity, 'amount', amount)), '[]')
     from cancelled_lines l where l.cancellation_no = c.cancellation_no) as lines
  from cancellations c order by cancellation_no`;
const SLIPS = `select number, task_id, order_no, destination, kind, printed_at is not null as printed, voided_by, replaces,
    reverses, document -> 'lines' as lines,
    exists (select from slip_print_items i join slip_prints p using (print_id)
            where i.number = s.number and p.confirmed_at is not null) as confirmed
  from packing_slips s order by number`;
const MEMBERSHIP_EVENTS = `select e.task_id, a.customer_id, e.change, e.plan_before, e.plan_after, e.expires_at, e.at
  from membership_events e join membership_accounts a using (account_id) order by e.event_id`;
const ACCOUNTS = "select customer_id, status, plan, since, expires_at from membership_accounts";
const ENTRIES = `select entry_id, task_id, order_no, line_id, agent_id, role, base, rate_bps, amount, cancellation_id
  from commission_entries order by entry_id`;
const LEDGER = `select entry_id, kind, debit, credit, amount, agent_id, to_char(month, 'YYYY-MM') as month from ledger`;
const ROYALTIES = "select entry_id, number, order_no, line_id, units, royalty from royalty_entries";
// A retry on request begins to count unknown sends again; the attempts keep them all.
const EMAILS = `select task_id, recipient, ses_message_id, sent_at, possible_duplicate,
    greatest(unknown_sends, (select count(*) from task_attempts a
                             where a.task_id = e.task_id and a.outcome = 'unknown'))::integer as unknown_sends
  from emails e order by task_id`;
const CONNECTIONS = "select connection_id, secret from connections";
const RULEBOOKS = "select version, source from rulebooks";

/** Reads everything; nothing may change meanwhile. */
export const readRows = async ({ many }: Pick<Sql, "many">) => ({
  orders: await many<OrderRow>(ORDERS),
  lines: await many<LineRow>(LINES),
  tasks: await many<TaskRow>(TASKS),
  cancellations: await many<CancellationRow>(CANCELLATIONS),
  slips: await many<SlipRow>(SLIPS),
  membershipEvents: await many<MembershipEventRow>(MEMBERSHIP_EVENTS),
  accounts: await many<AccountRow>(ACCOUNTS),
  entries: await many<EntryRow>(ENTRIES),
  ledger: await many<LedgerRow>(LEDGER),
  royalties: await many<RoyaltyRow>(ROYALTIES),
  emails: await many<EmailRow>(EMAILS),
  connections: await many<{ readonly connectionId: string; readonly secret: string }>(CONNECTIONS),
  rulebooks: await many<{ readonly version: number; readonly source: string }>(RULEBOOKS),
});
export type Rows = Awaited<ReturnType<typeof readRows>>;
