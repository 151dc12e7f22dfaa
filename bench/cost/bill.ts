/** Quantities times prices: what a million orders cost, and what a month costs without any. */
import type { DeclaredFunction, DeployedResources } from "./infrastructure.ts";
import { cost, type Price } from "./money.ts";
import type { PerOrder } from "./per-order.ts";
import { PRICES, PROXY_MINIMUM_ACU } from "./prices.ts";

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
    of("data out, the answers", PRICES.transferOut, one.responseBytes / GIGABYTE),
  ];
};

const HOURS = 730;
/** The schedule's smallest step, and how long API Gateway keeps an authorizer's answer for a key. */
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
