/** How many orders each rule of a version had an effect on of late. */
import { useSnapshot } from "../../api/resource.ts";
import type { BodyOf } from "../../api/types.ts";

export const USAGE_DAYS = 30;
const DAY_MS = 24 * 60 * 60_000;

export type Usage = BodyOf<"readUsage">["rules"][number];

/** From the beginning of a day on, so that the address of the request stays the same for a day. */
const since = (): string => new Date((Math.floor(Date.now() / DAY_MS) - USAGE_DAYS) * DAY_MS).toISOString();

/** By the id of the rule; undefined while it is not known. */
export const useUsage = (version: number): ReadonlyMap<string, Usage> | undefined => {
  const search = new URLSearchParams({ since: since() });
  const { data } = useSnapshot<BodyOf<"readUsage">>(`/rulebooks/${version}/usage?${search}`);
  return data && new Map(data.rules.map((usage) => [usage.ruleId, usage]));
};
