/** Migration 0014 gives every client its own agents, rates and catalogue; a database of before keeps working. */
import { beforeAll, expect, test } from "vitest";
import { createEarlierDatabase } from "../../test/support/earlier-database.ts";

const OWNERSHIP = "0014_ownership.sql";
const NEXT = "0015_keys.sql";

const { client, rowsOf, migrateBefore } = await createEarlierDatabase();

const DATA = `
insert into clients values ('shop', now()), ('other', now());
insert into catalogue (sku, type, title, link, fields, updated_at)
values ('VIDEO-SKI', 'video', 'Ski', 'https://changed.example.com/', '{}', now()),
       ('BOOKMARK', 'physical', 'Bookmark', null, '{"weightGrams": 5}', now());
insert into agents values ('A-1', 'Ana', now()), ('A-2', 'Bia', now());
insert into agent_rates values ('A-1', '-infinity', 500, now()), ('A-1', '2026-01-01Z', 700, now());`;

beforeAll(async () => {
  await migrateBefore(OWNERSHIP);
  await client.query(DATA);
  await migrateBefore(NEXT);
  await client.query("insert into clients values ('new', now())");
});

test("every client of before has every agent with all of its rates; a new client has none", async () => {
  expect(
    await rowsOf(
      `select client_id, agent_id, name, array_agg(rate_bps order by valid_from) filter (where rate_bps is not null)
       from agents left join agent_rates using (client_id, agent_id) group by 1, 2, 3 order by 1, 2`,
    ),
  ).toEqual([
    ["other", "A-1", "Ana", [500, 700]],
    ["other", "A-2", "Bia", null],
    ["shop", "A-1", "Ana", [500, 700]],
    ["shop", "A-2", "Bia", null],
  ]);
});

test("every client, a new one too, has the catalogue that was shared", async () => {
  const entries = [
    ["BOOKMARK", null, { weightGrams: 5 }],
    ["VIDEO-SKI", "https://changed.example.com/", {}],
  ];
  expect(
    await rowsOf('select client_id, sku, link, fields from catalogue order by client_id collate "C", sku'),
  ).toEqual(["new", "other", "shop"].flatMap((shop) => entries.map((entry) => [shop, ...entry])));
});

test("two clients may have agents, rates and SKUs of one id", async () => {
  await client.query("insert into agents values ('A-1', 'Zoe', now(), 'new')");
  await client.query("insert into agent_rates values ('A-1', '-infinity', 900, now(), 'new')");
  await expect(client.query("insert into agents values ('A-1', 'Zoe', now(), 'new')")).rejects.toMatchObject({
    code: "23505",
  });
  await expect(
    client.query("insert into agent_rates values ('A-2', '-infinity', 900, now(), 'new')"),
  ).rejects.toMatchObject({ code: "23503" });
});
