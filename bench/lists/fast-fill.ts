/** Fills large tables in a fraction of the time: without the indexes, references and triggers that are not needed meanwhile. */
import type pg from "pg";

const INDEXES = `
select pg_get_indexdef(i.indexrelid) as definition, i.indexrelid::regclass::text as name
from pg_index i join pg_class c on c.oid = i.indrelid
where c.relname = any ($1) and c.relnamespace = 'public'::regnamespace and not i.indisunique`;

const REFERENCES = `
select distinct t.tgrelid::regclass::text as "table", t.tgname as name
from pg_trigger t join pg_class c on c.oid = t.tgrelid
where c.relname = any ($1) and c.relnamespace = 'public'::regnamespace and t.tgconstraint <> 0`;

const IS_SUPERUSER = "select current_setting('is_superuser') = 'on' as yes";

type Filled = {
  readonly tables: readonly string[];
  /** Indexes that the filling itself reads. */
  readonly keptIndexes: readonly string[];
  /** Triggers as `table.name` whose rows the filling inserts itself. */
  readonly triggers: readonly string[];
};

const quoted = (name: string) => `"${name}"`;

/** The statements that switch triggers off, or on again. References are held by triggers of the system. */
const triggerStatements = async (pool: pg.Pool, { tables, triggers }: Filled) => {
  const own = triggers.map((trigger) => trigger.split(".") as [string, string]);
  const [superuser] = (await pool.query<{ yes: boolean }>(IS_SUPERUSER)).rows;
  const references = superuser?.yes
    ? (await pool.query<{ table: string; name: string }>(REFERENCES, [tables])).rows
    : [];
  const all = [...own, ...references.map(({ table, name }): [string, string] => [table, name])];
  return (state: "enable" | "disable") =>
    all.map(([table, name]) => `alter table ${table} ${state} trigger ${quoted(name)}`);
};

/** Runs `fill` without them. What it inserts must satisfy every reference. */
export const fillFast = async (pool: pg.Pool, filled: Filled, fill: () => Promise<void>): Promise<void> => {
  const found = await pool.query<{ definition: string; name: string }>(INDEXES, [filled.tables]);
  const indexes = found.rows.filter(({ name }) => !filled.keptIndexes.includes(name));
  const switched = await triggerStatements(pool, filled);
  for (const text of switched("disable")) await pool.query(text);
  for (const { name } of indexes) await pool.query(`drop index ${quoted(name)}`);
  await fill();
  for (const { definition } of indexes) await pool.query(definition);
  for (const text of switched("enable")) await pool.query(text);
};
