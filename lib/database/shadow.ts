/** The differences between the active rulebook and the one in the shadow. */
import * as z from "zod";
import type { ExampleDifferences } from "../rulebook/difference-examples.ts";
import { json, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const countsRow = rowOf({ orders: z.int().nullable(), differed: z.int().nullable() });
const exampleRow = rowOf({
  orderId: z.string(),
  clientId: z.string(),
  added: json<ExampleDifferences["added"]>(),
  removed: json<ExampleDifferences["removed"]>(),
  changed: json<ExampleDifferences["changed"]>(),
  freeItems: json<ExampleDifferences["freeItems"]>(),
});

/** Counts an order for its client, and stores the differences, if there are any. One statement. */
export const recordShadow = async (
  sql: Sql,
  input: { orderNo: number; version: number; differences: ExampleDifferences | undefined },
): Promise<void> => {
  const { orderNo, version, differences } = input;
  await sql.execute(
    `with difference as (
       insert into shadow_differences (order_no, version, added, removed, changed, free_items)
       select $1, $2, $3, $4, $5, $6 where $7
       on conflict do nothing
     )
     insert into shadow_counts (version, client_id, orders, differed)
     select $2, client_id, 1, $7::boolean::int from orders where order_no = $1
     on conflict (version, client_id) do update
     set orders = shadow_counts.orders + 1, differed = shadow_counts.differed + excluded.differed`,
    [
      orderNo,
      version,
      JSON.stringify(differences?.added),
      JSON.stringify(differences?.removed),
      JSON.stringify(differences?.changed),
      JSON.stringify(differences?.freeItems),
      differences !== undefined,
    ],
  );
};

export type ShadowReport = {
  readonly orders: number;
  readonly differed: number;
  /** The newest orders that differed. */
  readonly examples: readonly z.infer<typeof exampleRow>[];
};

/**
 * The report on a version in the shadow.
 * @param clientId whose orders it covers; undefined: all
 * @returns undefined when it never decided such an order
 */
export const findShadowReport = async (
  sql: Sql,
  version: number,
  clientId: string | undefined,
): Promise<ShadowReport | undefined> => {
  const { orders, differed } = await sql.one(
    query(
      countsRow,
      `select sum(orders)::bigint as orders, sum(differed)::bigint as differed from shadow_counts
       where version = $1 and ($2::text is null or client_id = $2)`,
    ),
    [version, clientId ?? null],
  );
  if (orders === null || differed === null) return undefined;
  const examples = await sql.many(
    query(
      exampleRow,
      `select o.order_id, o.client_id, d.added, d.removed, d.changed, d.free_items
     from shadow_differences d join orders o using (order_no)
     where d.version = $1 and ($2::text is null or o.client_id = $2) order by d.order_no desc limit 20`,
    ),
    [version, clientId ?? null],
  );
  return { orders, differed, examples };
};
