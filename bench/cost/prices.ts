/**
 * List prices in US dollars of us-east-1, first tier, without free tiers and discounts. They are to be checked against the
 * pages named before anyone budgets with them: those could not be read when this was written, so `knownIn` is the month of
 * the youngest dated text about AWS that names the price ("undated": several agree, none says when).
 */
import type { Price } from "./money.ts";

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
