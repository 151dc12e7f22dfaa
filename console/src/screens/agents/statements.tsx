/** What every agent earned in a month. */
import { usePages } from "../../api/pages.ts";
import type { BodyOf } from "../../api/types.ts";
import { to } from "../../app/router.ts";
import { ClientName } from "../../ui/client-name.tsx";
import { Downloads } from "../../ui/downloads.tsx";
import { money } from "../../ui/format.ts";
import { chosenMonth, monthName, MonthPicker } from "../../ui/month.tsx";
import { More } from "../../ui/more.tsx";
import { Empty, Loaded } from "../../ui/notice.tsx";
import { CloseMonth } from "./close-month.tsx";
import { agentTexts } from "./texts.ts";

type Statements = BodyOf<"readStatements">;
type Row = Statements["agents"][number];

const StatementRow = ({ row, month }: { readonly row: Row; readonly month: string }) => (
  <tr>
    <td class="main-cell">
      <a href={to(["agents", row.agentId], { month, client: row.clientId, currency: row.currency })} data-row>
        {row.name ?? row.agentId}
      </a>
      <small class="mono">
        {row.agentId} <ClientName id={row.clientId} />
      </small>
    </td>
    <td class="number optional">{row.orders}</td>
    <td class="number optional">{row.units}</td>
    <td class="number optional">{money(row.sales, row.currency)}</td>
    <td class="number">{money(row.commission + row.reversals, row.currency)}</td>
    <td class="number optional">{money(row.payments + row.adjustments, row.currency)}</td>
    <td class="number">{money(row.carriedForward, row.currency)}</td>
  </tr>
);

const Totals = ({ totals }: Pick<Statements, "totals">) => (
  <tfoot>
    {totals.map((total) => (
      <tr key={total.currency}>
        <td>
          <b>{agentTexts().total}</b> <small>{agentTexts().agents(total.agents)}</small>
        </td>
        <td class="number optional">{total.orders}</td>
        <td class="number optional">{total.units}</td>
        <td class="number optional">{money(total.sales, total.currency)}</td>
        <td class="number">{money(total.commission + total.reversals, total.currency)}</td>
        <td class="number optional">{money(total.payments + total.adjustments, total.currency)}</td>
        <td class="number">
          <b>{money(total.carriedForward, total.currency)}</b>
        </td>
      </tr>
    ))}
  </tfoot>
);

const Heads = () => {
  const text = agentTexts();
  return (
    <thead>
      <tr>
        <th scope="col">{text.agent}</th>
        {[text.orders, text.units, text.sales].map((name) => (
          <th key={name} scope="col" class="number optional">
            {name}
          </th>
        ))}
        <th scope="col" class="number">
          {text.commission}
        </th>
        <th scope="col" class="number optional">
          {text.paidAndAdjusted}
        </th>
        <th scope="col" class="number">
          {text.carriedForward}
        </th>
      </tr>
    </thead>
  );
};

export const Statements = () => {
  const month = chosenMonth();
  const path = `/statements/${month}`;
  const pages = usePages<Statements>(`${path}?limit=100`);
  const text = agentTexts();
  return (
    <>
      <div class="filters">
        <MonthPicker />
        <Downloads path={path} name={`statements-${month}`} formats={["PDF", "CSV", "JSON"]} />
        {pages.state.data !== undefined && <CloseMonth month={month} closedAt={pages.state.data.closedAt} />}
      </div>
      <Loaded state={pages.state}>
        {({ totals }) =>
          totals.length === 0 ? (
            <Empty title={text.noStatements(monthName(month))}>
              <p>{text.monthHelp}</p>
            </Empty>
          ) : (
            <table class="list">
              <Heads />
              <tbody>
                {pages.all.flatMap(({ agents }) =>
                  agents.map((row) => (
                    <StatementRow
                      key={`${row.clientId}/${row.agentId}/${row.currency}`}
                      row={row}
                      month={month}
                    />
                  )),
                )}
              </tbody>
              <Totals totals={totals} />
            </table>
          )
        }
      </Loaded>
      <More pages={pages} />
    </>
  );
};
