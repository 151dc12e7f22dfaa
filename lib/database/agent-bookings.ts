/** Adjustments of what agents are owed, and payments to agents. They are recorded for good. */
import * as z from "zod";
import { bytes, instant, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

export type NewBooking = {
  readonly entryId: string;
  readonly clientId: string;
  readonly agentId: string;
  readonly kind: "adjustment" | "payment";
  /** The client's own id. */
  readonly bookingId: string;
  readonly contentHash: Buffer;
  /** Minor units; of a payment above zero. */
  readonly amount: number;
  readonly currency: string;
  readonly at: string;
  /** The reason of an adjustment. */
  readonly note: string | undefined;
  readonly bookedBy: string;
};

const storedRow = rowOf({
  agentId: z.string(),
  contentHash: bytes,
  amount: z.int(),
  currency: z.string(),
  at: instant,
  note: z.string().nullable(),
  bookedAt: instant,
  month: z.string(),
  about: z.string(),
});
/** A booking with the month of its statement and the month that it is about. */
export type StoredBooking = z.infer<typeof storedRow>;

/**
 * Books in the ledger, unless the client has a booking of this kind and id.
 * @returns what is stored, and whether it was stored now
 */
export const insertBooking = async (
  sql: Sql,
  booking: NewBooking,
  now: string,
): Promise<{ readonly isNew: boolean; readonly stored: StoredBooking }> => {
  const { entryId, clientId, agentId, kind, bookingId, contentHash, amount, currency, at, note, bookedBy } =
    booking;
  const added = await sql.execute(
    `insert into agent_bookings (entry_id, client_id, agent_id, kind, booking_id, content_hash, amount, currency, at, note,
                                 booked_at, booked_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (client_id, kind, booking_id) do nothing`,
    [
      entryId,
      clientId,
      agentId,
      kind,
      bookingId,
      contentHash,
      amount,
      currency,
      at,
      note ?? null,
      now,
      bookedBy,
    ],
  );
  const stored = await sql.one(
    query(
      storedRow,
      `select b.agent_id, b.content_hash, b.amount, b.currency, b.at, b.note, b.booked_at, to_char(l.month, 'YYYY-MM') as month,
            to_char(l.about, 'YYYY-MM') as about
     from agent_bookings b join ledger l using (entry_id)
     where b.client_id = $1 and b.kind = $2 and b.booking_id = $3`,
    ),
    [clientId, kind, bookingId],
  );
  return { isNew: added === 1, stored };
};
