/** A database that does not respond, refuses connections, takes no writes, or makes statements wait. */
import type pg from "pg";
import { FUNCTIONS_ROLE } from "../../../lib/database/functions-user.ts";
import { waitFor } from "../../support/wait-for.ts";
import type { Context, Disturbance } from "./disturbance.ts";

const MAX_MS = 6_000;
/** Longer than the functions' statement timeout. */
const LOCKED_MS = 13_000;

/** Waits until Postgres has written an error of this kind so often. @returns how often */
const untilLogged = async (
  { stack }: Context,
  text: RegExp,
  timeoutMs = MAX_MS,
  count = 2,
): Promise<number> => {
  const logged = stack.owner.watchLog(text);
  await waitFor("errors in Postgres' log", () => logged() >= count, timeoutMs).catch(() => {});
  return logged();
};

/** Changes something by SQL, waits for the errors, and changes it back. */
const bySql = (
  name: string,
  error: RegExp,
  begin: readonly string[],
  end: readonly string[],
): Disturbance => ({
  name,
  lane: "services",
  strike: async (context) => {
    const run = (statements: readonly string[]) =>
      context.stack.owner.run(async (client) => {
        for (const statement of statements) await client.query(statement);
      });
    try {
      await run(begin);
      return await untilLogged(context, error);
    } finally {
      await run(end);
    }
  },
});

const HANG_UP = `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${FUNCTIONS_ROLE}'`;
const RELOAD = "select pg_reload_conf()";
const WRITTEN = ["orders", "tasks", "cancellations", "packing_slips"];

/** Holds a lock that every order and task needs. */
const holdLock = async (context: Context): Promise<number> => {
  let struck = 0;
  const hold = async (client: pg.Client): Promise<void> => {
    await client.query("begin");
    await client.query("lock table tasks in access exclusive mode");
    struck = await untilLogged(context, /canceling statement due to \w+ timeout/, LOCKED_MS);
    await client.query("rollback");
  };
  await context.stack.owner.run(hold);
  return struck;
};

export const databaseDisturbances: readonly Disturbance[] = [
  {
    name: "Postgres connections that go silent",
    lane: "services",
    strike: async ({ stack }) => stack.database.goSilent(),
  },
  {
    name: "Postgres connections that break",
    lane: "services",
    strike: async ({ stack }) => stack.database.reset(),
  },
  bySql(
    "no connection to Postgres left",
    /too many connections for role/,
    [`alter role ${FUNCTIONS_ROLE} connection limit 0`, HANG_UP],
    [`alter role ${FUNCTIONS_ROLE} connection limit -1`],
  ),
  bySql(
    "a read-only database",
    /in a read-only transaction/,
    ["alter system set default_transaction_read_only = on", RELOAD],
    ["alter system reset default_transaction_read_only", RELOAD],
  ),
  bySql(
    "a full disk (SQLSTATE 53100, raised by triggers)",
    /No space left on device/,
    [
      `create or replace function chaos_full() returns trigger language plpgsql as $$ begin
         raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`,
      ...WRITTEN.map(
        (table) => `create or replace trigger chaos_full before insert or update on ${table}
                    for each statement execute function chaos_full()`,
      ),
    ],
    [
      ...WRITTEN.map((table) => `drop trigger if exists chaos_full on ${table}`),
      "drop function if exists chaos_full",
    ],
  ),
  { name: "locks held until statements time out", lane: "services", strike: holdLock },
];
