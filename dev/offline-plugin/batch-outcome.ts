/**
 * Which messages of a batch a function has dealt with, exactly as Lambda's event source mapping decides it:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */

/** What came of an invocation: the function's answer, or that it threw, timed out or could not be reached. */
export type InvocationResult =
  | { readonly kind: "answer"; readonly payload: unknown }
  | { readonly kind: "fault"; readonly message: string };

/** `reason` is there when the whole batch failed. */
export type BatchOutcome = { readonly done: readonly string[]; readonly reason?: string };

const failure = (reason: string): BatchOutcome => ({ done: [], reason });

const reported = (payload: unknown): unknown[] | undefined => {
  if (payload === null || payload === undefined) return [];
  if (typeof payload !== "object" || Array.isArray(payload)) return undefined;
  const failures = (payload as { batchItemFailures?: unknown }).batchItemFailures ?? [];
  return Array.isArray(failures) ? failures : undefined;
};

const identifierOf = (item: unknown): unknown =>
  typeof item === "object" && item !== null
    ? (item as { itemIdentifier?: unknown }).itemIdentifier
    : undefined;

/** @param messageIds the batch, as it was handed to the function */
export const batchOutcome = (
  messageIds: readonly string[],
  reportsFailures: boolean,
  result: InvocationResult,
): BatchOutcome => {
  if (result.kind === "fault") return failure(result.message);
  if (!reportsFailures) return { done: messageIds };
  const failures = reported(result.payload);
  if (failures === undefined) return failure("the answer is not a batch response");
  const failed = new Set(failures.map(identifierOf));
  const known = new Set<unknown>(messageIds);
  for (const identifier of failed) {
    if (!known.has(identifier)) {
      return failure(`the answer names a message that is not in the batch: ${JSON.stringify(identifier)}`);
    }
  }
  return { done: messageIds.filter((id) => !failed.has(id)) };
};
