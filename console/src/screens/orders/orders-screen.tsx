/** The list of orders, newest first, with filters in the address. */
import { useSignal } from "@preact/signals";
import { useResource } from "../../api/resource.ts";
import type { OrderList, OrderSummary } from "../../api/types.ts";
import { lazy } from "../../app/lazy.tsx";
import { query, to } from "../../app/router.ts";
import { t } from "../../i18n/core.ts";
import { ClientName } from "../../ui/client-name.tsx";
import { money } from "../../ui/format.ts";
import { Loaded } from "../../ui/notice.tsx";
import { OrderBadge, TaskCounts } from "../../ui/status.tsx";
import { Ago } from "../../ui/time.tsx";
import { hasFilters, listPath, OrderFilters } from "./order-filters.tsx";
import { useMore } from "./use-more.ts";

const NoOrders = lazy(async () => (await import("./no-orders.tsx")).NoOrders);

type MatchedProps = { readonly matched: NonNullable<OrderSummary["matched"]> };

/** By what a search found the order. */
const Matched = ({ matched }: MatchedProps) => (
  <i>
    {" · "}
    {matched.map(({ field }) => t().orders.matched[field]).join(", ")}
  </i>
);

const OrderRow = ({ order }: { readonly order: OrderSummary }) => {
  const target = to(["orders", order.orderId], { client: order.clientId });
  return (
    <tr>
      <td class="main-cell">
        <a href={target} data-row class="mono">
          {order.orderId}
        </a>
        <ClientName id={order.clientId} />
      </td>
      <td class="customer">
        {order.customerName ?? order.customerId}
        {order.matched !== undefined && <Matched matched={order.matched} />}
      </td>
      <td>
        <OrderBadge status={order.status} />
      </td>
      <td>
        <TaskCounts counts={order.tasks} />
      </td>
      <td class="number">{money(order.total, order.currency)}</td>
      <td class="when">
        <Ago at={order.receivedAt} />
      </td>
    </tr>
  );
};

const OrderTable = ({ orders }: { readonly orders: readonly OrderSummary[] }) => {
  const { orders: text } = t();
  return (
    <table class="list orders">
      <thead>
        <tr>
          <th scope="col">{text.order}</th>
          <th scope="col">{text.customer}</th>
          <th scope="col">{text.status}</th>
          <th scope="col">{text.tasks}</th>
          <th scope="col" class="number">
            {text.total}
          </th>
          <th scope="col" class="when">
            {text.received}
          </th>
        </tr>
      </thead>
      <tbody>
        {orders.map((order) => (
          <OrderRow key={`${order.clientId}/${order.orderId}`} order={order} />
        ))}
      </tbody>
    </table>
  );
};

const idsOf = (orders: OrderList["orders"]): string[] => orders.map(({ orderId }) => orderId);

/**
 * The first page is asked for again and again, and new orders never push the rows that somebody reads: those on the page are
 * updated in place, and a button shows the new ones.
 */
const LiveOrders = ({ path, page }: { readonly path: string; readonly page: OrderList }) => {
  const shown = useSignal<{ readonly path: string; readonly ids: readonly string[] }>({
    path,
    ids: idsOf(page.orders),
  });
  if (shown.value.path !== path) shown.value = { path, ids: idsOf(page.orders) };
  const more = useMore(path, page.nextCursor);
  const known = new Set(shown.value.ids);
  const first = page.orders.findIndex(({ orderId }) => known.has(orderId));
  const isFirst = shown.value.ids.length === 0;
  const fresh = isFirst ? 0 : first < 0 ? page.orders.length : first;
  const visible = [...(page.orders.slice(fresh) as OrderSummary[]), ...more.rows];
  if (page.orders.length === 0)
    return hasFilters() ? <p class="empty">{t().orders.noMatch}</p> : <NoOrders />;
  return (
    <>
      {fresh > 0 && (
        <button
          type="button"
          class="fresh"
          data-key="."
          onClick={() => {
            shown.value = { path, ids: idsOf(page.orders) };
          }}
        >
          {t().orders.newOnes(fresh)}
        </button>
      )}
      <OrderTable orders={visible} />
      {more.available && (
        <button type="button" class="more" disabled={more.loading} onClick={more.load}>
          {t().common.loadMore}
        </button>
      )}
    </>
  );
};

export const OrdersScreen = () => {
  const path = listPath(query.value);
  const state = useResource<OrderList>(path);
  return (
    <>
      <header class="screen-head">
        <h1>{t().orders.title}</h1>
      </header>
      <OrderFilters />
      <Loaded state={state}>{(page) => <LiveOrders path={path} page={page} />}</Loaded>
    </>
  );
};
