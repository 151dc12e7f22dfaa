/** From what was owed before a month to what is carried forward, line by line as in a sum. */
import { money } from "../../ui/format.ts";
import { agentTexts } from "./texts.ts";

export type BalanceFields = {
  readonly openingBalance: number;
  readonly commission: number;
  readonly reversals: number;
  readonly adjustments: number;
  readonly payments: number;
  readonly carriedForward: number;
};

type Props = { readonly sums: BalanceFields; readonly currency: string };

export const Balances = ({ sums, currency }: Props) => {
  const text = agentTexts();
  const rows = [
    [text.openingBalance, sums.openingBalance],
    [text.commission, sums.commission],
    [text.reversals, sums.reversals],
    [text.adjustments, sums.adjustments],
    [text.payments, sums.payments],
  ] as const;
  return (
    <table class="list balances">
      <tbody>
        {rows.map(([name, amount]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td class="number">{money(amount, currency)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{text.carriedForward}</th>
          <td class="number">
            <b>{money(sums.carriedForward, currency)}</b>
          </td>
        </tr>
      </tfoot>
    </table>
  );
};
