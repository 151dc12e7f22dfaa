import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileSource, decideSource, orderWith } from "../../test/support/decisions.ts";
import { book, laptop, video } from "../../test/support/orders.ts";
import { check, issuesOf } from "../../test/support/rulebook-source.ts";
import { compile } from "./compile.ts";
import { decide } from "./decide.ts";
import { rulebookSchema } from "./rulebook.ts";
import { startSimulation } from "./simulate.ts";

const rate = (rateBps: number): string => `then: [{ commission: { rateBps: ${rateBps} } }]`;
const row = (when: string, then = rate(100)): string => `      - { when: { ${when} }, ${then} }\n`;
const table = (rows: readonly string[], more = ""): string =>
  `tables:\n  - id: rates\n    description: Rates\n${more}    rows:\n${rows.join("")}`;
const POLICY = (policy: string): string => `    policy: ${policy}\n`;
const OTHERWISE = "    else: { then: [{ commission: { rateBps: 1 } }] }\n";
const ORDER = orderWith([book({ lineId: "1", unitPrice: 5_000, quantity: 1 }), laptop({ lineId: "2" })], {
  agentId: "A-1",
});
const decided = (source: string, order = ORDER) => {
  const { tasks, whyNot } = decideSource(source, order);
  const rates = tasks.flatMap(({ payload, because }) =>
    "entries" in payload
      ? payload.entries.map(({ lineId, rateBps }) => [
          lineId,
          rateBps,
          because.find((one) => one.lineId === lineId)?.ruleId,
        ])
      : [],
  );
  return { rates, whyNot };
};

describe("a decision table", () => {
  const ROWS = [
    row("line.type: book, line.total: 0..5000", rate(100)),
    row("line.type: book, line.total: 5000..", rate(200)),
    row("line.type: [physical, video]", rate(300)),
  ];

  test("is decided row by row, and bounds are half-open", () => {
    expect(decided(table(ROWS)).rates).toEqual([
      ["1", 200, "rates/2"],
      ["2", 300, "rates/3"],
    ]);
  });

  test("explains each row that does not fit by its cells", () => {
    expect(decided(table(ROWS)).whyNot).toContainEqual({
      ruleId: "rates/1",
      lineId: "1",
      explanation: "line.total < 5000 (was 5000)",
    });
  });

  test.each([
    ["is switched off", "    enabled: false\n"],
    ["is not in force yet", "    from: 2030-01-01T00:00:00Z\n"],
    ["has ended", "    until: 2020-01-01T00:00:00Z\n"],
    ["has an exception that holds", '    except: [{ id: x, when: "true", reason: r, owner: o }]\n'],
  ])("does nothing when it %s", (_name, more) => {
    expect(decided(table(ROWS, more)).rates).toEqual([]);
  });

  test("does what `else` says where no row fits, and both sides are explained", () => {
    const { rates, whyNot } = decided(table(ROWS.slice(0, 2), OTHERWISE));
    expect(rates).toEqual([
      ["1", 200, "rates/2"],
      ["2", 1, "rates/else"],
    ]);
    expect(whyNot).toContainEqual({
      ruleId: "rates/else",
      lineId: "1",
      explanation: 'row rates/2 fits: line.type == "book" (was "book") && line.total >= 5000 (was 5000)',
    });
  });

  test("has numbers over lines as columns, which are ranges that do not overlap", () => {
    const units = `'order.lines.sum(l, l.type == "book", l.quantity)'`;
    const rows = (second: string) =>
      table([row(`${units}: 3..6`), row(`${units}: ${second}`, rate(200))], "    forEach: order\n");
    const books = (quantity: number) =>
      decided(rows("6.."), orderWith([book({ lineId: "1", quantity })], { agentId: "A-1" }));
    expect(books(2).rates).toEqual([]);
    expect(books(5)).toMatchObject({ rates: [["1", 100, undefined]] });
    expect(books(6)).toMatchObject({ rates: [["1", 200, undefined]] });
    const checked = check(rows("6.."));
    expect(checked).toMatchObject({
      warnings: [{ detail: expect.stringContaining('sum(l, l.type == "book", l.quantity): 0..3 }') }],
    });
    expect(issuesOf(rows("5..")).map(({ detail }) => detail)).toEqual([
      expect.stringContaining("rows `rates/1` and `rates/2` may both fit"),
    ]);
  });

  test("under the policy first applies the first row that fits, and the others name it", () => {
    const rows = [row("line.total: 5000..", rate(100)), row("line.type: book", rate(200))];
    const { rates, whyNot } = decided(table(rows, POLICY("first")));
    expect(rates).toEqual([
      ["1", 100, "rates/1"],
      ["2", 100, "rates/1"],
    ]);
    expect(whyNot).toContainEqual({
      ruleId: "rates/2",
      lineId: "1",
      explanation: "row rates/1 comes first: line.total >= 5000 (was 5000)",
    });
  });

  test("under the policy collect applies all rows that fit", () => {
    const slips = ["shipping", "royalties"].map((to) =>
      row("line.type: book", `then: [{ packingSlip: { destination: ${to} } }]`),
    );
    expect(decideSource(table(slips, POLICY("collect")), ORDER).tasks.map(({ lineIds }) => lineIds)).toEqual([
      ["1"],
      ["1"],
    ]);
  });

  test("for each order looks at the order once", () => {
    const slip = "then: [{ packingSlip: { destination: shipping } }]";
    const rows = [row("order.goodsTotal: 0..100", slip), row("order.goodsTotal: 100..", slip)];
    expect(decideSource(table(rows, "    forEach: order\n"), ORDER).whyNot).toMatchObject([
      { ruleId: "rates/1", explanation: expect.stringContaining("order.goodsTotal < 100") },
    ]);
  });

  test("fits no line that lacks the field of a column, and needs no test for it", () => {
    const rows = [row("order.metadata.channel: web", rate(100)), row("line.publisher: ACME", rate(200))];
    const source = `productTypes:\n  book: { attributes: { publisher: string? } }\n${table(rows, POLICY("first"))}`;
    expect(issuesOf(source).filter(({ detail }) => detail.includes("absent"))).toEqual([]);
  });

  test("looks into a list", () => {
    const rows = [row(`line.sku: 'lists["december"]'`, rate(100)), row("line.type: book", rate(200))];
    const source = `${table(rows, POLICY("first"))}examples:
  - { name: In, order: { agentId: A-1, lines: [{ type: book, sku: B }] }, lists: { december: [B] }, expect: { applied: [rates/1] } }
  - { name: Out, order: { agentId: A-1, lines: [{ type: book, sku: C }] }, lists: { december: [B] }, expect: { applied: [rates/2], not: [rates/1] } }
`;
    expect(check(source)).toMatchObject({ ok: true, failedExamples: [] });
  });

  test("adds free items", () => {
    const gift = "then: [{ addFreeItem: { sku: BOOKMARK, reason: r } }]";
    const rows = [row("line.type: book", gift)];
    expect(decideSource(table(rows), ORDER).lines.filter(({ free }) => free)).toHaveLength(1);
  });

  test("is loaded from its stored form and decides the same", () => {
    const { rulebook } = compileSource(table(ROWS.slice(0, 2), POLICY("first") + OTHERWISE));
    const stored = rulebookSchema.parse(JSON.parse(JSON.stringify(rulebook)));
    expect(decide(compile(stored), 1, ORDER, {})).toEqual(decide(compile(rulebook), 1, ORDER, {}));
    expect(stored.tables).toEqual([
      {
        id: "rates",
        description: "Rates",
        policy: "first",
        hasElse: true,
        rows: [
          { "line.type": "book", "line.total": "0..5000" },
          { "line.type": "book", "line.total": "5000.." },
        ],
      },
    ]);
  });
});

