/** What was cancelled of an order: when, by whom, why, and how much. */
import type { OrderDetail } from "../../api/types.ts";
import { money } from "../../ui/format.ts";
import { When } from "../../ui/time.tsx";
import { useOrder } from "./order-context.ts";
import { orderTexts } from "./texts.ts";

type Cancellation = OrderDetail["cancellations"][number];

const Row = ({ cancellation }: { readonly cancellation: Cancellation }) => {
  const { order } = useOrder();
  const text = orderTexts();
  const titleOf = (lineId: string) => order.lines.find((line) => line.lineId === lineId)?.title ?? lineId;
  const amount = cancellation.lines.reduce((sum, line) => sum + line.amount, 0);
  return (
    <tr>
      <td>
        {cancellation.reason}
        <small>
          <When at={cancellation.at} /> · {cancellation.requestedBy} ·{" "}
          <span class="mono">{cancellation.cancellationId}</span>
        </small>
      </td>
      <td>
        {cancellation.lines.map(({ lineId, quantity }) => (
          <div key={lineId}>
            {quantity} × {titleOf(lineId)}
          </div>
        ))}
      </td>
      <td class="number">
        {money(amount, order.currency)}
        {cancellation.refund !== undefined && (
          <small>
            {text.refunded} {money(cancellation.refund.amount, order.currency)}
          </small>
        )}
      </td>
    </tr>
  );
};

export const Cancellations = () => {
  const { order } = useOrder();
  if (order.cancellations.length === 0) return null;
  return (
    <section>
      <h2>{orderTexts().cancellations}</h2>
      <table class="list">
        <tbody>
          {order.cancellations.map((cancellation) => (
            <Row key={cancellation.cancellationId} cancellation={cancellation} />
          ))}
        </tbody>
      </table>
    </section>
  );
};
