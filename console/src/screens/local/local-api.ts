/** What the local stack shows beside the API: what is in its queues, and what its functions log. No deployed stack has it. */

export type QueuedMessage = {
  readonly messageId: string;
  readonly sentAt: string;
  readonly receives: number;
  /** `delayed` until it becomes visible; `inFlight` once a function has received it. */
  readonly state: "visible" | "delayed" | "inFlight";
  /** The ids that a message about a task has; null for any other message, which may name people. */
  readonly task: { readonly orderId: string; readonly taskId: string } | null;
};

/** Null where SQS is another emulator than the embedded one, which has no way to look without receiving. */
export type QueueContents = {
  readonly queues:
    | {
        readonly queue: string;
        /** How many it has; the oldest of them follow. */
        readonly count: number;
        readonly messages: readonly QueuedMessage[];
      }[]
    | null;
};

export type LogLine = {
  /** Null, as the level is, for a line that the logger did not write. */
  readonly at: string | null;
  readonly level: string | null;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
};

/** Null where the functions write to a terminal and not to a file. */
export type LogLines = { readonly lines: readonly LogLine[] | null };
