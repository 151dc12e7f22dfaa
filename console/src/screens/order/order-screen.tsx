/** One order: what was bought, what the rules caused and why, what did not happen and why. */
import { useMemo } from "preact/hooks";
import { useResource } from "../../api/resource.ts";
import type { BodyOf, OrderDetail } from "../../api/types.ts";
import { lazy } from "../../app/lazy.tsx";
import { query, segments, to } from "../../app/router.ts";
import { t } from "../../i18n/core.ts";
import { may } from "../../session/caller.ts";
import { Copy } from "../../ui/copy.tsx";
import { dateTime, money } from "../../ui/format.ts";
import { Loaded } from "../../ui/notice.tsx";
import { OrderBadge } from "../../ui/status.tsx";
import { When } from "../../ui/time.tsx";
import { OrderActions } from "./order-actions.tsx";
import { OrderPage } from "./order-context.ts";
import { OrderFacts } from "./order-facts.tsx";
import { OrderLines } from "./order-lines.tsx";
import { orderTexts } from "./texts.ts";
import { Waterfall } from "./waterfall.tsx";

const OrderAppendix = lazy(async () => (await import("./order-appendix.tsx")).OrderAppendix);

const Head = ({ order }: { readonly order: OrderDetail }) => (
  <header class="screen-head">
    <div>
      <p class="crumbs">
        <a href={to(["orders"])}>{t().orders.title}</a>
      </p>
      <h1>
        <span class="mono">{order.orderId}</span> <Copy text={order.orderId} shortcut="y" />
        <OrderBadge status={order.status} />
      </h1>
      <p class="sub">
        {money(order.total, order.currency)} · {order.customer.name} · {orderTexts().received}{" "}
        <When at={order.receivedAt} />
        {order.clientId !== undefined && <> · {order.clientId}</>}
      </p>
    </div>
    <OrderActions />
  </header>
);

const Page = ({ order }: { readonly order: OrderDetail }) => {
  const path = may("rules:read") ? `/rulebooks/${order.rulebookVersion}` : undefined;
  const { data } = useResource<BodyOf<"readRulebook">>(path);
  const context = useMemo(
    () => ({ order, rules: new Map((data?.rules ?? []).map((rule) => [rule.id, rule])) }),
    [order, data],
  );
  return (
    <OrderPage.Provider value={context}>
      <Head order={order} />
      {order.erasedAt !== undefined && (
        <p class="note warn">{orderTexts().erased(dateTime(order.erasedAt))}</p>
      )}
      <div class="order">
        <div class="order-main">
          <Waterfall />
          <OrderLines />
          <OrderAppendix />
        </div>
        <aside>
          <OrderFacts />
        </aside>
      </div>
    </OrderPage.Provider>
  );
};

export const OrderScreen = () => {
  const id = segments.value[1] ?? "";
  const client = query.value.get("client");
  const state = useResource<OrderDetail>(
    `/orders/${encodeURIComponent(id)}${client === null ? "" : `?client=${encodeURIComponent(client)}`}`,
  );
  return <Loaded state={state}>{(order) => <Page order={order} />}</Loaded>;
};
