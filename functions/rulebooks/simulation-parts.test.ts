import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { followMachineClock } from "../../lib/runtime/clock.ts";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { encodeSimulationCursor } from "../../lib/contract/simulation-cursor.ts";
import { createClients } from "../../test/support/client-data.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { bookLine, laptopLine } from "../../test/support/order-body.ts";
import {
  activateVersion,
  callRulebooks,
  postOrder,
  SLIP_RULES,
  saveVersion,
  simulateVersion,
} from "../../test/support/rulebook-api.ts";

followMachineClock();
const stack = await startFunctionStack();
const ORDERS = 7;

/** Every order with a book differs from the starting rulebook: it has no royalty copy. */
beforeAll(async () => {
  await createClients(stack.sql, "test-shop", "other-shop");
  for (let index = 0; index < ORDERS; index += 1)
    await postOrder({ orderId: `P-${index}`, lines: [bookLine, laptopLine] });
  await postOrder({ orderId: "OTHER", lines: [bookLine] }, { client: "other-shop" });
});
beforeEach(clearRulesCache);

const simulateText = (query: Record<string, string> = {}, more = {}) =>
  callRulebooks("POST /rulebooks/simulation", {
    body: SLIP_RULES,
    query,
    headers: { "Content-Type": "application/yaml" },
    ...more,
  });

const orderIdsOf = (csv: string): string[] =>
  csv
    .trim()
    .split("\r\n")
    .slice(1)
    .map((row) => row.split(",")[0]!);

/** Lets the time of a request run out after its first order: every look at the clock is a minute later. */
const withFastClock = async <T>(work: () => Promise<T>): Promise<T> => {
  let at = Date.now();
  const clock = vi.spyOn(Date, "now").mockImplementation(() => (at += 15_000));
  return work().finally(() => clock.mockRestore());
};

describe("a simulation that runs out of time", () => {
  test("goes on with nextCursor, and counts no order twice", async () => {
    const version = await saveVersion(SLIP_RULES);
    const whole = (await simulateVersion(version)).json;
    expect(whole).toMatchObject({ ordersReplayed: ORDERS, nextCursor: null });
    const seen: string[] = [];
    let replayed = 0;
    let cursor: string | undefined;
    do {
      const body = cursor === undefined ? {} : { cursor };
      const { json } = await withFastClock(() => simulateVersion(version, body));
      replayed += json.ordersReplayed;
      seen.push(...json.examples.map(({ orderId }: { orderId: string }) => orderId));
      if (cursor === undefined) {
        expect(json).toMatchObject({ incomplete: true, nextCursor: expect.any(String) });
        await postOrder({ orderId: "LATER", lines: [bookLine] });
      }
      cursor = json.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(replayed).toBe(ORDERS);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).not.toContain("LATER");
  });

  test("keeps its limit, and the version that it compares with when another one is activated", async () => {
    const first = (await withFastClock(() => simulateText({ limit: "3" }))).json;
    expect(first).toMatchObject({ against: 1, incomplete: true });
    await activateVersion(await saveVersion(SLIP_RULES));
    clearRulesCache();
    const rest = (await simulateText({ limit: "3", cursor: first.nextCursor })).json;
    expect(rest).toMatchObject({ against: 1, nextCursor: null });
    expect(first.ordersReplayed + rest.ordersReplayed).toBe(3);
    expect(first.ordersDiffering + rest.ordersDiffering).toBe(3);
    await activateVersion("1");
  });

  test("refuses a cursor that it did not give", async () => {
    for (const cursor of ["x", "", encodeSimulationCursor({ before: 1.5, against: 1 })])
      expect((await simulateText({ cursor })).status).toBe(422);
  });
});

describe("a simulation as CSV", () => {
  test("has a row for every difference of every order", async () => {
    const { status, text, headers } = await simulateText({ format: "csv" });
    expect([status, headers["content-type"]]).toEqual([200, "text/csv; charset=utf-8"]);
    expect(text.split("\r\n")[0]).toBe("orderId,clientId,change,kind,lines,before,after,rules");
    const rows = text.split("\r\n").filter((row) => row.startsWith("P-0,"));
    expect(rows).toContain("P-0,,removed,packing_slip:royalties,1,packing slip for royalties,,royalty-copy");
    expect(new Set(orderIdsOf(text)).size).toBe(ORDERS + 1);
  });

  test("comes for Accept: text/csv too, of saved versions as well; other types are 406", async () => {
    const asked = await simulateText(
      {},
      { headers: { "Content-Type": "application/yaml", Accept: "text/csv" } },
    );
    expect(asked.text).toMatch(/^orderId,/);
    const saved = await simulateVersion(await saveVersion(SLIP_RULES), {}, { query: { format: "csv" } });
    expect(saved.text).toBe(asked.text);
    const pdf = { headers: { "Content-Type": "application/yaml", Accept: "application/pdf" } };
    expect((await simulateText({}, pdf)).status).toBe(406);
    expect((await simulateText({ format: "xml" })).status).toBe(422);
  });

  test("goes on by the Link header", async () => {
    const whole = orderIdsOf((await simulateText({ format: "csv" })).text);
    const seen: string[] = [];
    let query: Record<string, string> | undefined = { format: "csv", by: "received" };
    while (query !== undefined) {
      const asked: Record<string, string> = query;
      const { text, headers } = await withFastClock(() => simulateText(asked));
      seen.push(...orderIdsOf(text));
      const next = /^<\?(.*)>; rel="next"$/.exec(headers.link ?? "")?.[1];
      query = next === undefined ? undefined : Object.fromEntries(new URLSearchParams(next));
    }
    expect(seen).toEqual(whole);
  });

  test("says whose order it is to a key that sees every client's", async () => {
    const { text } = await simulateText({ format: "csv" }, { scopes: ["rules:read", "clients:all"] });
    expect(text).toMatch(/^OTHER,other-shop,removed,/m);
    expect(text).toMatch(/^P-0,test-shop,removed,/m);
  });
});

describe("list versions of a simulation of a text", () => {
  const rules = `rules:
  - id: listed
    when: line.type == "book" && line.sku in lists["chosen"]
    then: [{ packingSlip: { destination: royalties } }]
`;

  beforeAll(async () => {
    for (const [version, values] of [
      [1, "[]"],
      [2, JSON.stringify([bookLine.sku])],
    ] as const)
      await stack.sql.execute(
        `insert into list_versions (list_id, version, kind, items, size, content_hash, created_at, created_by)
         values ('chosen', $1, 'sku', $2, jsonb_array_length($2), sha256('x'), now(), 'test')`,
        [version, values],
      );
  });

  const appliedWith = async (lists: string) => {
    const { status, json } = await callRulebooks("POST /rulebooks/simulation", {
      body: rules,
      query: { lists, limit: "1" },
      headers: { "Content-Type": "application/yaml" },
    });
    return status === 200
      ? json.rules.find(({ ruleId }: { ruleId: string }) => ruleId === "listed").after
      : status;
  };

  test("are seen by the text, written as pairs or as JSON", async () => {
    expect(await appliedWith("chosen:1")).toBe(0);
    expect(await appliedWith("chosen:2")).toBe(1);
    expect(await appliedWith('{"chosen":2}')).toBe(1);
  });

  test("that there are not are 422", async () => {
    for (const lists of ["chosen:9", "other:1", "chosen", "chosen:x", "", "{}x"])
      expect(await appliedWith(lists)).toBe(422);
  });
});
