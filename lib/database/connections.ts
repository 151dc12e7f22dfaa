/** The connection pool, which detects connections that no longer respond. */
import type { Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import pg from "pg";
import { parseTimestamptz } from "./instant-text.ts";

export type DatabaseOptions = {
  readonly url: string;
  /** The maximum number of connections: 1 in a Lambda container, more where one process serves all functions. */
  readonly poolSize: number;
  /**
   * Whether a connection parses and plans the statements of intake and tasks once. Not behind a pooler that shares connections,
   * and never behind RDS Proxy, which would pin the connection.
   */
  readonly preparesStatements?: boolean;
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
    ...(isRdsProxy(url) ? {} : { statement_timeout: 10_000, idle_in_transaction_session_timeout: 30_000 }),
    application_name: "despacho",
    keepAlive: true,
    // Without it the first probe is sent after the kernel's two hours.
    keepAliveInitialDelayMillis: 10_000,
    types,
  });
  // Without a listener, the error of an idle connection that Postgres closes ends the process.
  pool.on("error", (error) => onIdleError?.(error));
  // pg-pool removes its error listener at checkout; without one, "error" ends the process. Keep a no-op listener on every
  // client.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
};

/** A statement got no response in time: the network drops packets, or the server has gone without closing the connection. */
export class ConnectionSilentError extends Error {
  constructor(timeoutMs: number) {
    super(`no response from the database within ${timeoutMs} ms`);
    this.name = "ConnectionSilentError";
  }
}

const rejectAfter = (timeoutMs: number): { silent: Promise<never>; cancel: () => void } => {
  const { promise: silent, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(async () => {
    // While the event loop is blocked, responses are late, too. Those that have arrived are read first.
    await nextTurn();
    await nextTurn();
    reject(new ConnectionSilentError(timeoutMs));
  }, timeoutMs);
  return { silent, cancel: () => clearTimeout(timer) };
};

const destroySocket = (client: pg.PoolClient): void => {
  (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
};

/** How a statement runs. */
export type StatementOptions = {
  /** How long it waits for the response. */
  readonly timeoutMs: number;
  /** Whether it may be prepared. Its text is then one of few. */
  readonly isRepeated: boolean;
};

export type Connections = {
  /** Whether a connection keeps the plans of repeated statements. */
  readonly keepsPlans: boolean;
  /** A connection that no other has shown to be silent. It must be released. */
  checkout(): Promise<pg.PoolClient>;
  /** Returns a connection to the pool, or closes it. */
  release(client: pg.PoolClient, isBroken: boolean): void;
  /**
   * Runs a statement on a connection.
   * @throws ConnectionSilentError when there is no response in time
   */
  query(
    client: pg.PoolClient,
    text: string,
    values: readonly unknown[],
    options: StatementOptions,
  ): Promise<pg.QueryArrayResult>;
  end(): Promise<void>;
};

/** A text beyond these runs unprepared: every connection keeps each prepared statement. */
const MAX_PREPARED = 200;

/** The names of prepared statements, the same on every connection. */
const statementNames = (isEnabled: boolean): ((text: string) => string | undefined) => {
  const names = new Map<string, string>();
  return (text) => {
    if (!isEnabled) return undefined;
    const found = names.get(text);
    if (found !== undefined || names.size >= MAX_PREPARED) return found;
    const name = `s${names.size}`;
    names.set(text, name);
    return name;
  };
};

/**
 * Opens a pool. After a network failure often all connections are silent at once. When one is silent, the others are used only
 * after they have responded again; idle ones are replaced by fresh connections.
 */
export const openConnections = (options: DatabaseOptions): Connections => {
  const pool = openPool(options);
  const keepsPlans = options.preparesStatements === true && !isRdsProxy(options.url);
  const nameOf = statementNames(keepsPlans);
  /** The number of statements so far that got no response. */
  let lostResponses = 0;
  /** For each connection that number when it last responded. */
  const respondedAt = new WeakMap<pg.PoolClient, number>();
  pool.on("connect", (client) => respondedAt.set(client, lostResponses));

  const release = (client: pg.PoolClient, isBroken: boolean): void => {
    client.release(isBroken);
    // Closing in good order waits for a response.
    if (isBroken) destroySocket(client);
  };
  const checkout = async (): Promise<pg.PoolClient> => {
    for (;;) {
      const client = await pool.connect();
      if (respondedAt.get(client) === lostResponses) return client;
      release(client, true);
    }
  };
  const query: Connections["query"] = async (client, text, values, { timeoutMs, isRepeated }) => {
    const { silent, cancel } = rejectAfter(timeoutMs);
    const name = isRepeated && values.length > 0 ? nameOf(text) : undefined;
    try {
      const statement = { text, values: [...values], rowMode: "array" as const };
      const response = client.query(name === undefined ? statement : { ...statement, name });
      const result = await Promise.race([response, silent]);
      respondedAt.set(client, lostResponses);
      return result;
    } catch (error) {
      if (error instanceof ConnectionSilentError) lostResponses++;
      throw error;
    } finally {
      cancel();
    }
  };
  return { keepsPlans, checkout, release, query, end: () => pool.end() };
};
