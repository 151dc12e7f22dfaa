/** The API that the end-to-end tests run against, and what it cannot do. */
import { readFileSync } from "node:fs";
import { z } from "zod";

/** What a test may need beyond the HTTP API. */
const CAPABILITIES = {
  /** Messages can be sent to the task queues and counted. */
  queues: "the target has no queue endpoint",
  /** Sent e-mails can be read. */
  mailbox: "the target has no mailbox",
  /** Requests that API Gateway itself rejects get an RFC 9457 response. */
  gatewayResponses: "the target has no gateway responses",
  /** Responses carry no CORS header unless a function sets one. */
  noCors: "the target adds CORS headers",
  /** The target's functions can call this machine. */
  webhooks: "the target cannot send webhooks to this machine",
  /** The target lists restarts and failures of its services in a file. */
  serviceReports: "the target reports no service restarts",
} as const;

export type Capability = keyof typeof CAPABILITIES;

const targetSchema = z.object({
  /** The HTTP API, without a trailing slash. */
  apiUrl: z.url(),
  /** Scopes `orders:write` and `orders:read`. */
  apiKey: z.string(),
  /** All scopes, of the same client. */
  adminApiKey: z.string(),
  /** Of an SQS emulator. */
  sqsEndpoint: z.url().optional(),
  /** Where an SES emulator lists sent e-mails. */
  mailboxUrl: z.url().optional(),
  /** A file with one line for each restart or failure of a service. */
  serviceReports: z.string().optional(),
  /** Capability → why the target lacks it. Tests that need it are skipped with that reason. */
  unavailable: z.partialRecord(z.enum(["gatewayResponses", "noCors"]), z.string()).optional(),
});

/** A running deployment of Despacho, as tests reach it. The JSON in the file that `E2E_TARGET` names has this shape. */
export type TestTarget = z.infer<typeof targetSchema>;

/** @throws ZodError when the file's JSON is not a TestTarget; Error when it cannot be read */
export const readTarget = (file: string): TestTarget =>
  targetSchema.parse(JSON.parse(readFileSync(file, "utf8")));

const PROVIDED_BY = {
  queues: "sqsEndpoint",
  // Where SQS is an emulator, the functions run on this machine.
  webhooks: "sqsEndpoint",
  mailbox: "mailboxUrl",
  serviceReports: "serviceReports",
} as const;

/** Why the target cannot do it; undefined when it can. */
export const unavailableReason = (target: TestTarget, capability: Capability): string | undefined => {
  if (capability === "gatewayResponses" || capability === "noCors") return target.unavailable?.[capability];
  return target[PROVIDED_BY[capability]] === undefined ? CAPABILITIES[capability] : undefined;
};