test.each([
  ["first", 40],
  ["unique", 20],
] as const)("a table of many SKUs under the policy %s decides each line by its rows", (policy, count) => {
  const skuOf = (index: number): string => `SKU-${index % 20}`;
  const rows = Array.from({ length: count }, (_, index) =>
    row(`line.type: book, line.sku: ${skuOf(index)}`, rate(index + 2)),
  );
  const source = table(rows, `${POLICY(policy)}${OTHERWISE}`);
  const lines = Array.from({ length: 21 }, (_, index) => book({ lineId: `${index}`, sku: `SKU-${index}` }));
  const expected = lines.map(({ lineId }, index) =>
    index < 20 ? [lineId, index + 2, `rates/${index + 1}`] : [lineId, 1, "rates/else"],
  );
  const order = orderWith([...lines, laptop({ lineId: "l", sku: "SKU-0" })], { agentId: "A-1" });
  expect(decided(source, order).rates).toEqual([...expected, ["l", 1, "rates/else"]]);
});

describe("a table among rules", () => {
  const one = table([row("line.type: book")], OTHERWISE);

  test("is overridden as a whole, or one row of it", () => {
    const over = (id: string) =>
      `rules:\n  - { id: over, when: "true", overrides: [${id}], then: [{ packingSlip: { destination: royalties } }] }\n${one}`;
    expect(decided(over("rates")).rates).toEqual([]);
    expect(decided(over("rates/1")).rates).toEqual([["2", 1, "rates/else"]]);
    expect(issuesOf(over("rates/7"))).toMatchObject([
      { detail: expect.stringContaining("no rule `rates/7`") },
    ]);
    expect(issuesOf(over("rate"))).toMatchObject([{ detail: "no rule `rate`; did you mean `rates`?" }]);
  });

  test("overrides another rule with each of its rows", () => {
    const source = `rules:\n  - { id: all, when: "true", then: [{ commission: { rateBps: 900 } }] }\n${table([row("line.type: book")], "    overrides: [all]\n")}`;
    expect(decided(source).rates).toEqual([
      ["1", 100, "rates/1"],
      ["2", 900, "all"],
    ]);
  });

  test("that override each other are an issue", () => {
    const source = `rules:\n  - { id: over, when: "true", overrides: [rates/1], then: [webhook: { connection: c, event: e, payload: {} }] }\n${table([row("line.type: book")], "    overrides: [over]\n")}`;
    expect(issuesOf(source)).toMatchObject([
      { detail: "a rule must not override itself: over over rates over over" },
    ]);
  });

  test("is expected by examples as a whole or by row", () => {
    const expecting = (expectation: string) => `${one}examples:
  - { name: E, order: { agentId: A-1, lines: [{ type: book }] }, expect: { ${expectation} } }
`;
    for (const met of ["applied: [rates]", "applied: [rates/1], not: [rates/else]"])
      expect(check(expecting(met))).toMatchObject({ ok: true, failedExamples: [] });
    expect(check(expecting("not: [rates]"))).toMatchObject({
      failedExamples: [{ detail: expect.stringContaining("rule rates should have no effect") }],
    });
    expect(issuesOf(expecting("applied: [rates/9]"))).toHaveLength(1);
  });

  test("is counted by simulations row by row", () => {
    const compiled = compileSource(one);
    const simulation = startSimulation(compiled, compiled);
    simulation.add({ order: ORDER, catalogue: {}, lookups: { rateOf: () => 100 } });
    expect(simulation.report().rules).toEqual([
      { ruleId: "rates/1", before: 1, after: 1 },
      { ruleId: "rates/else", before: 1, after: 1 },
    ]);
  });

  test("conflicts with a rule that fixes another rate", () => {
    const source = `rules:\n  - { id: all, when: "line.quantity > 2", then: [{ commission: { rateBps: 900 } }] }\n${one}`;
    expect(issuesOf(source)).toContainEqual(
      expect.objectContaining({
        ruleId: "rates/1",
        detail: expect.stringContaining("`all` fixes the rate 900 and `rates/1` the rate 100"),
      }),
    );
  });

  test("with the id of a rule is an issue", () => {
    const source = `rules:\n  - { id: rates, when: "true", then: [{ packingSlip: { destination: shipping } }] }\n${one}`;
    expect(issuesOf(source)).toMatchObject([
      { pointer: "/tables/0/id", detail: "two rules have the id `rates`" },
    ]);
  });
});

