import fc from "fast-check";
import pg from "pg";
import { afterAll, describe, expect, test } from "vitest";
import { arbitraryInstant } from "../../test/support/arbitrary-instant.ts";
import { createTestDatabase } from "../../test/support/database.ts";
import { parseInstant } from "../domain/instant.ts";
import { parseTimestamptz } from "./instant-text.ts";
import { openDatabase } from "./sql.ts";

const database = await createTestDatabase();
const sql = openDatabase({ url: database.url, poolSize: 1 });
afterAll(async () => {
  await sql.end();
  await database.drop();
});

describe("instants in PostgreSQL", () => {
  test("read back as the instant that was written, for every year, offset and fraction", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryInstant, { minLength: 1, maxLength: 50 }), async (instants) => {
        const rows = await sql.many<{ at: string }>(
          "select at from unnest($1::timestamptz[]) with ordinality as t(at, position) order by position",
          [instants.map(({ text }) => parseInstant(text))],
        );
        expect(rows.map((row) => row.at)).toEqual(instants.map(({ utc }) => utc));
      }),
      { numRuns: 100 },
    );
  });

  test.each(["UTC", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Auckland"])(
    "read back in a session in %s, also with local mean time, before Christ and after the year 9999",
    async (zone) => {
      const client = new pg.Client(database.url);
      await client.connect();
      await client.query("select set_config('timezone', $1, false)", [zone]);
      const read = async (text: string) =>
        (await client.query("select $1::timestamptz::text as at", [text])).rows[0].at as string;
      const instants = [
        ["0001-01-01 00:00:00+00", "0001-01-01T00:00:00.000Z"],
        ["0050-06-15 12:00:00.1239996+00", "0050-06-15T12:00:00.124Z"],
        ["1899-06-15 12:00:00.5+00", "1899-06-15T12:00:00.500Z"],
        ["2026-11-20 17:03:00.123456+00", "2026-11-20T17:03:00.123Z"],
        ["0001-12-31 23:59:59.999999+00 BC", "0000-12-31T23:59:59.999Z"],
        ["0044-03-15 12:00:00+00 BC", "-000043-03-15T12:00:00.000Z"],
        ["10000-01-01 00:00:00+00", "+010000-01-01T00:00:00.000Z"],
        ["infinity", "infinity"],
        ["-infinity", "-infinity"],
      ];
      for (const [text, utc] of instants) expect(parseTimestamptz(await read(text!))).toBe(utc);
      await client.end();
    },
  );
});
