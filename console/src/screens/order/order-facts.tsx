/** Who ordered, where it goes, how it was paid. */
import { useResource } from "../../api/resource.ts";
import type { BodyOf, OrderDetail } from "../../api/types.ts";
import { to } from "../../app/router.ts";
import { lazy } from "../../app/lazy.tsx";
import { t } from "../../i18n/core.ts";
import { date, money } from "../../ui/format.ts";
import { Badge } from "../../ui/status.tsx";
import { When } from "../../ui/time.tsx";
import { Fact } from "./fact.tsx";
import { useOrder } from "./order-context.ts";
import { orderTexts } from "./texts.ts";

const OtherOrders = lazy(
  async () => (await import("./order-appendix.tsx")).OtherOrders,
  () => null,
);

type Address = NonNullable<OrderDetail["shippingAddress"]>;

const AddressLines = ({ address }: { readonly address: Address }) => (
  <>
    {[address.line1, address.number].filter(Boolean).join(", ")}
    {address.complement && <>, {address.complement}</>}
    <br />
    {[address.district, address.city].filter(Boolean).join(" — ")}/{address.state}
    <br />
    {address.postalCode} {address.country}
  </>
);

const Membership = ({ order }: { readonly order: OrderDetail }) => {
  const client = order.clientId === undefined ? "" : `?client=${encodeURIComponent(order.clientId)}`;
  const path = `/customers/${encodeURIComponent(order.customer.customerId)}/membership${client}`;
  const { data } = useResource<BodyOf<"readMembership">>(path);
  if (data === undefined || data.status === "none") return null;
  return (
    <Fact name={orderTexts().membershipOf}>
      <a href={to(["memberships", order.customer.customerId], { client: order.clientId })}>{data.plan}</a>{" "}
      <Badge tone={data.status === "active" ? "ok" : "off"}>
        {orderTexts().membershipStatus[data.status]}
      </Badge>
      {data.expiresAt !== null && <small>→ {date(data.expiresAt)}</small>}
    </Fact>
  );
};

const Customer = ({ order }: { readonly order: OrderDetail }) => {
  const { customer } = order;
  return (
    <Fact name={orderTexts().customer}>
      <b>
        <a href={to(["memberships", customer.customerId], { client: order.clientId })}>{customer.name}</a>
      </b>
      <br />
      {customer.email}
      {customer.phone !== undefined && (
        <>
          <br />
          {customer.phone}
        </>
      )}
      {customer.taxId !== undefined && (
        <>
          <br />
          {customer.taxId}
        </>
      )}
    </Fact>
  );
};

export const OrderFacts = () => {
  const { order } = useOrder();
  const text = orderTexts();
  const metadata = Object.entries(order.metadata);
  return (
    <dl class="facts">
      <Customer order={order} />
      <Membership order={order} />
      {order.shippingAddress !== undefined && (
        <Fact name={text.address}>
          <AddressLines address={order.shippingAddress} />
        </Fact>
      )}
      <Fact name={text.payment}>
        {money(order.payment.amount, order.currency)} ·{" "}
        {t().value[order.payment.method] ?? order.payment.method}
        <small>
          <When at={order.payment.paidAt} />
        </small>
      </Fact>
      {order.agentId !== undefined && (
        <Fact name={text.agent}>
          <a href={to(["agents", order.agentId], { client: order.clientId })}>{order.agentId}</a>
        </Fact>
      )}
      <Fact name={text.rulebook}>
        <a href={to(["rules", String(order.rulebookVersion)])}>{text.version(order.rulebookVersion)}</a>
      </Fact>
      {metadata.length > 0 && (
        <Fact name={text.metadata}>
          {metadata.map(([name, value]) => (
            <div key={name}>
              <span class="mono">{name}</span> {value}
            </div>
          ))}
        </Fact>
      )}
      <OtherOrders order={order} />
    </dl>
  );
};
