/** Periods from `since` to before `until`, either of which may be left out. */

/** Whether `until`, if both are given, is after `since`. */
export const isPeriod = ({ since, until }: { since?: string | undefined; until?: string | undefined }) =>
  since === undefined || until === undefined || Date.parse(since) < Date.parse(until);

export const PERIOD_ISSUE = { path: ["until"], error: "must be after since" };
