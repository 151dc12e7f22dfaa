/**
 * Quantities times list prices: the cost of a million orders, and of a month without orders. Amounts are whole
 * micro-dollars and quantities whole thousandths of a unit, so that no floating-point amounts are added.
 */
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { queueAndFunctionAlarms } from "../../infra/template/alarms.ts";
import { parameterDefaults } from "../../infra/template/parameters.ts";

type Price = {
  /** Millionths of a US dollar for `per` units. */
  readonly micros: number;
  readonly per: number;
  readonly unit: string;
  /** Year and month of the latest dated source that states it; "undated" when several sources agree and none has a date. */
  readonly asOf: string;
  /** The page that states the current price. */
  readonly source: string;
};

const MILLION = 1_000_000;

const price = (micros: number, per: number, unit: string, asOf: string, page: string): Price => ({
  micros,
  per,
  unit,
  asOf,
  source: `https://aws.amazon.com/${page}/pricing/`,
});

/**
 * List prices of us-east-1 in the first tier, without free tiers and discounts. The pages could not be read when this was
 * written: check each price on its page before budgeting.
 */
export const PRICES = {
  restRequests: price(3_500_000, MILLION, "requests", "2025-05", "api-gateway"),
  /** arm64; 13.3334 micro-dollars each. */
  lambdaDuration: price(133_334, 10_000, "GB-seconds", "2026-05", "lambda"),
  lambdaRequests: price(200_000, MILLION, "requests", "2026-05", "lambda"),
  /** Standard queues; a batch is one request for each started 64 KB. */
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
  /** For Serverless v2; PROXY_MINIMUM_ACU is from June 2024, the rate from undated sources. */
  proxyCapacity: price(15_000, 1, "ACU-hours", "undated", "rds/proxy"),
  endpointHours: price(10_000, 1, "zone-hours", "2026-05", "privatelink"),
  natHours: price(45_000, 1, "hours", "undated", "vpc"),
  addressHours: price(5_000, 1, "hours", "undated", "vpc"),
  endpointData: price(10_000, 1, "GB", "2026-05", "privatelink"),
  secrets: price(400_000, 1, "secrets", "2026-01", "secrets-manager"),
  transferOut: price(90_000, 1, "GB", "2026-06", "ec2/on-demand"),
} as const satisfies Record<string, Price>;

/** RDS Proxy bills at least this capacity, however small the database is. */
const PROXY_MINIMUM_ACU = 8;

/** First and last month of the dated prices. */
export const asOfRange = (): [string, string] => {
  const months = Object.values(PRICES).map(({ asOf }) => asOf);
  const dated = months.filter((month) => month !== "undated").sort();
  return [dated[0]!, dated.at(-1)!];
};

/** The cost in micro-dollars; half a micro-dollar rounds up. */
export const cost = ({ micros, per }: Pick<Price, "micros" | "per">, quantity: number): bigint => {
  const divisor = BigInt(per) * 1_000n;
  return (BigInt(Math.round(quantity * 1_000)) * BigInt(micros) + divisor / 2n) / divisor;
};

const CENT = 10_000n;

/** Dollars with two decimals; an amount below half a cent but above zero as "<0.01". */
export const formatDollars = (micros: bigint): string => {
  if (micros > 0n && micros < CENT / 2n) return "<0.01";
  const cents = (micros + CENT / 2n) / CENT;
  return `${cents / 100n}.${String(cents % 100n).padStart(2, "0")}`;
};

export const sumOfMicros = (amounts: readonly bigint[]): bigint =>
  amounts.reduce((total, amount) => total + amount, 0n);

export type BillLine = {
  readonly item: string;
  readonly quantity: number;
  readonly price: Price;
  readonly micros: bigint;
};

const line = (item: string, itemPrice: Price, quantity: number): BillLine => ({
  item,
  quantity,
  price: itemPrice,
  micros: cost(itemPrice, quantity),
});

/** What one order uses on average. */
export type OrderUsage = {
  readonly invocations: number;
  readonly gigabyteSeconds: number;
  readonly sends: number;
  /** Receives that returned messages; each is followed by a delete. */
  readonly receives: number;
  readonly mails: number;
  readonly logBytes: number;
  readonly responseBytes: number;
  readonly endpointBytes: number;
  readonly acuHours: number | undefined;
  readonly ioRequests: number;
  readonly storedBytes: number;
};

const GIGABYTE = 1e9;

/** The bill of a million orders. */
export const billOfOrders = (usage: OrderUsage): BillLine[] => {
  const of = (item: string, itemPrice: Price, quantity: number) => line(item, itemPrice, quantity * MILLION);
  return [
    of("API Gateway, one POST each", PRICES.restRequests, 1),
    of("Lambda invocations", PRICES.lambdaRequests, usage.invocations),
    of("Lambda duration", PRICES.lambdaDuration, usage.gigabyteSeconds),
    of("SQS: send, receive, delete", PRICES.sqsRequests, usage.sends + 2 * usage.receives),
    of("SES mails", PRICES.mails, usage.mails),
    of("CloudWatch log ingestion", PRICES.logIngestion, usage.logBytes / GIGABYTE),
    ...(usage.acuHours === undefined
      ? []
      : [of("Aurora capacity, an estimate", PRICES.auroraCapacity, usage.acuHours)]),
    of("Aurora I/O, log writes, an estimate", PRICES.auroraIo, usage.ioRequests),
    of("Aurora storage, a month", PRICES.auroraStorage, usage.storedBytes / GIGABYTE),
    of("interface endpoints, data", PRICES.endpointData, usage.endpointBytes / GIGABYTE),
    of("data out, the responses", PRICES.transferOut, usage.responseBytes / GIGABYTE),
  ];
};

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const read = (file: string): string => readFileSync(`${ROOT}${file}`, "utf8");

