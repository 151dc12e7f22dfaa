/** What customers had before: read as of now, or locked until the order that it is read for is accepted. */
import * as z from "zod";
import type { CustomerHistory } from "../domain/customer-history.ts";
import { instant, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const historyRow = rowOf({ orders: z.int(), paidTotal: z.int(), firstPaidAt: instant.nullable() });

export type CustomerOf = {
  readonly clientId: string;
  readonly customerId: string;
  /** Of the order that the history is read for. */
  readonly currency: string;
};

const readWith =
  (source: string) =>
  async (sql: Sql, { clientId, customerId, currency }: CustomerOf): Promise<CustomerHistory> => {
    const { firstPaidAt, ...totals } = await sql.one(
      query(historyRow, `select orders, paid_total, first_paid_at from ${source}($1, $2, $3)`),
      [clientId, customerId, currency],
    );
    return firstPaidAt === null ? totals : { ...totals, firstPaidAt };
  };

/** The history as of now. */
export const findCustomerHistory = readWith("customer_history");

/**
 * The history of a customer no order of whom is accepted until the transaction ends.
 * @throws DatabaseConflictError when other orders of this customer take longer than 1.2 s
 */
export const lockCustomerHistory = readWith("lock_customer_history");
