/** What cancellations take away from the tasks of an order. */
import * as z from "zod";

/** How many items of a line a cancellation takes. */
export const cancelledQuantity = z.object({ lineId: z.string(), quantity: z.int().min(1) });

/**
 * The quantities of a task's lines of which fewer items were left than ordered when it was carried out, by line. The task has
 * the whole quantity of a line that is not in it.
 */
export const leftQuantities = z.record(z.string(), z.int().min(1));
