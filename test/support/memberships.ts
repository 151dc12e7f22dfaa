/** For tests: memberships that began some days ago, and rulebooks that want mails about their end. */
import { findMembership } from "../../lib/database/reports.ts";
import type { Sql } from "../../lib/database/sql.ts";
import { handler } from "../../functions/memberships/handler.ts";
import { eventFor } from "./function-stack.ts";
import { acceptOrder, type AcceptedOrder, membership, membershipTask } from "./orders.ts";

export const DAY_MS = 86_400_000;

export const instant = (daysFromNow: number): string =>
  new Date(Date.now() + daysFromNow * DAY_MS).toISOString();

type Customer = { readonly customerId: string };
let customers = 0;

export const newCustomer = (): Customer => {
  customers += 1;
  return { customerId: `E-${customers}` };
};

/** An order of a period of the plan basic. */
export const orderPeriod = (
  sql: Sql,
  customer: Customer,
  receivedAt: string,
  period = "P30D",
): Promise<AcceptedOrder> =>
  acceptOrder(sql, {
    customer,
    receivedAt,
    lines: [membership({ lineId: "1" })],
    tasks: [membershipTask("activate", "1", { plan: "basic", period })],
  });

/** A membership of 30 days that began so many days ago. */
export const activated = async (
  sql: Sql,
  daysAgo: number,
): Promise<AcceptedOrder & { readonly customer: Customer }> => {
  const customer = newCustomer();
  const accepted = await orderPeriod(sql, customer, instant(-daysAgo));
  await handler(eventFor(accepted.taskIds));
  return { customer, ...accepted };
};

export const membershipState = async (sql: Sql, { customerId }: Customer) => {
  const found = await findMembership(sql, "test-shop", customerId);
  return {
    status: found!.membership.status,
    expiresAt: found!.membership.expiresAt!,
    history: found!.history.map(({ change }) => change),
  };
};

/** Activates a rulebook with these settings. @returns its version */
export const setMails = async (sql: Sql, mails: Readonly<Record<string, boolean>>): Promise<number> => {
  const { version } = await sql.one<{ version: number }>(
    `insert into rulebooks (format, source, program, created_at, created_by)
     values ('json', '{}', $1, now(), 'test') returning version`,
    [JSON.stringify({ memberships: mails })],
  );
  await sql.execute(
    `insert into rulebook_activations (version, effective_from, created_at, created_by)
     values ($1, now(), now(), 'test')`,
    [version],
  );
  return version;
};
