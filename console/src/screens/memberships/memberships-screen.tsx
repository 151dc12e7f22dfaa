/** Memberships with filters, and how many there are by status and plan. */
import { usePages } from "../../api/pages.ts";
import type { BodyOf } from "../../api/types.ts";
import { query, setQuery, to } from "../../app/router.ts";
import { ClientName } from "../../ui/client-name.tsx";
import { date, instantOfDay, isDay } from "../../ui/format.ts";
import { More } from "../../ui/more.tsx";
import { Empty, Loaded } from "../../ui/notice.tsx";
import { Badge } from "../../ui/status.tsx";
import { membershipTexts } from "./texts.ts";

type List = BodyOf<"listMemberships">;
type Membership = List["memberships"][number];

const STATUSES = ["active", "inactive"] as const;

const path = (): string => {
  const search = new URLSearchParams({ limit: "100" });
  for (const name of ["status", "plan"]) {
    const value = query.value.get(name) ?? "";
    if (value !== "") search.set(name, value);
  }
  const day = query.value.get("expiresBefore") ?? "";
  if (isDay(day)) search.set("expiresBefore", instantOfDay(day));
  return `/memberships?${search}`;
};

const isFiltered = (): boolean => ["status", "plan", "expiresBefore"].some((name) => query.value.get(name));

const Filters = ({ plans }: { readonly plans: readonly string[] }) => {
  const text = membershipTexts();
  const status = query.value.get("status") ?? "";
  const plan = query.value.get("plan") ?? "";
  return (
    <div class="filters">
      <fieldset class="segments" aria-label={text.status}>
        {(["", ...STATUSES] as const).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === status}
            onClick={() => setQuery({ status: one })}
          >
            {one === "" ? text.any : text.only[one]}
          </button>
        ))}
      </fieldset>
      <label class="inline">
        <span>{text.plan}</span>
        <select value={plan} onChange={({ currentTarget }) => setQuery({ plan: currentTarget.value })}>
          <option value="">{text.anyPlan}</option>
          {[...new Set(plan === "" ? plans : [plan, ...plans])].map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      <label class="inline">
        <span>{text.expiresBefore}</span>
        <input
          type="date"
          value={query.value.get("expiresBefore") ?? ""}
          onChange={({ currentTarget }) => setQuery({ expiresBefore: currentTarget.value })}
        />
      </label>
    </div>
  );
};

const Totals = ({ totals }: Pick<List, "totals">) => (
  <div class="stats">
    {totals.map(({ status, plan, count }) => (
      <div key={`${status}/${plan}`} class="stat">
        <strong>{count}</strong> {plan} {membershipTexts()[status]}
      </div>
    ))}
  </div>
);

const Row = ({ membership }: { readonly membership: Membership }) => {
  const { customerId, clientId, status, plan, since, expiresAt } = membership;
  const text = membershipTexts();
  return (
    <tr>
      <td class="main-cell">
        <a class="mono" href={to(["memberships", customerId], { client: clientId })} data-row>
          {customerId}
        </a>
        <ClientName id={clientId} />
      </td>
      <td>{plan}</td>
      <td>
        <Badge tone={status === "active" ? "ok" : "off"}>{text[status]}</Badge>
      </td>
      <td class="when optional">{since !== null && date(since)}</td>
      <td class="when">{expiresAt === null ? text.never : date(expiresAt)}</td>
    </tr>
  );
};

const Table = ({ memberships }: { readonly memberships: readonly Membership[] }) => {
  const text = membershipTexts();
  return (
    <table class="list">
      <thead>
        <tr>
          <th scope="col">{text.customer}</th>
          <th scope="col">{text.plan}</th>
          <th scope="col">{text.status}</th>
          <th scope="col" class="when optional">
            {text.since}
          </th>
          <th scope="col" class="when">
            {text.expires}
          </th>
        </tr>
      </thead>
      <tbody>
        {memberships.map((membership) => (
          <Row key={`${membership.clientId}/${membership.customerId}`} membership={membership} />
        ))}
      </tbody>
    </table>
  );
};

const plansOf = (totals: List["totals"] = []): readonly string[] =>
  totals.flatMap(({ plan }) => plan ?? []).toSorted();

export const MembershipsScreen = () => {
  const text = membershipTexts();
  const pages = usePages<List>(path());
  const memberships = pages.all.flatMap((page) => page.memberships);
  return (
    <>
      <header class="screen-head">
        <h1>{text.title}</h1>
      </header>
      <Filters plans={plansOf(pages.state.data?.totals)} />
      <Loaded state={pages.state}>
        {({ totals }) =>
          totals.length === 0 ? (
            <Empty title={isFiltered() ? text.none : text.noneYet}>
              {!isFiltered() && <p>{text.noneHelp}</p>}
            </Empty>
          ) : (
            <div class="order-main">
              <Totals totals={totals} />
              <Table memberships={memberships} />
            </div>
          )
        }
      </Loaded>
      <More pages={pages} />
    </>
  );
};
