/** A customer: the membership with every change and the order that caused it, and what is kept of the person. */
import { clientQuery } from "../../api/client-query.ts";
import { useResource } from "../../api/resource.ts";
import type { BodyOf } from "../../api/types.ts";
import { query, segments, to } from "../../app/router.ts";
import { may } from "../../session/caller.ts";
import { date } from "../../ui/format.ts";
import { Empty, Loaded } from "../../ui/notice.tsx";
import { Badge } from "../../ui/status.tsx";
import { When } from "../../ui/time.tsx";
import { Privacy } from "./privacy.tsx";
import { membershipTexts } from "./texts.ts";

type Membership = BodyOf<"readMembership">;
type Change = Membership["history"][number];

const Row = ({ change, client }: { readonly change: Change; readonly client: string | undefined }) => {
  const text = membershipTexts();
  return (
    <tr>
      <td class="when-left">
        <When at={change.at} />
      </td>
      <td>{text.changes[change.change] ?? change.change}</td>
      <td>
        {change.planBefore ?? "—"} → {change.planAfter ?? "—"}
      </td>
      <td>
        <a class="mono" href={to(["orders", change.orderId], { client })} data-row>
          {change.orderId}
        </a>
      </td>
    </tr>
  );
};

const History = ({ membership: { history, clientId } }: { readonly membership: Membership }) => {
  const text = membershipTexts();
  return (
    <section>
      <h2>{text.history}</h2>
      <table class="list">
        <thead>
          <tr>
            {[text.at, text.change, text.plan, text.order].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {history.toReversed().map((change, index) => (
            <Row key={index} change={change} client={clientId} />
          ))}
        </tbody>
      </table>
    </section>
  );
};

const Now = ({ membership: { status, plan, since, expiresAt } }: { readonly membership: Membership }) => {
  const text = membershipTexts();
  return (
    <div class="stats">
      <div class="stat">
        <strong>{plan ?? "—"}</strong>{" "}
        {status !== "none" && <Badge tone={status === "active" ? "ok" : "off"}>{text[status]}</Badge>}
      </div>
      {since !== null && (
        <div class="stat">
          <strong>{date(since)}</strong> {text.since}
        </div>
      )}
      <div class="stat">
        <strong>{expiresAt === null ? text.never : date(expiresAt)}</strong> {text.expires}
      </div>
    </div>
  );
};

export const CustomerScreen = () => {
  const text = membershipTexts();
  const id = segments.value[1] ?? "";
  const client = query.value.get("client");
  const state = useResource<Membership>(
    `/customers/${encodeURIComponent(id)}/membership${clientQuery(client)}`,
  );
  return (
    <>
      <header class="screen-head">
        <div>
          <p class="crumbs">
            <a href={to(["memberships"])}>{text.title}</a>
          </p>
          <h1 class="mono">{id}</h1>
          {state.data?.clientId !== undefined && <p class="sub">{state.data.clientId}</p>}
        </div>
        <a href={to(["orders"], { customer: id, client: client ?? undefined })}>{text.orders}</a>
      </header>
      <Loaded state={state}>
        {(membership) => (
          <div class="order-main">
            {membership.history.length === 0 ? (
              <Empty title={text.noneOfCustomer} />
            ) : (
              <>
                <Now membership={membership} />
                <History membership={membership} />
              </>
            )}
            {may("privacy") && <Privacy customerId={id} client={client ?? undefined} />}
          </div>
        )}
      </Loaded>
    </>
  );
};
