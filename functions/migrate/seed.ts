/**
 * Loads the starting data into a migrated database: the rulebook of rules/default.yaml as version 1, active from the
 * beginning of time, and the catalogue that a new client starts with. Existing data is not changed, so it is safe to run at every start, also
 * concurrently.
 */
import { readFile } from "node:fs/promises";
import { loadRulebook } from "../../lib/rulebook/check/load-rulebook.ts";
import { STARTING_CATALOGUE } from "../../lib/rulebook/starting-catalogue.ts";
import { openDatabase, type Sql } from "../../lib/database/sql.ts";
import { now } from "../../lib/runtime/clock.ts";

const RULES = new URL("../../rules/default.yaml", import.meta.url);

/** The advisory lock by which concurrent seeds take turns. */
const SEED_LOCK = 7_268_336;
const SEEDED_BY = "despacho";

// Version 1 is set explicitly: a rolled back attempt may have consumed it from the sequence.
const seedRulebook = async (tx: Sql, at: string): Promise<void> => {
  if ((await tx.maybeOne("select 1 from rulebooks limit 1")) !== undefined) return;
  const source = await readFile(RULES, "utf8");
  await tx.execute(
    `insert into rulebooks (version, format, source, program, created_at, created_by)
     overriding system value values (1, 'yaml', $1, $2, $3, $4)`,
    [source, JSON.stringify(loadRulebook(source)), at, SEEDED_BY],
  );
  await tx.execute("select setval(pg_get_serial_sequence('rulebooks', 'version'), 1)");
  await tx.execute(
    "insert into rulebook_activations (version, effective_from, created_at, created_by) values (1, '-infinity', $1, $2)",
    [at, SEEDED_BY],
  );
};

const seedCatalogue = async (tx: Sql, at: string): Promise<void> => {
  for (const entry of Object.values(STARTING_CATALOGUE))
    await tx.execute(
      "insert into starting_catalogue (sku, type, title, link, updated_at) values ($1, $2, $3, $4, $5) on conflict do nothing",
      [entry.sku, entry.type, entry.title, entry.link ?? null, at],
    );
};

/** Loads the starting data that is missing. */
export const seed = async (databaseUrl: string): Promise<void> => {
  const database = openDatabase({ url: databaseUrl, poolSize: 1 });
  try {
    await database.transaction(async (tx) => {
      await tx.execute("select pg_advisory_xact_lock($1)", [SEED_LOCK]);
      const at = now();
      await seedRulebook(tx, at);
      await seedCatalogue(tx, at);
    });
  } finally {
    await database.end();
  }
};
