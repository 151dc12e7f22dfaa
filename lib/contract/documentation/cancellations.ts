/** The texts about cancellations in the API's description. */

export const cancellationDocumentation = {
  cancelOrder: {
    tag: "Orders",
    summary: "Cancel some items of an order, or all that is left",
    description:
      "cancellationId is the idempotency key within the order. Tasks that are not done lose the cancelled items; what is done is undone by further tasks of the order, from what was recorded. Free lines follow the last line that earns them. The order has the status cancelled when nothing is left and all of that is carried out. Of an imported order the cancellation is recorded only.",
    example: {
      cancellationId: "CANCEL-7",
      reason: "arrived damaged",
      at: "2026-11-25T10:15:00-03:00",
      lines: [{ lineId: "1", quantity: 1 }],
      refund: { amount: 3_000 },
    },
    responses: {
      202: { description: "accepted, with what it takes and the tasks that it adds" },
      200: {
        description: "the same cancellation again",
        headers: { "Idempotent-Replayed": "true when the cancellation had been accepted before" },
      },
    },
  },
};
