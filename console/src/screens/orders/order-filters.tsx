/** Filters and search above the list of orders. Every one is in the address. */
import { useRef } from "preact/hooks";
import { ORDER_STATUSES } from "../../../../lib/domain/task.ts";
import { query, setQuery } from "../../app/router.ts";
import { t } from "../../i18n/core.ts";

const FILTERS = ["status", "since", "until", "q", "customer", "agent", "sku", "rule", "client"] as const;
/** Filters that are days in the address and instants in a request. */
const DAYS = new Set<string>(["since", "until"]);

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** The day's beginning in the reader's own time zone. */
const instantOf = (day: string): string => new Date(`${day}T00:00:00`).toISOString();

export const hasFilters = (): boolean => FILTERS.some((name) => (query.value.get(name) ?? "") !== "");

/** The request for the list that the address describes. */
export const listPath = (filters: URLSearchParams): string => {
  const search = new URLSearchParams();
  for (const name of FILTERS) {
    const value = filters.get(name) ?? "";
    if (value === "" || (DAYS.has(name) && !isDay(value))) continue;
    search.set(name, DAYS.has(name) ? instantOf(value) : value);
  }
  const text = search.toString();
  return `/orders${text === "" ? "" : `?${text}`}`;
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

/** @param onOpen called with what was typed into the search */
export const OrderFilters = ({ onOpen }: { readonly onOpen: (text: string) => void }) => {
  const input = useRef<HTMLInputElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    const text = input.current?.value.trim() ?? "";
    if (text !== "") onOpen(text);
  };
  return (
    <div class="filters">
      <search>
        <form class="search" onSubmit={submit}>
          <input ref={input} type="search" placeholder={t().orders.search} aria-label={t().orders.search} />
        </form>
      </search>
      <StatusTabs />
      <label class="inline">
        <span>{t().common.since}</span>
        <input
          type="date"
          value={query.value.get("since") ?? ""}
          onChange={({ currentTarget }) => setQuery({ since: currentTarget.value })}
        />
      </label>
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
