/** The only module that reads environment variables. They are validated once. */
import * as z from "zod";
import { period } from "../domain/fields.ts";
import { LANGUAGES } from "../domain/localized-text.ts";
import { queueVariable } from "../tasks/queue-names.ts";
import { TASK_TYPES, type TaskType } from "../tasks/registry.ts";

const queueVariables = Object.fromEntries(
  TASK_TYPES.map((type) => [queueVariable(type), z.string().optional()]),
);

const schema = z.object({
  STAGE: z.string().default("local"),
  AWS_REGION: z.string().default("us-east-1"),
  DATABASE_URL: z.string().min(1),
  /** Replicas of that database, for lists and reports. */
  DATABASE_READER_URL: z.string().optional(),
  DATABASE_POOL_MAX: z.coerce.number().int().min(1).default(1),
  PREPARED_STATEMENTS: z.stringbool().default(false),
  ...queueVariables,
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
  COMPANY_LANGUAGE: z.enum(LANGUAGES).default("pt-BR"),
  RETAIN_PERSONAL_DATA: period.default("P5Y"),
  RETAIN_MAILS: period.default("P90D"),
  /** How many other keys must approve a rulebook before one activates it. */
  APPROVALS: z.coerce.number().int().min(0).default(0),
});

type QueueUrls = Readonly<Partial<Record<`QUEUE_URL_${string}`, string>>>;
export type Environment = z.infer<typeof schema>;

let read: Environment | undefined;

// CloudFormation templates set a variable to the empty string when it has no value.
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

/** Discards the environment; the next call reads it again. For tests, which have databases and queues of their own. */
export const resetEnvironment = (): void => {
  read = undefined;
};

/**
 * The URL of a task type's queue.
 * @throws Error naming the variable that is not set
 */
export const queueUrl = (type: TaskType): string => {
  const variable = queueVariable(type);
  const url = (environment() as QueueUrls)[variable];
  if (url === undefined) throw new Error(`${variable} is not set`);
  return url;
};

/** The environment of the migration, which has no queues and whose database may be missing: empty texts are unset values. */
export const migrationEnvironment = (): {
  readonly databaseUrl: string;
  readonly functionsPassword: string;
} => ({
  databaseUrl: process.env.DATABASE_URL ?? "",
  functionsPassword: process.env.FUNCTIONS_PASSWORD ?? "",
});
