/** The royalties of a month by author, title and rate. */
import { usePages } from "../../api/pages.ts";
import type { BodyOf } from "../../api/types.ts";
import { texts } from "../../i18n/locale.ts";
import { Downloads } from "../../ui/downloads.tsx";
import { dateTime, money, percent } from "../../ui/format.ts";
import { chosenMonth, monthName, MonthPicker } from "../../ui/month.tsx";
import { More } from "../../ui/more.tsx";
import { Empty, Loaded } from "../../ui/notice.tsx";

type Royalties = BodyOf<"readRoyalties">;
type Row = Royalties["royalties"][number];

const en = {
  title: "Royalties",
  author: "Author",
  book: "Title",
  rate: "Rate",
  orders: "Orders",
  units: "Units",
  sales: "Sales",
  royalty: "Royalty",
  total: "Total",
  none: (month: string) => `No royalties are due for ${month}.`,
  about: (month: string) => `of ${month}, which is closed`,
  closedAt: (time: string) => `Closed since ${time}: it no longer changes.`,
  noneHelp: "A month has the books that were paid in it and got a copy for the royalty department.",
};
const pt: typeof en = {
  title: "Royalties",
  author: "Autor",
  book: "Título",
  rate: "Taxa",
  orders: "Pedidos",
  units: "Unidades",
  sales: "Vendas",
  royalty: "Royalty",
  total: "Total",
  none: (month) => `Não há royalties de ${month}.`,
  about: (month) => `de ${month}, que está fechado`,
  closedAt: (time) => `Fechado desde ${time}: não muda mais.`,
  noneHelp: "Um mês contém os livros pagos nele que tiveram uma via para o setor de royalties.",
};
const royaltyTexts = texts(en, pt);

/** An author is named once above their titles. */
const BookRow = ({ row, isFirst }: { readonly row: Row; readonly isFirst: boolean }) => (
  <tr>
    <td>{isFirst && <b>{row.author}</b>}</td>
    <td>
      {row.title}
      <small class="mono">{row.isbn}</small>
      {row.about !== undefined && <small>{royaltyTexts().about(monthName(row.about))}</small>}
    </td>
    <td class="number optional">{percent(row.rateBps)}</td>
    <td class="number optional">{row.units}</td>
    <td class="number optional">{money(row.sales, row.currency)}</td>
    <td class="number">{money(row.royalty, row.currency)}</td>
  </tr>
);

const Totals = ({ totals }: Pick<Royalties, "totals">) => (
  <tfoot>
    {totals.map((total) => (
      <tr key={total.currency}>
        <td colSpan={2}>
          <b>{royaltyTexts().total}</b>
        </td>
        <td class="optional" />
        <td class="number optional">{total.units}</td>
        <td class="number optional">{money(total.sales, total.currency)}</td>
        <td class="number">
          <b>{money(total.royalty, total.currency)}</b>
        </td>
      </tr>
    ))}
  </tfoot>
);

const Table = ({ rows, totals }: Pick<Royalties, "totals"> & { readonly rows: readonly Row[] }) => {
  const text = royaltyTexts();
  return (
    <table class="list">
      <thead>
        <tr>
          <th scope="col">{text.author}</th>
          <th scope="col">{text.book}</th>
          <th scope="col" class="number optional">
            {text.rate}
          </th>
          <th scope="col" class="number optional">
            {text.units}
          </th>
          <th scope="col" class="number optional">
            {text.sales}
          </th>
          <th scope="col" class="number">
            {text.royalty}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <BookRow key={index} row={row} isFirst={row.author !== rows[index - 1]?.author} />
        ))}
      </tbody>
      <Totals totals={totals} />
    </table>
  );
};

export const RoyaltiesScreen = () => {
  const text = royaltyTexts();
  const month = chosenMonth();
  const path = `/royalties/${month}`;
  const pages = usePages<Royalties>(`${path}?limit=200`);
  return (
    <>
      <header class="screen-head">
        <h1>{text.title}</h1>
      </header>
      <div class="filters">
        <MonthPicker />
        <Downloads path={path} name={`royalties-${month}`} formats={["PDF", "CSV", "JSON"]} />
        {pages.state.data?.closedAt != null && (
          <span class="hint">{text.closedAt(dateTime(pages.state.data.closedAt))}</span>
        )}
      </div>
      <Loaded state={pages.state}>
        {({ totals }) =>
          totals.length === 0 ? (
            <Empty title={text.none(monthName(month))}>
              <p>{text.noneHelp}</p>
            </Empty>
          ) : (
            <Table rows={pages.all.flatMap(({ royalties }) => royalties)} totals={totals} />
          )
        }
      </Loaded>
      <More pages={pages} />
    </>
  );
};
