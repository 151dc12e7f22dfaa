/** The lines that a reason is about: the first by its title, and how many more there are. */
import { useOrder } from "./order-context.ts";
import { orderTexts } from "./texts.ts";

export const LineNames = ({
  entry,
}: {
  readonly entry: { readonly lineId?: string | undefined; readonly lineIds?: readonly string[] | undefined };
}) => {
  const { order } = useOrder();
  const ids = entry.lineIds ?? (entry.lineId === undefined ? [] : [entry.lineId]);
  if (ids.length === 0) return null;
  const title = order.lines.find(({ lineId }) => lineId === ids[0])?.title;
  const more = ids.length > 1 ? ` +${ids.length - 1}` : "";
  return (
    <span class="line-name" title={ids.join(", ")}>
      {title ?? orderTexts().line(ids[0]!)}
      {more}
    </span>
  );
};
