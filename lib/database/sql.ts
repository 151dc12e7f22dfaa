/** Postgres access: transactions, and queries whose names state how many rows they return. */
import type pg from "pg";
import { DatabaseUnavailableError } from "../domain/errors.ts";
import {
  ConnectionSilentError,
  type Connections,
  type DatabaseOptions,
  openConnections,
} from "./connections.ts";
import { translateError } from "./postgres-errors.ts";
import { type Query, readRows } from "./rows.ts";

/**
 * Runs queries on the pool or within a transaction. Column names are returned in camel case. The rows of a text are unchecked;
 * a `Query` has a schema of its rows.
 * @throws DatabaseUnavailableError, DatabaseConflictError, DatabaseStatementError
 */
export type Sql = {
  /** Any number of rows. */
  many<R>(query: string | Query<R>, values?: readonly unknown[]): Promise<R[]>;
  /** One row or none. */
  maybeOne<R>(query: string | Query<R>, values?: readonly unknown[]): Promise<R | undefined>;
  /** Exactly one row. */
  one<R>(query: string | Query<R>, values?: readonly unknown[]): Promise<R>;
  /** @returns the number of rows affected */
  execute(text: string, values?: readonly unknown[]): Promise<number>;
};

export type ResponseLimit = {
  /** How long a statement waits for the response of the database. */
  readonly timeoutMs: number;
  /** How often a statement is sent, each time on another connection. More than 1 only for statements that may run twice. */
  readonly attempts: number;
};

export type Database = Sql & {
  /**
   * Runs `work` in one transaction, which a thrown error rolls back.
   * @param limit of each statement; with more than one attempt, `work` runs again after a statement without a response
   */
  transaction<T>(work: (tx: Sql) => Promise<T>, limit?: ResponseLimit): Promise<T>;
  /**
   * A transaction whose statements find few rows, by their keys. The plans that the connection keeps of them scan no table,
   * even when they are made while the tables are nearly empty.
   */
  lookupTransaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
  /** Queries on the same pool, outside a transaction, with another limit. */
  withLimit(limit: ResponseLimit): Sql;
  end(): Promise<void>;
};

const BEGIN = "begin";
const BEGIN_LOOKUPS = `${BEGIN}; set local enable_seqscan = off`;

/** Less than the timeout of the HTTP functions, so that a silent connection is closed within the invocation. */
const DEFAULT_LIMIT: ResponseLimit = { timeoutMs: 12_000, attempts: 1 };

type Run = (text: string, values: readonly unknown[]) => Promise<pg.QueryArrayResult>;

const queriesWith = (run: Run): Sql => {
  const many = async <R>(query: string | Query<R>, values: readonly unknown[] = []): Promise<R[]> =>
    readRows(query, await run(typeof query === "string" ? query : query.text, values));
  const maybeOne = async <R>(query: string | Query<R>, values?: readonly unknown[]) => {
    const rows = await many<R>(query, values);
    if (rows.length > 1) throw new Error(`expected at most one row, got ${rows.length}`);
    return rows[0];
  };
  const one = async <R>(query: string | Query<R>, values?: readonly unknown[]): Promise<R> => {
    const row = await maybeOne<R>(query, values);
    if (row === undefined) throw new Error("expected one row, got none");
    return row;
  };
  return {
    many,
    maybeOne,
    one,
    execute: async (text, values = []) => (await run(text, values)).rowCount ?? 0,
  };
};

const checkout = async (connections: Connections): Promise<pg.PoolClient> => {
  try {
    return await connections.checkout();
  } catch (error) {
    throw translateError(error);
  }
};

/** Also after an error of the server such as "read-only": a fresh connection may lead to the new writer. */
const isBroken = (error: unknown): boolean => translateError(error) instanceof DatabaseUnavailableError;

const runOnPool =
  (connections: Connections, { timeoutMs, attempts }: ResponseLimit, isRepeated: boolean): Run =>
  async (text, values) => {
    for (let attempt = 1; ; attempt++) {
      const client = await checkout(connections);
      try {
        const result = await connections.query(client, text, values, { timeoutMs, isRepeated });
        connections.release(client, false);
        return result;
      } catch (error) {
        connections.release(client, isBroken(error));
        if (!(error instanceof ConnectionSilentError) || attempt >= attempts) throw translateError(error);
      }
    }
  };

type TransactionOptions = { readonly timeoutMs: number; readonly begin: string };

const transactionOn = async <T>(
  connections: Connections,
  client: pg.PoolClient,
  work: (tx: Sql) => Promise<T>,
  { timeoutMs, begin }: TransactionOptions,
): Promise<T> => {
  let connectionError: unknown;
  const onError = (error: unknown) => {
    connectionError = error;
  };
  client.on("error", onError);
  const runAs = async (text: string, values: readonly unknown[], isRepeated: boolean) => {
    try {
      return await connections.query(client, text, values, { timeoutMs, isRepeated });
    } catch (error) {
      if (isBroken(error)) onError(error);
      throw translateError(error);
    }
  };
  const run: Run = (text, values) => runAs(text, values, true);
  try {
    const tx = queriesWith(run);
    // It may be several statements, which cannot be prepared.
    await runAs(begin, [], false);
    const result = await work(tx);
    await tx.execute("commit");
    return result;
  } catch (error) {
    // Closing a broken connection rolls back, too; on a silent one the statement would wait.
    if (connectionError === undefined) await run("rollback", []).catch(onError);
    throw translateError(error);
  } finally {
    client.off("error", onError);
    connections.release(client, connectionError !== undefined);
  }
};

const isSilence = (error: unknown): boolean =>
  error instanceof DatabaseUnavailableError && error.cause instanceof ConnectionSilentError;

const transactions =
  (connections: Connections, begin: string): Database["transaction"] =>
  async (work, { timeoutMs, attempts } = DEFAULT_LIMIT) => {
    for (let attempt = 1; ; attempt++)
      try {
        return await transactionOn(connections, await checkout(connections), work, { timeoutMs, begin });
      } catch (error) {
        if (!isSilence(error) || attempt >= attempts) throw error;
      }
  };

/**
 * Opens a pool. Transactions hold no session state, so that RDS Proxy does not pin connections. The statements of transactions
 * and of order intake are prepared where the options say so; those of lists and reports never are, because the best plan of a
 * list depends on its values.
 */
export const openDatabase = (options: DatabaseOptions): Database => {
  const connections = openConnections(options);
  return {
    ...queriesWith(runOnPool(connections, DEFAULT_LIMIT, false)),
    withLimit: (limit) => queriesWith(runOnPool(connections, limit, true)),
    transaction: transactions(connections, BEGIN),
    lookupTransaction: transactions(connections, connections.keepsPlans ? BEGIN_LOOKUPS : BEGIN),
    end: () => connections.end(),
  };
};
