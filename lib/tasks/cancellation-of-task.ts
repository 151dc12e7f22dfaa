/** What cancellations of orders do to tasks, as the definition of a task type says it. */
import type { CancelledLines } from "../domain/cancellation.ts";
import type { Immutable } from "../domain/immutable.ts";

/** A task that is done, and the cancellation that undoes it. */
export type DoneTask<Payload, Result> = {
  readonly taskId: string;
  readonly lineIds: readonly string[];
  readonly payload: Immutable<Payload>;
  readonly result: Immutable<Result>;
  readonly cancellationId: string;
  /** When the client cancelled, RFC 3339. */
  readonly at: string;
  readonly cancelled: CancelledLines;
};

/** What cancellations do to tasks of a type. Both go by what is recorded of the task. */
export type CancellationOfTask<Payload, Result> = {
  /**
   * The payload of a task that is not done and has lines left.
   * @param lineIds those left
   */
  readonly amend?: (
    payload: Immutable<Payload>,
    lineIds: readonly string[],
    cancelled: CancelledLines,
  ) => Immutable<Payload>;
  /** The payload of the task that undoes one that is done; undefined when nothing is to be undone. */
  readonly reverse?: (done: DoneTask<Payload, Result>) => Immutable<Payload> | undefined;
  /** Whether what the cancellation undoes was built on what earlier tasks of the order did, so that the last is undone first. */
  readonly lastFirst?: boolean;
};
