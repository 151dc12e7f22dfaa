/** From what one order uses to a bill at list prices. */
import type { DeclaredFunction, DeployedResources, FunctionUsage, Phase } from "./usage.ts";

export type Price = {
  /** Whole millionths of a US dollar for `per` units. */
  readonly micros: number;
  readonly per: number;
  readonly unit: string;
  /** Year and month of the youngest dated text that names it. */
  readonly asOf: string;
  readonly source: string;
};

/** Half a micro-dollar rounds up; a bill of many lines is off by less than a cent. */
export const cost = ({ micros, per }: Pick<Price, "micros" | "per">, quantity: number): bigint => {
  const divisor = BigInt(per) * 1_000n;
  return (BigInt(Math.round(quantity * 1_000)) * BigInt(micros) + divisor / 2n) / divisor;
};

const CENT = 10_000n;

/** Dollars with cents; what is below half a cent but not nothing is shown as that. */
export const formatDollars = (micros: bigint): string => {
  if (micros > 0n && micros < CENT / 2n) return "<0.01";
  const cents = (micros + CENT / 2n) / CENT;
  return `${cents / 100n}.${String(cents % 100n).padStart(2, "0")}`;
};

export const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, one) => total + one, 0n);

const MILLION = 1_000_000;
const page = (name: string): string => `https://aws.amazon.com/${name}/pricing/`;

const price = (micros: number, per: number, unit: string, knownIn: string, name: string): Price => ({
  micros,
  per,
  unit,
  asOf: knownIn,
  source: page(name),
});

export const PRICES = {
  restRequests: price(3_500_000, MILLION, "requests", "2025-05", "api-gateway"),
  /** arm64; 13.3334 micro-dollars each. */
  lambdaDuration: price(133_334, 10_000, "GB-seconds", "2026-05", "lambda"),
  lambdaRequests: price(200_000, MILLION, "requests", "2026-05", "lambda"),
  /** Standard queues; a batch is one request for each 64 KB of it. */
  sqsRequests: price(400_000, MILLION, "requests", "2026-06", "sqs"),
  /** Outgoing, without attachments. */
  mails: price(100_000, 1_000, "mails", "undated", "ses"),
  logIngestion: price(500_000, 1, "GB", "2026-06", "cloudwatch"),
  alarms: price(100_000, 1, "alarms", "undated", "cloudwatch"),
  dashboards: price(3_000_000, 1, "dashboards", "2026-06", "cloudwatch"),
  customMetrics: price(300_000, 1, "metrics", "2026-02", "cloudwatch"),
  /** PostgreSQL, Serverless v2, Aurora Standard. */
  auroraCapacity: price(120_000, 1, "ACU-hours", "2026-05", "rds/aurora"),
  auroraStorage: price(100_000, 1, "GB-months", "2026-06", "rds/aurora"),
  auroraIo: price(200_000, MILLION, "requests", "2026-06", "rds/aurora"),
  /** For Serverless v2; the minimum below was stated in June 2024, the rate in undated texts. */
  proxyCapacity: price(15_000, 1, "ACU-hours", "undated", "rds/proxy"),
  endpointHours: price(10_000, 1, "zone-hours", "2026-05", "privatelink"),
  endpointData: price(10_000, 1, "GB", "2026-05", "privatelink"),
  secrets: price(400_000, 1, "secrets", "2026-01", "secrets-manager"),
  transferOut: price(90_000, 1, "GB", "2026-06", "ec2/on-demand"),
} as const satisfies Record<string, Price>;

/** RDS Proxy charges for at least so many ACU, however small the database is. */
export const PROXY_MINIMUM_ACU = 8;

/** The range of months from which the dated prices come. */
export const asOfRange = (): [string, string] => {
  const dated = Object.values(PRICES)
    .map(({ asOf: knownIn }) => knownIn)
    .filter((month) => month !== "undated")
    .sort();
  return [dated[0]!, dated.at(-1)!];
};

