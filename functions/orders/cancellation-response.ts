/** Cancellations as the API shows them. Pure. */
import type { ResponseBody } from "../../lib/contract/operations/operation.ts";
import type {
  cancellationResponseSchema,
  cancellationSchema,
} from "../../lib/contract/responses/cancellations.ts";
import type { StoredCancellation } from "../../lib/database/cancellations.ts";
import type { OrderLine } from "../../lib/domain/order-line.ts";
import type { OrderStatus } from "../../lib/domain/task.ts";

type CancellationBody = ResponseBody<typeof cancellationSchema>;

export const cancellationResponse = ({
  cancellationId,
  reason,
  at,
  receivedAt,
  lines,
  refundAmount,
  requestedBy,
  taskIds,
}: StoredCancellation): CancellationBody => ({
  cancellationId,
  reason,
  at,
  receivedAt,
  lines,
  ...(refundAmount === null ? {} : { refund: { amount: refundAmount } }),
  requestedBy,
  tasks: taskIds,
});

/** @param status of the order, with the cancellation */
export const acceptedCancellationResponse = (
  orderId: string,
  status: OrderStatus,
  cancellation: StoredCancellation,
): ResponseBody<typeof cancellationResponseSchema> => ({
  orderId,
  status,
  ...cancellationResponse(cancellation),
  links: { order: `/orders/${orderId}` },
});

/** How many items of each line are cancelled. */
const cancelledItems = (cancellations: readonly StoredCancellation[]): ReadonlyMap<string, number> => {
  const items = new Map<string, number>();
  for (const { lineId, quantity } of cancellations.flatMap(({ lines }) => lines))
    items.set(lineId, (items.get(lineId) ?? 0) + quantity);
  return items;
};

/** The field `cancelled` of the lines of which items are cancelled, by line. */
export const cancelledFields = (cancellations: readonly StoredCancellation[]) => {
  const items = cancelledItems(cancellations);
  return ({ lineId }: Pick<OrderLine, "lineId">): { readonly cancelled?: number } => {
    const cancelled = items.get(lineId);
    return cancelled === undefined ? {} : { cancelled };
  };
};
