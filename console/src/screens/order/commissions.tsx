/** The entries of a commission: what it was calculated from. */
import type { Task } from "../../api/types.ts";
import { money, percent } from "../../ui/format.ts";
import { useOrder } from "./order-context.ts";
import { orderTexts } from "./texts.ts";

type Entry = {
  readonly lineId: string;
  readonly base: number;
  readonly rateBps: number;
  readonly amount: number;
};

export const Commissions = ({ task }: { readonly task: Task }) => {
  const { order } = useOrder();
  const text = orderTexts();
  const { entries = [] } = (task.result ?? {}) as { entries?: readonly Entry[] };
  if (entries.length === 0) return null;
  return (
    <table class="list inner">
      <thead>
        <tr>
          <th scope="col">{text.title}</th>
          <th scope="col" class="number">
            {text.base}
          </th>
          <th scope="col" class="number">
            {text.rate}
          </th>
          <th scope="col" class="number">
            {text.amount}
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ lineId, base, rateBps, amount }) => (
          <tr key={lineId}>
            <td>{order.lines.find((line) => line.lineId === lineId)?.title ?? lineId}</td>
            <td class="number">{money(base, order.currency)}</td>
            <td class="number">{percent(rateBps)}</td>
            <td class="number">{money(amount, order.currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
