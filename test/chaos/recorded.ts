/** What the driver of `npm run chaos` takes from the workload, and what it hands to the reference model. */

/** A request as its client sends it. */
export type ChaosRequest = {
  /** Names the request within the workload. */
  readonly key: string;
  /** The API key that it is sent with: `shop` writes and reads orders, `staff` has every scope. */
  readonly client: "shop" | "staff";
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Keys of requests that must have their response before this one is sent. */
  readonly after?: readonly string[];
  /** Path and body that depend on responses to the requests in `after`; called once, before the first attempt. */
  readonly complete?: (records: ReadonlyMap<string, ChaosRecord>) => { path?: string; body?: unknown };
  /** Sent again, after a pause, until the response has this status; such as the report of a print batch in the making. */
  readonly until?: number;
};

/** A request with its path and body completed, and the last response to it. */
export type ChaosRecord = {
  readonly request: ChaosRequest;
  readonly status: number;
  /** The JSON of the response; text when it is not JSON. */
  readonly body: unknown;
  /** How often it was sent. More than one: an earlier attempt may have had its effect. */
  readonly attempts: number;
};

/** A mail that the SES emulator accepted, whether or not the function got the response. */
export type AcceptedMail = {
  /** The parameters of SES's SendEmail. */
  readonly parameters: Readonly<Record<string, string>>;
};

/** A webhook that a receiver read, whatever it responded. */
export type ReceivedWebhook = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The status of the response; undefined when there was none. */
  readonly status: number | undefined;
};

/** What reached the world outside the database. */
export type Outside = {
  readonly mails: readonly AcceptedMail[];
  readonly webhooks: readonly ReceivedWebhook[];
  /** Tasks that had failed and were run again, once for each time. */
  readonly retried?: readonly string[];
};

export type Workload = {
  /** Sent one after the other, before anything fails. */
  readonly setup: readonly ChaosRequest[];
  /** Sent by many clients at once, roughly in this order. */
  readonly requests: readonly ChaosRequest[];
  /** Sent one after the other, when nothing fails any more and no task is open; such as bulk retries. */
  readonly closing: readonly ChaosRequest[];
  /** Sent at the very end; what they read is compared. */
  readonly reading: readonly ChaosRequest[];
};

export type Difference = {
  readonly kind: "lost" | "doubled" | "wrong" | "stuck";
  /** The order, slip, mail or other thing that differs. */
  readonly subject: string;
  readonly detail: string;
};
