/** The database as its owner, who is not affected by what is done to the functions' role. */
import { readFileSync, statSync } from "node:fs";
import pg from "pg";
import { waitFor } from "../../support/wait-for.ts";

export type Owner = {
  /** Runs statements on a connection of their own, again from the start while Postgres is away. */
  run<T>(work: (client: pg.Client) => Promise<T>): Promise<T>;
  query<R extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** @returns how often the text occurs in the lines that Postgres' log gets from now on */
  watchLog(text: RegExp): () => number;
};

const AWAY_MS = 90_000;

/** Postgres is down, starts, or was killed while the statements ran. */
const isAway = (error: unknown): boolean => {
  const { code, message } = error as { code?: string; message?: string };
  return (
    /^(57P0|08|ECONN|EPIPE)/.test(code ?? "") || /terminated|timeout|connection error/i.test(message ?? "")
  );
};

export const ownerOf = (databaseUrl: string, logFile: string): Owner => {
  const attempt = async <T>(work: (client: pg.Client) => Promise<T>): Promise<{ result: T } | undefined> => {
    const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
    client.on("error", () => {});
    try {
      await client.connect();
      return { result: await work(client) };
    } catch (error) {
      if (isAway(error)) return undefined;
      throw error;
    } finally {
      await client.end().catch(() => {});
    }
  };
  const run: Owner["run"] = async (work) => (await waitFor("Postgres", () => attempt(work), AWAY_MS)).result;
  return {
    run,
    query: <R extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      run(async (client) => (await client.query<R>(text, [...values])).rows),
    watchLog: (text) => {
      const { size } = statSync(logFile);
      return () =>
        readFileSync(logFile).subarray(size).toString("utf8").match(new RegExp(text, "g"))?.length ?? 0;
    },
  };
};
