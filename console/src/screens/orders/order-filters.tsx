/** Filters and search above the list of orders. Every one is in the address. */
import { useEffect, useRef } from "preact/hooks";
import { ORDER_STATUSES } from "../../../../lib/domain/task.ts";
import { query, setQuery } from "../../app/router.ts";
import { t } from "../../i18n/core.ts";
import { dayAfter, instantOfDay, isDay } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";

const FILTERS = ["status", "since", "until", "q", "customer", "agent", "sku", "rule", "client"] as const;
/** Filters that are days in the address and instants in a request: of the first day, and of the last one. */
const DAYS: Readonly<Record<string, (day: string) => string>> = {
  since: (day) => day,
  until: dayAfter,
};

export const hasFilters = (): boolean => FILTERS.some((name) => (query.value.get(name) ?? "") !== "");

/** The request for the list that the address describes. */
export const listPath = (filters: URLSearchParams): string => {
  const search = new URLSearchParams({ view: "summary" });
  for (const name of FILTERS) {
    const value = filters.get(name) ?? "";
    const firstOf = DAYS[name];
    if (firstOf === undefined) {
      if (value !== "") search.set(name, value);
    } else if (isDay(value) && isDay(firstOf(value))) search.set(name, instantOfDay(firstOf(value)));
  }
  return `/orders?${search}`;
};

const StatusTabs = () => {
  const current = query.value.get("status") ?? "";
  return (
    <fieldset class="segments" aria-label={t().orders.status}>
      {["", ...ORDER_STATUSES].map((status) => (
        <button
          key={status}
          type="button"
          aria-pressed={current === status}
          onClick={() => setQuery({ status: status === "" ? undefined : status })}
        >
          {status === "" ? t().common.all : t().status[status as (typeof ORDER_STATUSES)[number]]}
        </button>
      ))}
    </fieldset>
  );
};

const OTHERS = ["customer", "agent", "sku", "rule", "client"] as const;

/** Filters that links of other pages set. */
const OtherFilters = () => (
  <>
    {OTHERS.filter((name) => query.value.has(name)).map((name) => (
      <button key={name} type="button" class="chip" onClick={() => setQuery({ [name]: undefined })}>
        {t().orders.filters[name]}: {query.value.get(name)} <Icon name="close" />
      </button>
    ))}
  </>
);

type DayProps = { readonly name: "since" | "until"; readonly min?: string; readonly max?: string };

const DayFilter = ({ name, min = "", max = "" }: DayProps) => (
  <label class="inline">
    <span>{t().common[name]}</span>
    <input
      type="date"
      value={query.value.get(name) ?? ""}
      min={min}
      max={max}
      onChange={({ currentTarget }) => setQuery({ [name]: currentTarget.value })}
    />
  </label>
);

export const OrderFilters = () => {
  const input = useRef<HTMLInputElement>(null);
  const searched = query.value.get("q") ?? "";
  // The address may change without the field: by going back, or when the filters are cleared.
  useEffect(() => {
    input.current!.value = searched;
  }, [searched]);
  const submit = (event: Event) => {
    event.preventDefault();
    setQuery({ q: input.current?.value.trim() });
  };
  return (
    <div class="filters">
      <search>
        <form class="search" onSubmit={submit}>
          <input
            ref={input}
            type="search"
            defaultValue={searched}
            placeholder={t().orders.search}
            aria-label={t().orders.search}
          />
        </form>
      </search>
      <StatusTabs />
      <DayFilter name="since" max={query.value.get("until") ?? ""} />
      <DayFilter name="until" min={query.value.get("since") ?? ""} />
      <OtherFilters />
      {hasFilters() && (
        <button
          type="button"
          class="link"
          onClick={() => setQuery(Object.fromEntries(FILTERS.map((name) => [name, undefined])))}
        >
          {t().common.clear}
        </button>
      )}
    </div>
  );
};
