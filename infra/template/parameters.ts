/**
 * The parameters of a stage: `params:` in serverless.yml takes the defaults from here, packaging checks the values, and the
 * table in docs/deploy.md is compared with these definitions.
 */
import {
  address,
  boolean,
  capacity,
  clientIds,
  databaseReader,
  databaseUrl,
  file,
  identity,
  ids,
  integer,
  type Kind,
  language,
  line,
  optional,
  period,
  postgresVersion,
  secret,
  sender,
  snapshot,
} from "./parameter-kinds.ts";

export type Parameter = {
  readonly kind: Kind;
  readonly default: string | number | boolean;
  /** For a person who deploys; Markdown. */
  readonly meaning: string;
};

const parameter = (kind: Kind, value: Parameter["default"], meaning: string): Parameter => ({
  kind,
  default: value,
  meaning,
});

const MAIL_AND_COMPANY = {
  mailSender: parameter(sender, "Despacho <despacho@example.com>", "sender of e-mails"),
  mailIdentity: parameter(
    identity,
    "despacho@example.com",
    "what SES verifies: the sender's address, or better its whole domain",
  ),
  createMailIdentity: parameter(
    boolean,
    true,
    "`false`, permanently, where the account has that identity already: it can be created only once",
  ),
  companyName: parameter(line, "", "the sender on packing slips; empty: a made-up company"),
  companyAddress: parameter(line, "", "the same"),
  companyPhone: parameter(line, "", "the same"),
  companyTaxId: parameter(line, "", "the same"),
  companyLanguage: parameter(
    language,
    "pt-BR",
    "of texts for the company's people, where a rulebook has both",
  ),
  approvals: parameter(
    integer(0, 10),
    0,
    "keys that must [approve](rules.md#two-people) a rulebook before another key activates it",
  ),
  alarmEmail: parameter(optional(address), "", "recipient of alarm e-mails; none when empty"),
  rejectedTasksAlarm: parameter(
    integer(0, 10_000),
    0,
    "an alarm fires when more tasks than this are rejected in five minutes; failed tasks always fire one",
  ),
};

const RETENTION = {
  retainPersonalData: parameter(
    period,
    "P5Y",
    "how long orders keep what is personal; then it is [replaced by a pseudonym](privacy.md#how-long)",
  ),
  retainMails: parameter(period, "P90D", "how long mails are kept as they were sent"),
};

const REQUEST_LIMITS = {
  clients: parameter(clientIds, "", "clients with a limit of their own; all others share one"),
  clientRate: parameter(
    integer(1, 10_000),
    100,
    "requests a second of each of `clients`, and of all others together; beyond it 429",
  ),
  clientBurst: parameter(integer(1, 100_000), 200, "burst of each of them"),
  throttleRate: parameter(
    integer(1, 10_000),
    200,
    "requests a second of each route, of all clients; beyond it 429. No setting limits all routes together",
  ),
  throttleBurst: parameter(integer(1, 100_000), 400, "burst of each route"),
  accessLog: parameter(
    boolean,
    true,
    "`false` where the account has an API Gateway logging role that must not change; 429 then has no alarm",
  ),
  gatewayAuthorizer: parameter(boolean, true, "`false` only for emulators without authorizers"),
};

const DATABASE = {
  databaseUrl: parameter(
    optional(databaseUrl),
    "",
    "[your own Postgres](#your-own-postgres); empty: the stack creates Aurora and RDS Proxy",
  ),
  databaseReader: parameter(
    databaseReader,
    "false",
    "where [lists and reports](#a-reader-for-lists-and-reports) read: `true` for the standby of the stack's Aurora, or a replica of your own Postgres",
  ),
  subnetIds: parameter(
    optional(ids("subnet")),
    "",
    "where your own Postgres is in a VPC: the functions' subnets",
  ),
  securityGroupIds: parameter(optional(ids("sg")), "", "and their security groups"),
  certificateAuthorities: parameter(
    optional(file),
    "",
    "certificate authorities beyond Node's: `/var/runtime/ca-cert.pem` for an existing RDS or Aurora without RDS Proxy",
  ),
  credentials: parameter(line, "1", "another value after a secret has changed, so that it is resolved again"),
  databasePoolMax: parameter(integer(1, 100), "1", "connections of each container"),
  preparedStatements: parameter(
    boolean,
    false,
    "`true` where your own Postgres is reached without a pooler that shares connections; without effect behind RDS Proxy",
  ),
  databaseProtection: parameter(
    boolean,
    true,
    "`false` before [removing](#removing) everything: neither the stack nor its Aurora is protected then",
  ),
  databaseSnapshot: parameter(
    optional(snapshot),
    "",
    "the snapshot that a new stack's Aurora [begins with](#a-new-stack-from-a-snapshot); keep it afterwards",
  ),
  databaseSnapshotSecret: parameter(
    optional(secret),
    "",
    "the retained secret of the snapshot's owner; keep it afterwards",
  ),
  auroraVersion: parameter(
    postgresVersion,
    "17.5",
    "check `aws rds describe-db-engine-versions` for it before the first deploy",
  ),
  auroraMinCapacity: parameter(capacity(0), 0.5, "ACU; at 0 it pauses, and resuming takes 15 seconds"),
  auroraMaxCapacity: parameter(capacity(1), 8, "ACU"),
  webhookEgress: parameter(
    boolean,
    true,
    "`false`: no NAT gateway in the VPC that the stack creates; nothing reaches receivers of webhooks then",
  ),
};

const QUEUES = {
  maxReceiveCount: parameter(integer(1, 1_000), "5", "receives before a message is dead-lettered"),
  lostAfterSeconds: parameter(
    integer(1, 1_209_600),
    "900",
    "age at which the relay sends another message for a task whose message is no longer in the queue",
  ),
  queueFunctionTimeout: parameter(integer(1, 900), 30, "seconds"),
  queueVisibility: parameter(
    integer(1, 43_200),
    180,
    "seconds; AWS recommends six times the function's timeout",
  ),
  queueConcurrency: parameter(integer(2, 1_000), 5, "containers of each queue"),
  emailsTimeout: parameter(
    integer(11, 900),
    30,
    "seconds; the function that sends mail waits for its turn in SES's rate for its timeout less 10",
  ),
  emailsVisibility: parameter(integer(1, 43_200), 180, "seconds"),
  webhooksTimeout: parameter(
    integer(25, 900),
    30,
    "seconds; two webhooks of ten seconds, one after the other, and recording their results",
  ),
  webhooksVisibility: parameter(integer(25, 43_200), 180, "seconds"),
};

export const PARAMETERS: Readonly<Record<string, Parameter>> = {
  ...MAIL_AND_COMPANY,
  ...RETENTION,
  ...REQUEST_LIMITS,
  ...DATABASE,
  ...QUEUES,
};

/** The value of each parameter for a stage that sets none. */
export const parameterDefaults: Readonly<Record<string, Parameter["default"]>> = Object.fromEntries(
  Object.entries(PARAMETERS).map(([name, { default: value }]) => [name, value]),
);
