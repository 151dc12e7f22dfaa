/** The newest other orders of the customer. */
import { useResource } from "../../api/resource.ts";
import type { OrderDetail, OrderList, OrderSummary } from "../../api/types.ts";
import { to } from "../../app/router.ts";
import { money } from "../../ui/format.ts";
import { OrderBadge } from "../../ui/status.tsx";
import { Ago } from "../../ui/time.tsx";
import { Fact } from "./fact.tsx";
import { orderTexts } from "./texts.ts";

const SHOWN = 5;

/** One more than is shown, because the order of the page may be among them. */
const pathOf = ({ customer, clientId }: OrderDetail): string => {
  const search = { view: "summary", customer: customer.customerId, limit: String(SHOWN + 1) };
  return `/orders?${new URLSearchParams(clientId === undefined ? search : { ...search, client: clientId })}`;
};

export const OtherOrders = ({ order }: { readonly order: OrderDetail }) => {
  const { data } = useResource<OrderList>(pathOf(order));
  const text = orderTexts();
  const rows = (data?.orders ?? []) as readonly OrderSummary[];
  const others = rows.filter(({ orderId }) => orderId !== order.orderId).slice(0, SHOWN);
  if (data === undefined) return null;
  return (
    <Fact name={text.otherOrders}>
      {others.length === 0 && <span class="hint">{text.noOtherOrders}</span>}
      <ul class="others">
        {others.map((one) => (
          <li key={one.orderId}>
            <a class="mono" href={to(["orders", one.orderId], { client: one.clientId })}>
              {one.orderId}
            </a>{" "}
            <OrderBadge status={one.status} />
            <small>
              {money(one.total, one.currency)} · <Ago at={one.receivedAt} />
            </small>
          </li>
        ))}
      </ul>
      {rows.length > SHOWN && (
        <a href={to(["orders"], { customer: order.customer.customerId, client: order.clientId })}>
          {text.allOrders}
        </a>
      )}
    </Fact>
  );
};
