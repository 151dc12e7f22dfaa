/** The one way to Postgres: a pool, a transaction, and queries whose names state how many rows they give. */
import pg from "pg";
import { translateError } from "./postgres-errors.ts";

/** Whatever can run a query: the pool, or the transaction's connection. */
export type Sql = {
  /** Any number of rows. */
  many<R>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** One row or none. */
  maybeOne<R>(text: string, values?: readonly unknown[]): Promise<R | undefined>;
  /** Exactly one row. */
  one<R>(text: string, values?: readonly unknown[]): Promise<R>;
};

export type Database = Sql & {
  /** Runs `work` in one transaction; a thrown fault rolls it back. */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
  end(): Promise<void>;
};

export type DatabaseOptions = {
  readonly url: string;
  /** Connections kept at most: 1 in a Lambda container, more where one process serves everything. */
  readonly poolSize: number;
  /** Told of faults on idle connections, which Postgres causes when it restarts. */
  readonly onIdleError?: (fault: Error) => void;
};

const TIMESTAMPTZ = 1184;
const INT8 = 20;

// bigint columns hold money and counters within the safe integers; instants travel as RFC 3339 text.
const parseInt8 = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError("a bigint from the database is not a safe integer");
  return value;
};
const parseInstant = (text: string): string =>
  text.includes("infinity") ? text : new Date(text).toISOString();

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: "text" | "binary") => {
    if (format !== "binary" && oid === INT8) return parseInt8;
    if (format !== "binary" && oid === TIMESTAMPTZ) return parseInstant;
    return pg.types.getTypeParser(oid, format as "text");
  }) as typeof pg.types.getTypeParser,
};

type Queryable = { query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> };

const over = (target: () => Queryable): Sql => {
  const rows = async <R>(text: string, values: readonly unknown[] = []): Promise<R[]> => {
    try {
      return (await target().query(text, [...values])).rows as R[];
    } catch (fault) {
      throw translateError(fault);
    }
  };
  const maybeOne = async <R>(text: string, values?: readonly unknown[]): Promise<R | undefined> => {
    const found = await rows<R>(text, values);
    if (found.length > 1) throw new Error(`expected one row at most, got ${found.length}`);
    return found[0];
  };
  return {
    many: rows,
    maybeOne,
    one: async <R>(text: string, values?: readonly unknown[]) => {
      const found = await maybeOne<R>(text, values);
      if (found === undefined) throw new Error("expected one row, got none");
      return found;
    },
  };
};

/**
 * RDS Proxy refuses a connection that names settings at its start ("unsupported startup parameter"), and pins one that
 * sets them later; behind it the cluster's parameter group holds the same two limits (infra/database.yml).
 */
const throughRdsProxy = (url: string): boolean => /\.proxy-[^./]+\.[^./]+\.rds\./.test(url);

/**
 * Opens a pool. Queries are unnamed and transactions hold no session state, so that RDS Proxy need not pin them.
 * @throws DatabaseUnavailable, DatabaseConflict from its queries
 */
export const openDatabase = ({ url, poolSize, onIdleError: onIdleFault }: DatabaseOptions): Database => {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    idleTimeoutMillis: 10_000,
    connectionTimeoutMillis: 5_000,
    ...(throughRdsProxy(url)
      ? {}
      : { statement_timeout: 25_000, idle_in_transaction_session_timeout: 30_000 }),
    application_name: "despacho",
    keepAlive: true,
    types,
  });
  // Without a listener, an idle connection that Postgres closes would end the process.
  pool.on("error", (fault) => onIdleFault?.(fault));
  // The pool takes its own away when it hands a connection over, and the one that comes next may be told of its end
  // before it has another: in one packet come the answer to the last query and the news.
  pool.on("connect", (client) => client.on("error", () => {}));

  const transaction = async <T>(work: (tx: Sql) => Promise<T>): Promise<T> => {
    const client = await pool.connect().catch((fault: unknown) => {
      throw translateError(fault);
    });
    let broken: Error | undefined;
    const onFault = (fault: Error) => {
      broken = fault;
    };
    client.on("error", onFault);
    try {
      const tx = over(() => client);
      await tx.many("begin");
      const result = await work(tx);
      await tx.many("commit");
      return result;
    } catch (fault) {
      await client.query("rollback").catch((rollbackFault: Error) => {
        broken = rollbackFault;
      });
      throw translateError(fault);
    } finally {
      client.off("error", onFault);
      client.release(broken);
    }
  };

  return { ...over(() => pool), transaction, end: () => pool.end() };
};
