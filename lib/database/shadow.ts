/** The differences between the active rulebook and the one in the shadow. */
import type { Differences } from "../rulebook/differences.ts";
import * as z from "zod";
import { json, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const countsRow = rowOf({ orders: z.int(), differed: z.int() });
const exampleRow = rowOf({
  orderId: z.string(),
  added: json<Differences["added"]>(),
  removed: json<Differences["removed"]>(),
});

/** Counts an order, and stores the difference when the two decisions differ. One statement. */
export const recordShadow = async (
  sql: Sql,
  input: { orderNo: number; version: number } & Differences,
): Promise<void> => {
  const differs = input.added.length + input.removed.length > 0;
  await sql.execute(
    `with difference as (
       insert into shadow_differences (order_no, version, added, removed) select $1, $2, $3, $4 where $5
       on conflict do nothing
     )
     insert into shadow_counts (version, orders, differed) values ($2, 1, $5::boolean::int)
     on conflict (version) do update
     set orders = shadow_counts.orders + 1, differed = shadow_counts.differed + excluded.differed`,
    [input.orderNo, input.version, JSON.stringify(input.added), JSON.stringify(input.removed), differs],
  );
};

export type ShadowReport = {
  readonly orders: number;
  readonly differed: number;
  /** The client's newest orders that differed. */
  readonly examples: readonly ({ readonly orderId: string } & Differences)[];
};

/** The report on a version in the shadow, or undefined when it was never there. */
export const findShadowReport = async (
  sql: Sql,
  version: number,
  clientId: string,
): Promise<ShadowReport | undefined> => {
  const counts = await sql.maybeOne(
    query(countsRow, "select orders, differed from shadow_counts where version = $1"),
    [version],
  );
  if (counts === undefined) return undefined;
  const examples = await sql.many(
    query(
      exampleRow,
      `select o.order_id, d.added, d.removed
     from shadow_differences d join orders o using (order_no)
     where d.version = $1 and o.client_id = $2 order by d.order_no desc limit 20`,
    ),
    [version, clientId],
  );
  return { ...counts, examples };
};