export type PerOrder = {
  readonly invocations: number;
  readonly gigabyteSeconds: number;
  readonly sends: number;
  /** Receives that brought something; as many deletes follow them. */
  readonly receives: number;
  readonly mails: number;
  readonly logBytes: number;
  readonly responseBytes: number;
  readonly endpointBytes: number;
  readonly acuHours: number | undefined;
  readonly ioRequests: number;
  readonly storedBytes: number;
};

/** These run by the clock: they are counted per month, not per order. */
export const TIME_BASED_FUNCTIONS: readonly string[] = ["relay", "authorizer"];

/** What Lambda writes for each invocation, with an identifier as long as its own. */
const PLATFORM_LINES = [
  "START RequestId: 8f507cfc-0000-4697-b07a-ac58fc914c95 Version: $LATEST\n",
  "END RequestId: 8f507cfc-0000-4697-b07a-ac58fc914c95\n",
  "REPORT RequestId: 8f507cfc-0000-4697-b07a-ac58fc914c95\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 1024 MB\tMax Memory Used: 128 MB\t\n",
];
const PLATFORM_BYTES = PLATFORM_LINES.join("").length;

/** Headers that the gateway and the functions put before a response, roughly. */
const HEADER_BYTES = 600;

/** The share of a core that one ACU brings: instances of Aurora's memory-optimised classes have 8 GB a core, an ACU has 2. */
const CORES_PER_ACU = 0.25;
/** The standby, in the first promotion tier, grows with the writer. */
const INSTANCES_GROWING = 2;
/** Aurora counts a write for every 4 KB of log; a commit begins a block of its own, so half of one is wasted each. */
const LOG_BLOCK = 4_096;

export const maxOrdersPerSecond = (acu: number, cpuSecondsPerOrder: number): number =>
  (acu * CORES_PER_ACU) / cpuSecondsPerOrder;

export type Mails = { readonly perOrder: number; readonly bytesEach: number };

export const perOrder = (
  phase: Phase,
  declared: ReadonlyMap<string, DeclaredFunction>,
  mails: Mails,
): PerOrder => {
  const functions = phase.functions.filter(({ name }) => !TIME_BASED_FUNCTIONS.includes(name));
  const total = (of: (use: FunctionUsage) => number): number =>
    functions.reduce((all, use) => all + of(use), 0) / phase.orders;
  const { cpuSeconds, walBytes, transactions, storedBytes } = phase.database;
  const acuSeconds = cpuSeconds === undefined ? undefined : (cpuSeconds / CORES_PER_ACU) * INSTANCES_GROWING;
  const invocations = total((use) => use.invocations);
  return {
    invocations,
    gigabyteSeconds: total((use) => use.billedSeconds * declared.get(use.name)!.gigabytes),
    sends: phase.sends / phase.orders,
    receives: total((use) => (declared.get(use.name)!.consumesQueue ? use.invocations : 0)),
    mails: mails.perOrder,
    logBytes: phase.ownLogBytes / phase.orders + invocations * PLATFORM_BYTES,
    responseBytes: phase.responseBytes / phase.orders + HEADER_BYTES,
    endpointBytes: phase.sentBytes / phase.orders + mails.perOrder * mails.bytesEach,
    acuHours: acuSeconds === undefined ? undefined : acuSeconds / phase.orders / 3_600,
    ioRequests: (walBytes / LOG_BLOCK + transactions / 2) / phase.orders,
    storedBytes: storedBytes / phase.orders,
  };
};

export type BillLine = {
  readonly item: string;
  readonly quantity: number;
  readonly price: Price;
  readonly micros: bigint;
};

const line = (what: string, price: Price, quantity: number): BillLine => ({
  item: what,
  quantity,
  price,
  micros: cost(price, quantity),
});

export const ORDERS = 1_000_000;
const GIGABYTE = 1e9;

