import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTemporaryPostgres } from "../../dev/postgres/temporary-postgres.ts";
import { errorLine } from "../domain/errors.ts";
import { openDatabase } from "./sql.ts";

const CANARY = "CANARY";

const postgres = await startTemporaryPostgres();
const sql = openDatabase({ url: postgres.url, poolSize: 1 });

beforeAll(async () => {
  await sql.execute(
    "create table mails (id int primary key, address text constraint short check (length(address) < 9))",
  );
  await sql.execute(
    "create table copies (id int constraint original references mails, address text not null)",
  );
  await sql.execute("create unique index one_address on mails (address)");
  await sql.execute("insert into mails values (1, $1)", [CANARY]);
});
afterAll(async () => {
  await sql.end();
  await postgres.stop();
});

const failureOf = (text: string, values: readonly unknown[]): Promise<Error> =>
  sql.execute(text, values).then(
    () => {
      throw new Error("the statement succeeded");
    },
    (error: Error) => error,
  );

const FAILING: readonly [string, string, string, readonly unknown[]][] = [
  [
    "a check",
    "SQLSTATE 23514, constraint short, table mails",
    "insert into mails values (2, $1)",
    [`${CANARY} SILVA`],
  ],
  [
    "a unique index",
    "SQLSTATE 23505, constraint one_address, table mails",
    "insert into mails values (2, $1)",
    [CANARY],
  ],
  [
    "a foreign key",
    "SQLSTATE 23503, constraint original, table copies",
    "insert into copies values (7, $1)",
    [CANARY],
  ],
  [
    "not null",
    "SQLSTATE 23502, table copies, column address",
    "insert into copies select 1, null from (values ($1::text)) as v",
    [CANARY],
  ],
];

test.each(FAILING)(
  "neither the error nor Postgres' log has the values of a row that violates %s",
  async (_name, line, text, values) => {
    const error = await failureOf(text, values);
    expect(errorLine(error)).toBe(`DatabaseStatementError: ${line}`);
    expect(inspect(error, { showHidden: true, depth: null })).not.toContain(CANARY);
    expect(readFileSync(postgres.logFile, "utf8")).toContain("violates");
    expect(readFileSync(postgres.logFile, "utf8")).not.toContain(CANARY);
  },
);

test.each([
  ["22P02", "select $1::text::uuid"],
  ["22007", "select $1::text::timestamptz"],
  ["22P02", "select $1::text::jsonb"],
  [
    "22023",
    "select jsonb_set('{}', '{a}', 'null') from jsonb_to_recordset(jsonb_build_object('a', $1::text)) as r(a int)",
  ],
])(
  "the error has SQLSTATE %s and no value where Postgres' message quotes one: %s",
  async (sqlState, text) => {
    const error = await failureOf(text, [CANARY]);
    expect(errorLine(error)).toBe(`DatabaseStatementError: SQLSTATE ${sqlState}`);
    expect(inspect(error, { showHidden: true, depth: null })).not.toContain(CANARY);
  },
);
