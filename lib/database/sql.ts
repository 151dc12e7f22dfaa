/** Postgres access: a pool, transactions, and queries whose names state how many rows they return. */
import pg from "pg";
import { parseTimestamptz } from "./instant-text.ts";
import { translateError } from "./postgres-errors.ts";
import { type Query, readRows } from "./rows.ts";

/**
 * Runs queries on the pool or within a transaction. Column names are returned in camel case. The rows of a text are unchecked;
 * a `Query` has a schema of its rows.
 * @throws DatabaseUnavailableError, DatabaseConflictError
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

export type Database = Sql & {
  /** Runs `work` in one transaction, which a thrown error rolls back. */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
  end(): Promise<void>;
};

export type DatabaseOptions = {
  readonly url: string;
  /** The maximum number of connections: 1 in a Lambda container, more where one process serves all functions. */
  readonly poolSize: number;
  /** Called with errors of idle connections, such as those that a restart of Postgres closes. */
  readonly onIdleError?: (error: Error) => void;
};

const TIMESTAMPTZ = 1184;
const INT8 = 20;

// bigint columns hold amounts and counters within the safe integers.
const parseInt8 = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError("a bigint column exceeds the safe integers");
  return value;
};

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: "text" | "binary") => {
    if (format !== "binary" && oid === INT8) return parseInt8;
    if (format !== "binary" && oid === TIMESTAMPTZ) return parseTimestamptz;
    return pg.types.getTypeParser(oid, format as "text");
  }) as typeof pg.types.getTypeParser,
};

type Connection = Pick<pg.Pool | pg.PoolClient, "query">;

const queriesOn = (connection: Connection): Sql => {
  const run = async (text: string, values: readonly unknown[] = []): Promise<pg.QueryArrayResult> => {
    try {
      return await connection.query({ text, values: [...values], rowMode: "array" });
    } catch (error) {
      throw translateError(error);
    }
  };
  const many = async <R>(query: string | Query<R>, values?: readonly unknown[]): Promise<R[]> =>
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
    execute: async (text, values) => (await run(text, values)).rowCount ?? 0,
  };
};

/**
 * RDS Proxy rejects a connection with startup parameters ("unsupported startup parameter"), and pins a connection that
 * sets them later. Behind RDS Proxy the cluster's parameter group sets the same two timeouts (infra/database.yml).
 */
const isRdsProxy = (url: string): boolean => /\.proxy-[^./]+\.[^./]+\.rds\./.test(url);

const openPool = ({ url, poolSize, onIdleError }: DatabaseOptions): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    idleTimeoutMillis: 10_000,
    connectionTimeoutMillis: 5_000,
    ...(isRdsProxy(url) ? {} : { statement_timeout: 25_000, idle_in_transaction_session_timeout: 30_000 }),
    application_name: "despacho",
    keepAlive: true,
    types,
  });
  // Without a listener, the error of an idle connection that Postgres closes ends the process.
  pool.on("error", (error) => onIdleError?.(error));
  // pg-pool removes its error listener at checkout; without one, "error" ends the process. Keep a no-op listener on every
  // client.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
};

const transactionOn = async <T>(client: pg.PoolClient, work: (tx: Sql) => Promise<T>): Promise<T> => {
  let connectionError: Error | undefined;
  const onError = (error: Error) => {
    connectionError = error;
  };
  client.on("error", onError);
  try {
    const tx = queriesOn(client);
    await tx.execute("begin");
    const result = await work(tx);
    await tx.execute("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch(onError);
    throw translateError(error);
  } finally {
    client.off("error", onError);
    // An error makes the pool discard the connection.
    client.release(connectionError);
  }
};

/** Opens a pool. Queries are unnamed and transactions hold no session state, so that RDS Proxy does not pin connections. */
export const openDatabase = (options: DatabaseOptions): Database => {
  const pool = openPool(options);
  const connect = (): Promise<pg.PoolClient> =>
    pool.connect().catch((error: unknown) => {
      throw translateError(error);
    });
  return {
    ...queriesOn(pool),
    transaction: async (work) => transactionOn(await connect(), work),
    end: () => pool.end(),
  };
};
