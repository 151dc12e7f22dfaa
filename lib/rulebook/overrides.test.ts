import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compileSource,
  decideSource,
  orderWith,
  ruleSource,
  taskKeys,
} from "../../test/support/decisions.ts";
import { book, laptop, video } from "../../test/support/orders.ts";
import { issuesOf, warningsOf } from "../../test/support/rulebook-source.ts";
import { decide } from "./decide.ts";

const slip = "{ packingSlip: { destination: royalties } }";
const over = (...ids: string[]) => `    overrides: [${ids.join(", ")}]\n`;
const ORDER = orderWith([book({ lineId: "1" }), laptop({ lineId: "2" })], { agentId: "A-1" });

describe("a rule that overrides another", () => {
  const books = (more = "") =>
    ruleSource("books", 'line.type == "book"', "{ commission: { rateBps: 900 } }", more);
  const all = (more = "") => ruleSource("all", "true", "{ commission: { rateBps: 300 } }", more);
  const rates = (source: string) =>
    decideSource(`rules:\n${source}`, ORDER).tasks.flatMap(({ payload }) =>
      "entries" in payload ? payload.entries.map(({ rateBps }) => rateBps) : [],
    );

  test.each([
    ["before it", all() + books(over("all"))],
    ["after it", books(over("all")) + all()],
  ])("acts instead of it where both apply: written %s", (_name, source) => {
    expect(rates(source)).toEqual([900, 300]);
  });

  test("is named by the explanation", () => {
    expect(decideSource(`rules:\n${all()}${books(over("all"))}`, ORDER).whyNot).toContainEqual({
      ruleId: "all",
      lineId: "1",
      explanation:
        'all would have applied; held back by books, which overrides it: line.type == "book" (was "book")',
    });
  });

  test.each([
    ["it is switched off", "    enabled: false\n"],
    ["it is not in force yet", "    from: 2030-01-01T00:00:00Z\n"],
    ["an exception holds it back", '    except: [{ id: x, when: "true", reason: r, owner: o }]\n'],
  ])("holds nothing back when %s", (_name, more) => {
    expect(rates(all() + books(over("all") + more))).toEqual([300, 300]);
  });

  test("reaches along a chain whose middle does not apply", () => {
    const rules =
      ruleSource("a", "true", "{ commission: { rateBps: 1 } }", over("b")) +
      ruleSource("b", "line.free", "{ commission: { rateBps: 2 } }", over("c")) +
      ruleSource("c", "true", "{ commission: { rateBps: 3 } }");
    expect(rates(rules)).toEqual([1, 1]);
  });

  test("for each order holds a rule for each line back on every line", () => {
    const rules = ruleSource("whole", "true", slip, `    forEach: order\n${over("all")}`) + all();
    expect(taskKeys(decideSource(`rules:\n${rules}`, ORDER))).toEqual(["packing_slip:royalties"]);
  });

  test("for each line takes its lines from a rule for each order", () => {
    const rules =
      ruleSource("whole", "true", "{ packingSlip: { destination: shipping } }", "    forEach: order\n") +
      ruleSource("books", 'line.type == "book"', slip, over("whole"));
    const decided = decideSource(`rules:\n${rules}`, ORDER);
    expect(decided.tasks.map(({ key, lineIds }) => [key, lineIds])).toEqual([
      ["packing_slip:shipping", ["2"]],
      ["packing_slip:royalties", ["1"]],
    ]);
    expect(decided.whyNot).toContainEqual(expect.objectContaining({ ruleId: "whole", lineId: "1" }));
  });

  test("holds free items back, and with them the tasks of the same rule", () => {
    const gift = ruleSource("gift", "true", "{ addFreeItem: { sku: BOOKMARK, reason: r } }, commission");
    const rules = gift + ruleSource("videos", 'line.type == "video"', slip, over("gift"));
    const decided = decideSource(`rules:\n${rules}`, orderWith([video({ lineId: "1" })], { agentId: "A-1" }));
    expect(decided.lines.filter(({ free }) => free)).toEqual([]);
    expect(taskKeys(decided)).toEqual(["packing_slip:royalties"]);
    expect(decided.whyNot).toContainEqual(
      expect.objectContaining({
        ruleId: "gift",
        explanation: expect.stringContaining("held back by videos"),
      }),
    );
  });
});

