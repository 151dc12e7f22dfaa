/** What was bought, and what the rules added for free. */
import type { Line } from "../../api/types.ts";
import { t } from "../../i18n/core.ts";
import { money } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { useOrder } from "./order-context.ts";
import { orderTexts } from "./texts.ts";

const Added = ({ line }: { readonly line: Line }) => (
  <small class="gift">
    <Icon name="gift" />
    {line.causedBy !== undefined && orderTexts().freeBecause(line.causedBy)}
    {line.reason !== undefined && <> · {line.reason}</>}
  </small>
);

const Row = ({ line }: { readonly line: Line }) => {
  const { order } = useOrder();
  const text = orderTexts();
  return (
    <tr>
      <td class="mono id">{line.lineId}</td>
      <td>
        {line.title}
        <small>
          <span class="mono">{line.sku}</span> · {t().value[line.type] ?? line.type}
        </small>
        {line.free && <Added line={line} />}
      </td>
      <td class="number">
        {line.quantity}
        {line.cancelled !== undefined && (
          <small class="bad-text">{text.cancelledItems(line.cancelled)}</small>
        )}
      </td>
      <td class="number optional">{line.free ? "" : money(line.unitPrice, order.currency)}</td>
      <td class="number">
        {line.free ? text.free : money(line.total, order.currency)}
        {line.discount > 0 && (
          <small>
            {text.discount} {money(line.discount, order.currency)}
          </small>
        )}
      </td>
    </tr>
  );
};

export const OrderLines = () => {
  const { order } = useOrder();
  const text = orderTexts();
  return (
    <section>
      <h2>{text.lines}</h2>
      <table class="list">
        <thead>
          <tr>
            <th scope="col" class="id">
              #
            </th>
            <th scope="col">{text.title}</th>
            <th scope="col" class="number">
              {text.quantity}
            </th>
            <th scope="col" class="number optional">
              {text.unitPrice}
            </th>
            <th scope="col" class="number">
              {text.total}
            </th>
          </tr>
        </thead>
        <tbody>
          {order.lines.map((line) => (
            <Row key={line.lineId} line={line} />
          ))}
        </tbody>
      </table>
    </section>
  );
};
