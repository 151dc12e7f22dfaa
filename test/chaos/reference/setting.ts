/** What staff have put, by the requests that succeeded: rates, managers and links. */
import type { ChaosRecord } from "../recorded.ts";

type AgentBody = {
  readonly commissionRateBps?: number;
  readonly managerId?: string | null;
  readonly validFrom?: string;
};

type Dated<T> = { readonly from: number; readonly value: T };

export type Setting = {
  /** In basis points, at an instant; undefined without a rate. */
  readonly rateAt: (agentId: string, instant: string) => number | undefined;
  readonly managerAt: (agentId: string, instant: string) => string | undefined;
  /** SKUs with a streaming link. */
  readonly links: ReadonlySet<string>;
};

/** The starting catalogue has links of these. */
const STARTING_LINKS = ["VIDEO-SKI", "VIDEO-FIRST-AID"];

/** What is put first without a date is valid from the beginning. */
const datedOf = <T>(bodies: readonly AgentBody[], pick: (body: AgentBody) => T | undefined): Dated<T>[] =>
  bodies.flatMap((body) => {
    const value = pick(body);
    const from = body.validFrom === undefined ? Number.NEGATIVE_INFINITY : Date.parse(body.validFrom);
    return value === undefined ? [] : [{ from, value }];
  });

const valueAt = <T>(dated: readonly Dated<T>[], instant: string): T | undefined =>
  dated.filter(({ from }) => from <= Date.parse(instant)).sort((a, b) => b.from - a.from)[0]?.value;

export const settingOf = (records: readonly ChaosRecord[]): Setting => {
  const put = records.filter(({ request, status }) => request.method === "PUT" && status === 200);
  const bodiesAt = (prefix: string) =>
    put.flatMap(({ request }) =>
      request.path.startsWith(prefix) ? [[request.path.slice(prefix.length), request.body] as const] : [],
    );
  const agents = Map.groupBy(bodiesAt("/agents/"), ([agentId]) => agentId);
  const bodiesOf = (agentId: string) => (agents.get(agentId) ?? []).map(([, body]) => body as AgentBody);
  const links = bodiesAt("/catalog/").flatMap(([sku, body]) =>
    (body as { link?: string }).link === undefined ? [] : [sku],
  );
  return {
    rateAt: (agentId, instant) =>
      valueAt(
        datedOf(bodiesOf(agentId), ({ commissionRateBps }) => commissionRateBps),
        instant,
      ),
    managerAt: (agentId, instant) =>
      valueAt(
        datedOf(bodiesOf(agentId), ({ managerId }) => managerId),
        instant,
      ) ?? undefined,
    links: new Set([...STARTING_LINKS, ...links]),
  };
};
