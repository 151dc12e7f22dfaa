/** The result of a run as text, and what is wrong with it. */
import { formatTable } from "../../cli/terminal/table.ts";
import type { Difference } from "./recorded.ts";
import type { ChaosOptions, ChaosResult } from "./run-chaos.ts";

const KINDS = ["lost", "doubled", "wrong", "stuck"] as const;
const MAX_SHOWN = 10;
const MIN_ACCEPTED = 0.9;

const isOrder = ({ method, path }: { method: string; path: string }): boolean =>
  method === "POST" && path === "/orders";
const isCancellation = ({ method, path }: { method: string; path: string }): boolean =>
  method === "POST" && path.endsWith("/cancellations");

const ACCEPTED = new Set([200, 201, 202]);

const acceptedOf = ({ records }: ChaosResult, matches: typeof isOrder): number => {
  const ids = records
    .filter(({ request, status }) => matches(request) && ACCEPTED.has(status))
    .map(({ request }) => {
      const { orderId, cancellationId } = request.body as { orderId?: string; cancellationId?: string };
      return `${request.path} ${orderId ?? cancellationId}`;
    });
  return new Set(ids).size;
};

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

/** Reasons for which the run fails, other than differences. */
const issuesOf = (result: ChaosResult, { orders, disturbances }: ChaosOptions): string[] => {
  const accepted = acceptedOf(result, isOrder);
  const without = disturbances.filter(({ name }) => (result.strikes.get(name) ?? 0) === 0);
  return [
    ...(accepted < orders * MIN_ACCEPTED
      ? [`only ${accepted} of ${orders} orders were accepted (${percent(accepted, orders)})`]
      : []),
    ...without.map(({ name }) => `never had an effect: ${name}`),
  ];
};

const detailsOf = (differences: readonly Difference[]): string[] =>
  KINDS.flatMap((kind) => {
    const ofKind = differences.filter((one) => one.kind === kind);
    const shown = ofKind.slice(0, MAX_SHOWN).map(({ subject, detail }) => `  ${subject}: ${detail}`);
    return ofKind.length === 0 ? [] : [`${kind}: ${ofKind.length}`, ...shown];
  });

const countsOf = (result: ChaosResult): string[][] => {
  const { retries, passing, examples, ...behaviours } = result.counts;
  return [
    ...[...result.strikes].map(([name, count]) => [name, String(count)]),
    ...Object.entries(behaviours).map(([name, count]) => [name, String(count)]),
  ];
};

const summaryOf = (result: ChaosResult, { orders, seed }: ChaosOptions): string[][] => {
  const { counts, records, seconds, differences } = result;
  const passing = [...counts.passing].sort().map(([status, count]) => `${status}: ${count}`);
  const of = (kind: string): string => `${differences.filter((one) => one.kind === kind).length}`;
  return [
    ["seed", String(seed)],
    ["orders accepted", `${acceptedOf(result, isOrder)} of ${orders}`],
    ["cancellations accepted", String(acceptedOf(result, isCancellation))],
    ["requests", String(records.length)],
    ["retries of clients", `${counts.retries} (${passing.join(", ")})`],
    ["seconds", `${seconds.load.toFixed(0)} of load, ${seconds.finish.toFixed(0)} until all was done`],
    ["lost, doubled, wrong, stuck", KINDS.map(of).join(", ")],
  ];
};

/** The tables of a run, and the reasons for which it fails; none when it is good. */
export const reportOf = (
  result: ChaosResult,
  options: ChaosOptions,
): { readonly text: string; readonly failures: readonly string[] } => {
  const failures = [...issuesOf(result, options), ...detailsOf(result.differences)];
  const text = [
    formatTable(countsOf(result)),
    "",
    formatTable(summaryOf(result, options)),
    ...[...result.counts.examples].map(([status, example]) => `an example of ${status}: ${example}`),
    ...(failures.length === 0 ? [] : ["", ...failures]),
  ].join("\n");
  return { text, failures };
};
