import { type ExampleLine, exampleOrderOf } from "../lib/contract/example-order.ts";
import type { Order } from "../lib/domain/order.ts";
import { parseOrder } from "../lib/domain/parse-order.ts";

/** The sample order with other lines and other fields, parsed. @throws Error when it is not valid */
export const parsedOrderOf = (lines: readonly ExampleLine[], fields: object): Order => {
  const parsed = parseOrder({ ...exampleOrderOf(lines), ...fields }, { productTypes: {} });
  if (!parsed.ok) throw new Error(parsed.error.map(({ detail }) => detail).join("\n"));
  return parsed.value;
};
