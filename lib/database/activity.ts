/**
 * SQL of counts over a period: whole quarters of an hour are read from the counts that the relay keeps and their tails, what is
 * before the first and after the last whole quarter from the rows themselves. Counts of activity are also kept by the hour.
 */

/**
 * The CTEs `whole`, the whole quarters `first` until before `last` of a period, and `edge`, the rest of it.
 * @param since expression of the first instant
 * @param until expression of the instant after the last one; without it the period has no end
 */
export const wholeQuarters = (since: string, until?: string): string => `whole as (
  select first, ${until === undefined ? "'infinity'::timestamptz" : `greatest(quarter_of(${until}), first)`} as last
  from (select quarter_of(${since}::timestamptz - interval '1 microsecond') + interval '15 minutes' as first) as quarters
), edge as (
  select ${since}::timestamptz as since, ${until === undefined ? "first" : `least(first, ${until}::timestamptz)`} as until from whole
  ${until === undefined ? "" : `union all select last, ${until}::timestamptz from whole`}
)`;

/** A condition on rows of counts: the clients and the whole quarters that are wanted. `client` is a parameter, null for all. */
export const inWholeQuarters = (client: string): string =>
  `client_id in (select client_id from clients where ${client}::text is null or client_id = ${client})
   and quarter >= (select first from whole) and quarter < (select last from whole)`;

/**
 * The CTEs `whole_hours`, the whole hours within the whole quarters, and `activity_in_period`, what happened in the whole quarters, by
 * the beginning of an hour or a quarter. `client` is a parameter, null for all.
 */
export const activityInWholeQuarters = (client: string): string => {
  const ofClient = `client_id in (select client_id from clients where ${client}::text is null or client_id = ${client})`;
  return `hours as (
  select first, least(hour_of(first - interval '1 microsecond') + interval '1 hour', last) as first_hour, last from whole
), whole_hours as (
  select first, first_hour, greatest(hour_of(last), first_hour) as last_hour, last from hours
), beside_hours as (
  select first as since, first_hour as until from whole_hours union all select last_hour, last from whole_hours
), activity_in_period as (
  select hour as at, orders, slips, mails from activity_hours
  where ${ofClient} and hour >= (select first_hour from whole_hours) and hour < (select last_hour from whole_hours)
  union all
  select quarter, orders, slips, mails from beside_hours join activity on quarter >= since and quarter < until and ${ofClient}
  union all
  select quarter, orders, slips, mails from activity_tail where ${inWholeQuarters(client)}
)`;
};
