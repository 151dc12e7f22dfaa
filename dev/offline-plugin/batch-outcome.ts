/**
 * The messages of a batch that succeeded, as Lambda's event source mapping determines them:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */

/** The outcome of an invocation: the function's response, or why there is none: it threw, timed out or is unreachable. */
export type InvocationResult =
  | { readonly kind: "response"; readonly payload: unknown }
  | { readonly kind: "error"; readonly message: string };

/** `reason` is set when the whole batch failed. */
export type BatchOutcome = { readonly succeeded: readonly string[]; readonly reason?: string };

const failure = (reason: string): BatchOutcome => ({ succeeded: [], reason });

const reportedFailures = (payload: unknown): unknown[] | undefined => {
  if (payload === null || payload === undefined) return [];
  if (typeof payload !== "object" || Array.isArray(payload)) return undefined;
  const failures = (payload as { batchItemFailures?: unknown }).batchItemFailures ?? [];
  return Array.isArray(failures) ? failures : undefined;
};

const identifierOf = (item: unknown): unknown =>
  typeof item === "object" && item !== null
    ? (item as { itemIdentifier?: unknown }).itemIdentifier
    : undefined;

/** @param messageIds of the whole batch */
export const batchOutcome = (
  messageIds: readonly string[],
  reportsBatchItemFailures: boolean,
  result: InvocationResult,
): BatchOutcome => {
  if (result.kind === "error") return failure(result.message);
  if (!reportsBatchItemFailures) return { succeeded: messageIds };
  const failures = reportedFailures(result.payload);
  if (failures === undefined) return failure("the response is not a batch response");
  const failed = new Set(failures.map(identifierOf));
  const ids = new Set<unknown>(messageIds);
  for (const identifier of failed) {
    if (!ids.has(identifier)) {
      return failure(
        `the response reports a message that is not in the batch: ${JSON.stringify(identifier)}`,
      );
    }
  }
  return { succeeded: messageIds.filter((id) => !failed.has(id)) };
};
