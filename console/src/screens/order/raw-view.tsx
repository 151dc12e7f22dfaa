/** The order as the API returns it. */
import { Copy } from "../../ui/copy.tsx";
import { useOrder } from "./order-context.ts";

export const RawView = () => {
  const json = JSON.stringify(useOrder().order, null, 2);
  return (
    <div class="code">
      <pre>{json}</pre>
      <Copy text={json} />
    </div>
  );
};
