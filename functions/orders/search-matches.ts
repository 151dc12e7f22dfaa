/** What the search text of a list found an order by. Pure. */
import type { ResponseBody } from "../../lib/contract/operations/operation.ts";
import type { orderSummarySchema } from "../../lib/contract/responses/orders.ts";
import { taxTerm } from "../../lib/database/order-search.ts";

type Matches = NonNullable<ResponseBody<typeof orderSummarySchema>["matched"]>;

type Searched = {
  readonly orderId: string;
  readonly customerId: string;
  readonly email?: string | null | undefined;
  readonly taxId?: string | null | undefined;
  readonly slips: readonly string[];
};

/** The fields that begin with the text, or are equal to it: without regard to case, and tax ids to punctuation. */
export const matchesOf = (text: string, order: Searched): Matches => {
  const lower = text.toLowerCase();
  const candidates = [
    { field: "orderId", term: lower, value: order.orderId.toLowerCase() },
    { field: "customerId", term: lower, value: order.customerId.toLowerCase() },
    { field: "email", term: lower, value: order.email?.toLowerCase() },
    { field: "taxId", term: taxTerm(text), value: taxTerm(order.taxId ?? "") },
    ...order.slips.map((value) => ({ field: "packingSlip" as const, term: text, value })),
  ] as const;
  return candidates.flatMap(({ field, term, value }) =>
    term !== "" && value?.startsWith(term) === true ? [{ field, exact: value === term }] : [],
  );
};
