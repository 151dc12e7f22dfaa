/**
 * What the functions' database user may do with each table and view. One that is not listed here gives it no rights, and a test
 * fails. What is recorded for good has no `update` and no `delete`: a function that is taken over cannot rewrite it.
 */

type Privilege = "select" | "insert" | "update" | "delete" | "truncate";

export type TableRights = {
  readonly privileges: readonly Privilege[];
  /** The only columns that it may update. */
  readonly updates?: readonly string[];
};

const NONE: TableRights = { privileges: [] };
const RECORD: TableRights = { privileges: ["select", "insert"] };
const STATE: TableRights = { privileges: ["select", "insert", "update"] };

export const TABLE_RIGHTS: Readonly<Record<string, TableRights>> = {
  // Made by the migration and by those who may create keys, as the owner of the schema.
  migrations: NONE,
  starting_catalogue: NONE,
  clients: { privileges: ["select"] },
  api_keys: { privileges: ["select"], updates: ["revoked_at", "last_used_at"] },

  rulebooks: RECORD,
  rulebook_activations: RECORD,
  rulebook_cancellations: RECORD,
  rulebook_approvals: RECORD,
  list_versions: RECORD,
  rulebook_schedule: { privileges: ["select"] },
  orders: RECORD,
  order_lines: RECORD,
  order_terms: RECORD,
  cancellations: RECORD,
  cancelled_lines: RECORD,
  audit_entries: RECORD,
  audit_outcomes: RECORD,
  task_retries: RECORD,
  retry_requests: RECORD,
  further_dependencies: RECORD,
  task_attempts: RECORD,
  packing_slips: { ...RECORD, updates: ["printed_at", "voided_at", "voided_by"] },
  slip_prints: { ...RECORD, updates: ["confirmed_at", "confirmed_by"] },
  slip_print_items: RECORD,
  membership_events: RECORD,
  commission_entries: RECORD,
  agent_bookings: RECORD,
  closed_months: RECORD,
  closed_statements: RECORD,
  // Triggers write them, with the rights of the owner of the schema.
  ledger: { privileges: ["select"] },
  royalty_entries: { privileges: ["select"] },
  ledger_tail: { privileges: ["select"] },
  ledger_sums: { privileges: ["select"] },
  sold_sums: { privileges: ["select"] },
  royalty_sums: { privileges: ["select"] },
  all_ledger_sums: { privileges: ["select"] },
  all_sold_sums: { privileges: ["select"] },
  all_royalty_sums: { privileges: ["select"] },
  activity: { privileges: ["select"] },
  activity_tail: { privileges: ["select"] },
  activity_hours: { privileges: ["select"] },
  all_activity: { privileges: ["select"] },
  task_counts: { privileges: ["select"] },
  task_count_tail: { privileges: ["select"] },
  all_task_counts: { privileges: ["select"] },
  membership_counts: { privileges: ["select"] },
  membership_count_tail: { privileges: ["select"] },
  all_membership_counts: { privileges: ["select"] },
  agent_rates: RECORD,
  agent_managers: RECORD,
  suppressed_addresses: RECORD,
  // begin_erasure() and complete_erasure() write them, as the owner of the schema.
  erasures: { privileges: ["select"] },
  shadow_differences: RECORD,

  agents: { privileges: ["select", "insert"], updates: ["name"] },
  catalogue: STATE,
  membership_accounts: STATE,
  tasks: STATE,
  emails: STATE,
  shadow_counts: STATE,
  rule_usage: STATE,
  rule_usage_days: STATE,
  rule_usage_progress: { privileges: ["select", "update"] },
  connections: { privileges: ["select", "insert", "update", "delete"] },
  rulebook_shadow: { privileges: ["select", "insert", "update", "delete"] },
  mail_sending: { privileges: ["select", "update"] },
  // Deleted after 90 days.
  sent_mails: { privileges: ["select", "insert", "delete"] },
  // check_writable() empties it and writes a row.
  health_probes: { privileges: ["insert", "truncate"] },
};
