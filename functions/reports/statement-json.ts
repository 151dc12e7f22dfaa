/** The entries of a statement as its JSON has them. Pure. */
import type { BookingEntry, LineEntry, StatementEntry } from "../../lib/database/statement-entries.ts";

const aboutOf = ({ about }: StatementEntry) => (about === null ? {} : { about });

export const shownLine = (entry: LineEntry) => {
  const { kind, orderId, lineId, role, paidAt, sku, title, quantity, base, rateBps, amount } = entry;
  return {
    kind,
    orderId,
    lineId,
    role,
    paidAt,
    sku,
    title,
    quantity,
    base,
    rateBps,
    amount,
    ...(entry.kind === "reversal" ? { cancellationId: entry.cancellationId, cancelledAt: entry.at } : {}),
    ...aboutOf(entry),
  };
};

export const shownBooking = (entry: BookingEntry) => {
  const { kind, bookingId, amount, note, at } = entry;
  return kind === "adjustment"
    ? { kind, adjustmentId: bookingId, amount, reason: note ?? "", at, ...aboutOf(entry) }
    : { kind, paymentId: bookingId, amount, ...(note === null ? {} : { note }), at, ...aboutOf(entry) };
};
