import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { DatabaseUnavailableError } from "../domain/errors.ts";
import { createTestDatabase } from "../../test/support/database.ts";
import { openDatabase } from "./sql.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());

const ROUNDS = 60;

/** Ends every other connection to the database, as a failover does, again and again while the work goes on. */
const endConnections = async (): Promise<void> => {
  const admin = new pg.Client(database.url);
  await admin.connect();
  for (let round = 0; round < ROUNDS; round++) {
    await admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await admin.query("select pg_sleep(0.03)");
  }
  await admin.end();
};

test("a database that takes no writes, as in the middle of a failover, is one that is away", async () => {
  const sql = openDatabase({ url: database.url, poolSize: 1 });
  const writing = sql.transaction(async (tx) => {
    await tx.execute("set transaction read only");
    await tx.execute("insert into clients values ('shop', now())");
  });
  await expect(writing).rejects.toBeInstanceOf(DatabaseUnavailableError);
  await sql.end();
});

// An 'error' event without a listener ends the process; the test runner reports that as a failure.
test.each([1, 10])(
  "connections that end under load fail only their own queries, with a pool of %i",
  async (poolSize) => {
    const sql = openDatabase({ url: database.url, poolSize });
    let over = false;
    const seen = { done: 0, away: 0, other: [] as unknown[] };
    const once = (index: number) =>
      index % 2 === 0
        ? sql.one("select 1 as one")
        : sql.transaction((tx) => tx.one("select count(*) from orders"));
    const work = async (index: number): Promise<void> => {
      while (!over)
        await once(index).then(
          () => {
            seen.done += 1;
          },
          (error: Error) => {
            if (error instanceof DatabaseUnavailableError) seen.away += 1;
            else seen.other.push(error);
          },
        );
    };
    const workers = Promise.all(Array.from({ length: 4 * poolSize }, (_, index) => work(index)));
    await endConnections();
    over = true;
    await workers;
    expect(seen.other).toEqual([]);
    expect(Math.min(seen.done, seen.away)).toBeGreaterThan(0);
    expect((await sql.one<{ one: number }>("select 1 as one")).one).toBe(1);
    await sql.end();
  },
);