describe("issues of overrides", () => {
  const rule = (id: string, ...ids: string[]) =>
    ruleSource(id, `line.sku == "${id}"`, "commission", ids.length > 0 ? over(...ids) : "");

  test.each([
    [
      "an unknown id",
      rule("first", "secnd") + rule("second"),
      ["/rules/0/overrides/0 no rule `secnd`; did you mean `second`?"],
    ],
    ["the rule itself", rule("a", "a"), ["/rules/0/overrides/0 a rule must not override itself: a over a"]],
    [
      "a circle, once, at its first rule",
      rule("z", "a") + rule("a", "b") + rule("b", "c") + rule("c", "z", "a"),
      ["/rules/0/overrides/0 a rule must not override itself: z over a over b over c over z"],
    ],
  ])("%s", (_name, rules, expected) => {
    expect(issuesOf(`rules:\n${rules}`).map(({ pointer, detail }) => `${pointer} ${detail}`)).toEqual(
      expected,
    );
  });
});

test("a rule that is overridden does not cover another, and one that overrides is not covered", () => {
  const one = (id: string, more = "") => ruleSource(id, "true", "commission", more);
  expect(warningsOf(`rules:\n${one("a", over("b"))}${one("b")}${one("c")}`).join()).not.toContain("`b`");
});

test("random rulebooks decide as a naive reading of overrides does", () => {
  const TYPES = ["book", "physical", "video"] as const;
  const arbitraryRules = fc.array(
    fc.record({ types: fc.subarray([...TYPES]), forOrder: fc.boolean(), over: fc.subarray([0, 1, 2, 3, 4]) }),
    { minLength: 2, maxLength: 5 },
  );
  const order = orderWith([book({ lineId: "1" }), laptop({ lineId: "2" }), video({ lineId: "3" })]);
  fc.assert(
    fc.property(arbitraryRules, (rules) => {
      // A rule overrides later ones only, so that there are no circles.
      const overrides = rules.map(({ over: ids }, own) => ids.filter((id) => id > own && id < rules.length));
      const source = rules.map(({ types, forOrder }, own) => {
        const field = forOrder ? "l" : "line";
        const test = `${field}.type in [${["none", ...types]
          .map((type) => `"${type}"`)
          .slice(1)
          .join(", ")}]`;
        const fits = types.length === 0 ? "false" : test;
        const more = `${forOrder ? "    forEach: order\n" : ""}${overrides[own]!.length > 0 ? over(...overrides[own]!.map((id) => `r${id}`)) : ""}`;
        const when = forOrder && types.length > 0 ? `order.lines.exists(l, ${fits})` : fits;
        return ruleSource(
          `r${own}`,
          when,
          `{ webhook: { connection: c${own}, event: e, payload: {} } }`,
          more,
        );
      });
      const appliesTo = (id: number, type: string): boolean => {
        const { types, forOrder } = rules[id]!;
        return forOrder ? types.length > 0 : types.includes(type as never);
      };
      const holds = (by: number, id: number): boolean =>
        overrides[by]!.some((next) => next === id || holds(next, id));
      const expected = rules.map((_, id) =>
        order.lines
          .filter(({ type }) => appliesTo(id, type))
          .filter(({ type }) => !rules.some((__, by) => holds(by, id) && appliesTo(by, type)))
          .map(({ lineId }) => lineId),
      );
      const decision = decide(compileSource(`rules:\n${source.join("")}`), 1, order, {});
      const actual = rules.map((_, id) =>
        decision.tasks
          .filter(({ payload }) => (payload as { connection?: string }).connection === `c${id}`)
          .flatMap(({ lineIds }) => lineIds),
      );
      expect(actual).toEqual(expected);
    }),
    { numRuns: 300, seed: 21 },
  );
});
