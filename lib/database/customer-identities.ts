/** Where a customer is kept beside the orders: in lists of the company, and among the addresses that get no more mail. */
import * as z from "zod";
import { LIST_KINDS } from "../domain/list.ts";
import { instant, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";
import { recipientHash } from "./suppressed-addresses.ts";

/** What a customer is recognised by. */
export type Identities = {
  readonly clientId: string;
  readonly customerId: string;
  /** In lower case. */
  readonly emails: readonly string[];
  readonly taxIds: readonly string[];
  readonly names: readonly string[];
  readonly phones: readonly string[];
};

const identityRow = rowOf({
  email: z.string().nullable(),
  taxId: z.string().nullable(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
});

const given = (values: readonly (string | null)[]): readonly string[] => [
  ...new Set(values.filter((value) => value !== null)),
];

/** As the customer's orders have them. */
export const findIdentities = async (sql: Sql, clientId: string, customerId: string): Promise<Identities> => {
  const rows = await sql.many(
    query(
      identityRow,
      `select distinct lower(snapshot -> 'customer' ->> 'email') as email, snapshot -> 'customer' ->> 'taxId' as tax_id,
         snapshot -> 'customer' ->> 'name' as name, snapshot -> 'customer' ->> 'phone' as phone
       from orders where client_id = $1 and customer_id = $2 limit 1000`,
    ),
    [clientId, customerId],
  );
  return {
    clientId,
    customerId,
    emails: given(rows.map(({ email }) => email)),
    taxIds: given(rows.map(({ taxId }) => taxId)),
    names: given(rows.map(({ name }) => name)),
    phones: given(rows.map(({ phone }) => phone)),
  };
};

const entryRow = rowOf({
  listId: z.string(),
  version: z.int(),
  kind: z.enum(LIST_KINDS),
  value: z.string(),
  isShared: z.boolean(),
});
/** A value of a list version. Shared: another customer has it, too. */
export type ListEntry = z.infer<typeof entryRow>;

/** The versions of lists that hold a customer's id, an address or a tax id. */
export const findListEntries = (
  sql: Sql,
  { clientId, customerId, emails, taxIds }: Identities,
): Promise<ListEntry[]> =>
  sql.many(
    query(
      entryRow,
      `select l.list_id, l.version, l.kind, w.value, exists (
         select from clients c join order_terms t using (client_id) join orders o using (order_no)
         where t.kind = w.term_kind and t.term = w.term and (o.client_id, o.customer_id) <> ($1, $2)) as is_shared
       from (
         select 'customer' as kind, $2::text as value, 'customer' as term_kind, lower($2) as term
         union all select 'email', email, 'email', email from unnest($3::text[]) as email
         union all select 'text', tax_id, 'tax', tax_term(tax_id) from unnest($4::text[]) as tax_id
       ) w join list_versions l on l.kind = w.kind and l.items ? w.value
       order by l.list_id, l.version, w.value`,
    ),
    [clientId, customerId, emails, taxIds],
  );

const suppressionRow = rowOf({ recipientHash: z.string(), cause: z.string(), at: instant });

/** Those of the addresses that get no more mail. */
export const findSuppressions = async (sql: Sql, addresses: readonly string[]) => {
  const byHash = new Map(addresses.map((address) => [recipientHash(address).toString("hex"), address]));
  const rows = await sql.many(
    query(
      suppressionRow,
      `select encode(recipient_hash, 'hex') as recipient_hash, cause, at from suppressed_addresses
       where recipient_hash in (select decode(hash, 'hex') from unnest($1::text[]) as hash)`,
    ),
    [[...byHash.keys()]],
  );
  return rows.map((row) => ({ address: byHash.get(row.recipientHash)!, cause: row.cause, at: row.at }));
};