export const billOfOrders = (one: PerOrder): BillLine[] => {
  const of = (what: string, price: Price, each: number) => line(what, price, each * ORDERS);
  return [
    of("API Gateway, one POST each", PRICES.restRequests, 1),
    of("Lambda invocations", PRICES.lambdaRequests, one.invocations),
    of("Lambda duration", PRICES.lambdaDuration, one.gigabyteSeconds),
    of("SQS: send, receive, delete", PRICES.sqsRequests, one.sends + 2 * one.receives),
    of("SES mails", PRICES.mails, one.mails),
    of("CloudWatch log ingestion", PRICES.logIngestion, one.logBytes / GIGABYTE),
    ...(one.acuHours === undefined
      ? []
      : [of("Aurora capacity, an estimate", PRICES.auroraCapacity, one.acuHours)]),
    of("Aurora I/O, log writes, an estimate", PRICES.auroraIo, one.ioRequests),
    of("Aurora storage, a month", PRICES.auroraStorage, one.storedBytes / GIGABYTE),
    of("interface endpoints, data", PRICES.endpointData, one.endpointBytes / GIGABYTE),
    of("data out, the responses", PRICES.transferOut, one.responseBytes / GIGABYTE),
  ];
};

const HOURS = 730;
/** The schedule's smallest step, and how long API Gateway keeps an authorizer's response for a key. */
const RELAYS = HOURS * 60;
const AUTHORIZATIONS_PER_KEY = HOURS * 120;
/**
 * Each event source polls with five receives at a time, each waiting twenty seconds for nothing. Lambda would go down to two on
 * a quiet queue, but not where `maximumConcurrency` is set: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const EMPTY_RECEIVES_PER_QUEUE = 5 * 3 * 60 * HOURS;

const ofLambda = (what: string, times: number, milliseconds: number, gigabytes: number): BillLine[] => [
  line(`${what}, invocations`, PRICES.lambdaRequests, times),
  line(`${what}, duration`, PRICES.lambdaDuration, times * (Math.ceil(milliseconds) / 1_000) * gigabytes),
];

/** Milliseconds of an invocation. */
export type TimeBasedDurations = { readonly relay: number; readonly authorizer: number };

export const billOfMonth = (
  parts: DeployedResources,
  functions: ReadonlyMap<string, DeclaredFunction>,
  { relay, authorizer }: TimeBasedDurations,
): BillLine[] => {
  const zones = parts.count("AWS::EC2::Subnet");
  const acu = parts.count("AWS::RDS::DBInstance") * parts.minimumAcu;
  const queues = [...functions.values()].filter(({ consumesQueue }) => consumesQueue).length;
  const size = (name: string): number => functions.get(name)!.gigabytes;
  return [
    line("Aurora at its smallest, both instances", PRICES.auroraCapacity, acu * HOURS),
    line("RDS Proxy, its minimum", PRICES.proxyCapacity, Math.max(PROXY_MINIMUM_ACU, acu) * HOURS),
    line("interface endpoints", PRICES.endpointHours, parts.interfaceEndpoints * zones * HOURS),
    line("CloudWatch alarms", PRICES.alarms, parts.count("AWS::CloudWatch::Alarm")),
    line("CloudWatch dashboard", PRICES.dashboards, parts.count("AWS::CloudWatch::Dashboard")),
    line("CloudWatch metric from the log", PRICES.customMetrics, parts.count("AWS::Logs::MetricFilter")),
    line("database secret", PRICES.secrets, parts.count("AWS::SecretsManager::Secret")),
    line("SQS: receives of nothing", PRICES.sqsRequests, queues * EMPTY_RECEIVES_PER_QUEUE),
    ...ofLambda("relay", RELAYS, relay, size("relay")),
    ...ofLambda("authorizer, a key in constant use", AUTHORIZATIONS_PER_KEY, authorizer, size("authorizer")),
  ];
};