type ServerlessFile = {
  readonly provider: { readonly memorySize: number };
  readonly functions: Readonly<
    Record<string, { readonly memorySize?: number; readonly events?: readonly object[] }>
  >;
};

// The parser warns of CloudFormation's tags (!Ref, !GetAtt), which nothing here needs.
const serverlessFile = (): ServerlessFile => parse(read("serverless.yml"), { logLevel: "error" });

export type DeclaredFunction = { readonly gigabytes: number; readonly consumesQueue: boolean };

/** The functions of serverless.yml. */
export const declaredFunctions = (): ReadonlyMap<string, DeclaredFunction> => {
  const { provider, functions } = serverlessFile();
  return new Map(
    Object.entries(functions).map(([name, { memorySize = provider.memorySize, events = [] }]) => [
      name,
      { gigabytes: memorySize / 1_024, consumesQueue: events.some((event) => "sqs" in event) },
    ]),
  );
};

export type DeployedResources = {
  /** How many resources of a CloudFormation type there are. */
  count(type: string): number;
  readonly interfaceEndpoints: number;
  /** The zones that the interface endpoints are in. */
  readonly zones: number;
  readonly minimumAcu: number;
};

const PROD: Readonly<Record<string, string>> = { "self:service": "despacho", "sls:stage": "prod" };

const alarmTypes = async (): Promise<string[]> => {
  const resolveVariable = async (variable: string) => PROD[variable.split(",")[0]!] ?? "";
  const { Resources } = (await queueAndFunctionAlarms({ resolveVariable })) as {
    Resources: Record<string, { Type: string }>;
  };
  return Object.values(Resources).map(({ Type }) => Type);
};

/** The resources of infra/*.yml and the alarms of infra/template/alarms.ts. */
export const deployedResources = async (): Promise<DeployedResources> => {
  const templates = globSync("infra/*.yml", { cwd: ROOT }).map(read).join("\n");
  const types = [
    ...[...templates.matchAll(/^ +Type: (AWS::\S+)$/gm)].map(([, type]) => type!),
    ...(await alarmTypes()),
  ];
  return {
    count: (type) => types.filter((one) => one === type).length,
    zones: templates.match(/^ {2}PrivateSubnet[A-Z]:$/gm)?.length ?? 0,
    interfaceEndpoints: templates.match(/VpcEndpointType: Interface$/gm)?.length ?? 0,
    minimumAcu: Number(parameterDefaults.auroraMinCapacity),
  };
};

const HOURS = 730;
/** The relay runs once a minute. */
const RELAYS = HOURS * 60;
/** API Gateway caches the authorizer's response for a key for 30 seconds. */
const AUTHORIZATIONS_PER_KEY = HOURS * 120;
/**
 * An event source polls with five receives at a time, each of 20 seconds. On a quiet queue Lambda reduces them to two, but not
 * with `maximumConcurrency`: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const EMPTY_RECEIVES_PER_QUEUE = 5 * 3 * 60 * HOURS;

/** Milliseconds of an invocation of the functions that run by time, not per order. */
export type TimeBasedDurations = { readonly relay: number; readonly authorizer: number };

const lambdaLines = (item: string, count: number, milliseconds: number, gigabytes: number): BillLine[] => [
  line(`${item}, invocations`, PRICES.lambdaRequests, count),
  line(`${item}, duration`, PRICES.lambdaDuration, count * (Math.ceil(milliseconds) / 1_000) * gigabytes),
];

/** The bill of a month without orders. */
export const billOfMonth = (
  resources: DeployedResources,
  functions: ReadonlyMap<string, DeclaredFunction>,
  { relay, authorizer }: TimeBasedDurations,
): BillLine[] => {
  const acu = resources.count("AWS::RDS::DBInstance") * resources.minimumAcu;
  const queues = [...functions.values()].filter(({ consumesQueue }) => consumesQueue).length;
  const size = (name: string): number => functions.get(name)!.gigabytes;
  return [
    line("Aurora at its smallest, both instances", PRICES.auroraCapacity, acu * HOURS),
    line("RDS Proxy, its minimum", PRICES.proxyCapacity, Math.max(PROXY_MINIMUM_ACU, acu) * HOURS),
    line("interface endpoints", PRICES.endpointHours, resources.interfaceEndpoints * resources.zones * HOURS),
    line("NAT gateway, for webhooks", PRICES.natHours, resources.count("AWS::EC2::NatGateway") * HOURS),
    line("its public address", PRICES.addressHours, resources.count("AWS::EC2::EIP") * HOURS),
    line("CloudWatch alarms", PRICES.alarms, resources.count("AWS::CloudWatch::Alarm")),
    line("CloudWatch dashboard", PRICES.dashboards, resources.count("AWS::CloudWatch::Dashboard")),
    line("CloudWatch metric from the log", PRICES.customMetrics, resources.count("AWS::Logs::MetricFilter")),
    line("database secret", PRICES.secrets, resources.count("AWS::SecretsManager::Secret")),
    line("SQS: empty receives", PRICES.sqsRequests, queues * EMPTY_RECEIVES_PER_QUEUE),
    ...lambdaLines("relay", RELAYS, relay, size("relay")),
    ...lambdaLines(
      "authorizer, a key in constant use",
      AUTHORIZATIONS_PER_KEY,
      authorizer,
      size("authorizer"),
    ),
  ];
};
