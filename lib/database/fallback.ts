/** Reading from replicas, which may be missing for a while: a failover makes one of them the writer. */
import { DatabaseConflictError, DatabaseUnavailableError } from "../domain/errors.ts";
import type { Sql } from "./sql.ts";

/** A replica ends a statement that reads rows which it must remove; that is a conflict. */
const isOfReplica = (error: unknown): boolean =>
  error instanceof DatabaseUnavailableError || error instanceof DatabaseConflictError;

/** Runs each query on `replica`, and on `writer` when the replica cannot be reached or ends it. Only for queries that read. */
export const withFallback = (replica: Sql, writer: Sql): Sql => {
  const either = async <T>(run: (sql: Sql) => Promise<T>): Promise<T> => {
    try {
      return await run(replica);
    } catch (error) {
      if (isOfReplica(error)) return run(writer);
      throw error;
    }
  };
  return {
    many: (query, values) => either((sql) => sql.many(query, values)),
    maybeOne: (query, values) => either((sql) => sql.maybeOne(query, values)),
    one: (query, values) => either((sql) => sql.one(query, values)),
    execute: (text, values) => either((sql) => sql.execute(text, values)),
  };
};
