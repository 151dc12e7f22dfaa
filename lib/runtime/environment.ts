/** The only reader of the environment: everything the functions are told by it, checked once. */
import * as z from "zod";
import type { TaskType } from "../domain/task.ts";

const schema = z.object({
  STAGE: z.string().default("local"),
  CLIENTS: z.string().default(""),
  AWS_REGION: z.string().default("us-east-1"),
  DATABASE_URL: z.string().min(1),
  DATABASE_POOL_MAX: z.coerce.number().int().min(1).default(1),
  QUEUE_URL_PACKING_SLIPS: z.string().optional(),
  QUEUE_URL_MEMBERSHIPS: z.string().optional(),
  QUEUE_URL_EMAILS: z.string().optional(),
  QUEUE_URL_COMMISSIONS: z.string().optional(),
  LOST_AFTER_SECONDS: z.coerce.number().int().min(1).default(900),
  MAX_RECEIVE_COUNT: z.coerce.number().int().min(1).default(5),
  MAIL_SENDER: z.string().default("Despacho <despacho@example.com>"),
  SES_CONFIGURATION_SET: z.string().optional(),
  AWS_ENDPOINT_URL: z.string().optional(),
  AWS_ENDPOINT_URL_SQS: z.string().optional(),
  AWS_ENDPOINT_URL_SES: z.string().optional(),
  COMPANY_NAME: z.string().default("Despacho Comércio Ltda."),
  COMPANY_ADDRESS: z.string().default("Rua do Comércio, 100 — Centro — São Paulo/SP — 01010-000"),
  COMPANY_PHONE: z.string().default("+55 11 5555-0100"),
  COMPANY_TAX_ID: z.string().default("12.ABC.345/01DE-35"),
});

export type Environment = z.infer<typeof schema>;

let read: Environment | undefined;

// An empty variable is how a template says "not set".
const withoutEmpty = () =>
  Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));

/**
 * The environment, read at the first call.
 * @throws an error naming every variable that is missing or malformed
 */
export const environment = (): Environment => {
  if (read === undefined) {
    const parsed = schema.safeParse(withoutEmpty());
    if (!parsed.success) throw new Error(`The environment is incomplete.\n${z.prettifyError(parsed.error)}`);
    read = parsed.data;
  }
  return read;
};

/** Reads the environment anew at the next call. For tests, which point functions at their own database and queues. */
export const resetEnvironment = (): void => {
  read = undefined;
};

const QUEUE_VARIABLE: Record<TaskType, keyof Environment & `QUEUE_URL_${string}`> = {
  packing_slip: "QUEUE_URL_PACKING_SLIPS",
  membership: "QUEUE_URL_MEMBERSHIPS",
  email: "QUEUE_URL_EMAILS",
  commission: "QUEUE_URL_COMMISSIONS",
};

export const queueUrl = (type: TaskType): string => {
  const url = environment()[QUEUE_VARIABLE[type]];
  if (url === undefined) throw new Error(`${QUEUE_VARIABLE[type]} is not set`);
  return url;
};