test("random tables decide as a naive reading of their policy does", () => {
  const cellOf = fc.record({
    types: fc.option(fc.subarray(["book", "physical", "video"], { minLength: 1 }), { nil: undefined }),
    from: fc.option(fc.constantFrom(0, 3_000, 150_000), { nil: undefined }),
  });
  const order = orderWith([book({ lineId: "1" }), laptop({ lineId: "2" }), video({ lineId: "3" })], {
    agentId: "A-1",
  });
  fc.assert(
    fc.property(
      fc.array(cellOf, { minLength: 1, maxLength: 4 }),
      fc.constantFrom("first", "collect"),
      fc.boolean(),
      (rows, policy, hasElse) => {
        const webhook = (name: string) => `then: [webhook: { connection: c, event: ${name}, payload: {} }]`;
        const written = rows.map(({ types, from }, index) => {
          const cells = [
            ...(types === undefined ? [] : [`line.type: [${types.join(", ")}]`]),
            ...(from === undefined ? [] : [`line.unitPrice: ${from}..`]),
          ];
          return row(cells.join(", "), webhook(`e${index}`));
        });
        const source = table(written, POLICY(policy) + (hasElse ? `    else: { ${webhook("none")} }\n` : ""));
        const expected = order.lines.flatMap((line) => {
          const fitting = rows.flatMap(({ types, from }, index) =>
            (types?.includes(line.type) ?? true) && line.unitPrice >= (from ?? 0) ? [`e${index}`] : [],
          );
          const acting = policy === "first" ? fitting.slice(0, 1) : fitting;
          return (acting.length > 0 || !hasElse ? acting : ["none"]).map(
            (event) => `${line.lineId} ${event}`,
          );
        });
        const { tasks } = decide(compileSource(source), 1, order, {});
        const actual = tasks.map(
          ({ lineIds, payload }) => `${lineIds[0]} ${(payload as { event: string }).event}`,
        );
        expect(actual.toSorted()).toEqual(expected.toSorted());
      },
    ),
    { numRuns: 100, seed: 41 },
  );
}, 60_000);
