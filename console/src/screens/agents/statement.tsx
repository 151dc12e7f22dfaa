/** What an agent earned in a month, entry by entry. */
import { usePages } from "../../api/pages.ts";
import type { BodyOf } from "../../api/types.ts";
import { query, setQuery, to } from "../../app/router.ts";
import { may } from "../../session/caller.ts";
import { Downloads } from "../../ui/downloads.tsx";
import { money, percent } from "../../ui/format.ts";
import { chosenMonth, monthName, MonthPicker } from "../../ui/month.tsx";
import { More } from "../../ui/more.tsx";
import { Loaded } from "../../ui/notice.tsx";
import { Badge } from "../../ui/status.tsx";
import { When } from "../../ui/time.tsx";
import type { Agent } from "./agent.ts";
import { Balances } from "./balances.tsx";
import { BookForm } from "./book-form.tsx";
import { agentTexts } from "./texts.ts";

type Body = BodyOf<"readStatement">;
type Entry = Body["lines"][number];

const EntryRow = ({ entry, body }: { readonly entry: Entry; readonly body: Body }) => {
  const role = agentTexts().role[entry.role];
  return (
    <tr>
      <td>
        <a class="mono" href={to(["orders", entry.orderId], { client: body.clientId })} data-row>
          {entry.orderId}
        </a>
        <small>
          <When at={entry.paidAt} />
        </small>
      </td>
      <td>
        {entry.title} {entry.kind === "reversal" && <Badge tone="warn">{agentTexts().reversal}</Badge>}
        {(role !== "" || entry.about !== undefined) && (
          <small>
            {role} {entry.about !== undefined && agentTexts().about(monthName(entry.about))}
          </small>
        )}
      </td>
      <td class="number optional">{entry.quantity}</td>
      <td class="number optional">{money(entry.base, body.currency)}</td>
      <td class="number optional">{percent(entry.rateBps)}</td>
      <td class="number">{money(entry.amount, body.currency)}</td>
    </tr>
  );
};

const Entries = ({ body, entries }: { readonly body: Body; readonly entries: readonly Entry[] }) => {
  const text = agentTexts();
  return (
    <table class="list">
      <thead>
        <tr>
          <th scope="col">{text.order}</th>
          <th scope="col">{text.product}</th>
          {[text.quantity, text.base, text.percent].map((name) => (
            <th key={name} scope="col" class="number optional">
              {name}
            </th>
          ))}
          <th scope="col" class="number">
            {text.amount}
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry, index) => (
          <EntryRow key={index} entry={entry} body={body} />
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={2}>
            <b>{text.total}</b>
          </td>
          <td class="number optional">{body.units}</td>
          <td class="number optional">{money(body.sales, body.currency)}</td>
          <td class="optional" />
          <td class="number">
            <b>{money(body.commission + body.reversals, body.currency)}</b>
          </td>
        </tr>
      </tfoot>
    </table>
  );
};

type Booking = Body["bookings"][number];

/** Payments and adjustments of the month. */
const Bookings = ({ body, bookings }: { readonly body: Body; readonly bookings: readonly Booking[] }) => {
  if (bookings.length === 0) return null;
  const text = agentTexts();
  return (
    <table class="list">
      <tbody>
        {bookings.map((booking) => (
          <tr key={booking.kind === "payment" ? booking.paymentId : booking.adjustmentId}>
            <td>
              {text.bookings[booking.kind]}{" "}
              <small>{booking.kind === "payment" ? booking.note : booking.reason}</small>
            </td>
            <td class="when">
              <When at={booking.at} />
            </td>
            <td class="number">{money(booking.amount, body.currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** Statements are per currency; the others of the month are one click away. */
const Currencies = ({ others = [] }: { readonly others: readonly string[] | undefined }) =>
  others.length > 0 && (
    <p class="hint">
      {agentTexts().currencies}{" "}
      {others.map((currency) => (
        <button key={currency} type="button" class="link" onClick={() => setQuery({ currency })}>
          {currency}
        </button>
      ))}
    </p>
  );

const searchOf = (agent: Agent): string => {
  const search = new URLSearchParams();
  const currency = query.value.get("currency");
  if (agent.clientId !== undefined) search.set("client", agent.clientId);
  if (currency !== null) search.set("currency", currency);
  return search.toString();
};

export const Statement = ({ agent }: { readonly agent: Agent }) => {
  const month = chosenMonth();
  const path = `/agents/${encodeURIComponent(agent.agentId)}/statements/${month}?${searchOf(agent)}`;
  const pages = usePages<Body>(`${path}&limit=100`);
  const text = agentTexts();
  return (
    <section>
      <h2>{text.statement(monthName(month))}</h2>
      <div class="filters">
        <MonthPicker />
        <Downloads
          path={path}
          name={`statement-${agent.agentId}-${month}`}
          formats={["PDF", "CSV", "JSON"]}
        />
      </div>
      <Loaded state={pages.state}>
        {(body) => (
          <div class="order-main">
            <Balances sums={body} currency={body.currency} />
            <Bookings body={body} bookings={pages.all.flatMap(({ bookings }) => bookings)} />
            {body.lines.length === 0 ? (
              <p class="hint">{text.noEntries(monthName(month))}</p>
            ) : (
              <Entries body={body} entries={pages.all.flatMap(({ lines }) => lines)} />
            )}
            <Currencies others={body.otherCurrencies} />
            {may("agents:write") && <BookForm agent={agent} currency={body.currency} />}
          </div>
        )}
      </Loaded>
      <More pages={pages} />
    </section>
  );
};
