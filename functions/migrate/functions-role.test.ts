/** The functions' database user has the rights that are declared for each table, and no others. */
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FUNCTIONS_ROLE } from "../../lib/database/functions-user.ts";
import { createTestDatabase } from "../../test/support/database.ts";
import { TABLE_RIGHTS } from "./table-rights.ts";

const database = await createTestDatabase();
const asFunctions = new pg.Client(database.functionsUrl);
await asFunctions.connect();
afterAll(async () => {
  await asFunctions.end();
  await database.drop();
});

const TABLE_PRIVILEGES = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];

const { rows: tables } = await database.pool.query<{ name: string; privileges: string[]; updates: string[] }>(
  `select c.relname as name,
     array(select lower(p) from unnest($2::text[]) p where has_table_privilege($1, c.oid, p)) as privileges,
     array(select attname::text from pg_attribute a
           where attrelid = c.oid and attnum > 0 and not attisdropped
             and has_column_privilege($1, c.oid, attname, 'UPDATE') and not has_table_privilege($1, c.oid, 'UPDATE')
           order by attname) as updates
   from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v') order by 1`,
  [FUNCTIONS_ROLE, TABLE_PRIVILEGES],
);

test("every table and view has declared rights, and nothing else has", () => {
  expect(tables.map(({ name }) => name)).toEqual(Object.keys(TABLE_RIGHTS).sort());
});

test.each(tables)("on $name the functions have the declared rights only", ({ name, privileges, updates }) => {
  const declared = TABLE_RIGHTS[name];
  expect([...privileges].sort()).toEqual([...(declared?.privileges ?? [])].sort());
  expect(updates).toEqual([...(declared?.updates ?? [])].sort());
});

test("the functions' user owns nothing and is a member of no role", async () => {
  const { rows } = await database.pool.query(
    `select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls,
       (select count(*)::int from pg_auth_members where member = r.oid) as memberships,
       (select count(*)::int from pg_shdepend where refobjid = r.oid and deptype = 'o') as owned
     from pg_roles r where rolname = $1`,
    [FUNCTIONS_ROLE],
  );
  expect(rows).toEqual([
    {
      rolsuper: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolbypassrls: false,
      memberships: 0,
      owned: 0,
    },
  ]);
});

/** A column of each table that is recorded for good. */
const COLUMNS = {
  orders: "snapshot",
  order_lines: "sku",
  packing_slips: "document",
  commission_entries: "amount",
  ledger: "amount",
  royalty_entries: "royalty",
  agent_bookings: "amount",
  closed_months: "closed_at",
  closed_statements: "carried_forward",
  membership_events: "plan_after",
  rulebooks: "source",
  rulebook_activations: "effective_from",
  agent_rates: "rate_bps",
  rulebook_cancellations: "cancelled_by",
  task_retries: "requested_by",
  retry_requests: "note",
  task_attempts: "detail",
  erasures: "reason",
  list_versions: "items",
  audit_entries: "subject",
};

describe("as the functions", () => {
  beforeAll(async () => {
    await database.pool.query(
      `insert into clients values ('shop', now());
       insert into api_keys (key_id, client_id, key_hash, hint, scopes, created_at, revoked_at)
       values ('019aa000-0000-7000-8000-000000000001', 'shop', sha256('a'), '', '{admin}', now(), now())`,
    );
  });

  test.each([
    "create table public.mine (id int)",
    "drop table tasks",
    "alter table tasks drop column payload",
    "create role another",
    "delete from migrations",
    "insert into clients values ('other', now())",
    "insert into api_keys select * from api_keys",
    "insert into ledger select * from ledger",
    "insert into royalty_entries select * from royalty_entries",
    "update api_keys set scopes = '{rules:write}'",
    "update api_keys set expires_at = null",
    "delete from api_keys",
    ...Object.entries(COLUMNS).flatMap(([table, column]) => [
      `update ${table} set ${column} = default`,
      `delete from ${table}`,
      `truncate ${table} cascade`,
    ]),
    "alter table packing_slips disable trigger all",
    "select setval('rulebooks_version_seq', 1)",
  ])("%s is refused", async (statement) => {
    await expect(asFunctions.query(statement)).rejects.toMatchObject({ code: "42501" });
  });

  test("a revoked key cannot be made valid again", async () => {
    await expect(asFunctions.query("update api_keys set revoked_at = null")).rejects.toMatchObject({
      code: "23514",
    });
  });

  test.each([
    "select take_order_number('shop', 'C-1', true), take_order_number('shop', 'C-1', false)",
    "select check_writable()",
    "update api_keys set last_used_at = now()",
  ])("%s is allowed", async (statement) => {
    await expect(asFunctions.query(statement)).resolves.toMatchObject({ rowCount: 1 });
  });
});
