import { describe, expect, test } from "vitest";
import { book, laptop } from "../../../test/support/orders.ts";
import { CATALOGUE, decideSource, orderWith, ruleSource } from "../../../test/support/decisions.ts";
import { parse, pointersIn } from "../../../test/support/parsed-orders.ts";
import { orderBody, bookLine } from "../../../test/support/order-body.ts";
import { compile } from "../compile.ts";
import { decide } from "../decide.ts";
import { checkRulebook } from "./check-rulebook.ts";

const OPTIONS = { skus: new Set(Object.keys(CATALOGUE)), now: "2026-11-23T12:00:00Z", catalogue: CATALOGUE };
const RULES = `rules:\n${ruleSource("a-rule", "has(line.publisher)", "packingSlip: { destination: royalties }")}`;

const check = (types: string, rules = RULES) =>
  checkRulebook(`productTypes:\n${types}${rules}`, "yaml", OPTIONS);

const PUBLISHER = "  book: { attributes: { publisher: string? } }\n";
const ADDED = { book: { attributes: { publisher: { type: "string", optional: true } } } } as const;

describe("attributes that a rulebook adds to a built-in type", () => {
  test.each([
    ["  book: { attributes: { «publisher: string } }\n", "must be optional: write `string?`", 11],
    ["  book: { «ships: true, attributes: { publisher: string? } }\n", "leave `ships` out", 0],
    ["  book: { attributes: { publisher: string?, «isbn: string? } }\n", "choose another name", 0],
    ["  book: { attributes: { publisher: string?, «total: int? } }\n", "choose another name", 0],
    ["  video: { attributes: { publisher: string?, «agent: string? } }\n", "choose another name", 0],
    ["  book: { attributes: { «publsher: string? } }\n", "", 0],
    ["  «book: {}\n", "a rulebook can only add `attributes` to it", 0],
  ])("are checked: %s", (marked, detail, offset) => {
    const checked = check(marked.replace("«", ""));
    const issues = checked.ok ? [] : checked.issues;
    if (detail === "") expect(issues[0]?.detail).toContain("did you mean `publsher`?");
    else {
      expect(issues.map((issue) => issue.detail).join()).toContain(detail);
      expect(issues.map(({ column }) => column)).toContain(marked.indexOf("«") + 1 + offset);
    }
  });

  test("share a name with another type only in the same type of value", () => {
    const other = "  ticket: { ships: false, attributes: { publisher: int } }\n";
    const checked = check(PUBLISHER + other);
    expect(checked.ok ? "" : checked.issues[0]?.detail).toContain("is string in `book` and int in `ticket`");
    expect(check(`${PUBLISHER}  physical: { attributes: { publisher: string? } }\n`).ok).toBe(true);
  });

  test("must be guarded, and prove the type", () => {
    const rules = (when: string) => `rules:\n${ruleSource("a-rule", when, "commission")}`;
    const unguarded = check(PUBLISHER, rules('line.type == "book" && line.publisher == "X"'));
    expect(unguarded.ok ? "" : unguarded.issues[0]?.detail).toContain("write `has(line.publisher) && …`");
    expect(check(PUBLISHER, rules('has(line.publisher) && line.isbn == "9"')).ok).toBe(true);
    expect(
      check(PUBLISHER, rules('order.lines.exists(l, has(l.publisher) && lower(l.publisher) == "x")')).ok,
    ).toBe(true);
  });

  test("are read from orders, which are accepted with them and only with them", () => {
    const withPublisher = orderBody({ lines: [{ ...bookLine, publisher: "X" }] });
    const parsed = parse(withPublisher, ADDED);
    expect(parsed.ok && parsed.value.lines[0]).toMatchObject({
      type: "book",
      attributes: { publisher: "X" },
    });
    const plain = orderBody({ lines: [bookLine] });
    expect(parse(plain, ADDED)).toEqual(parse(plain));
    expect(pointersIn(withPublisher)).toEqual(["/lines/0/publisher"]);
    expect(pointersIn(orderBody({ lines: [{ ...bookLine, isbn: 7, publisher: 7 }] }), ADDED)).toEqual([
      "/lines/0/isbn",
      "/lines/0/publisher",
    ]);
  });

  test("decide orders, those without them as before", () => {
    const source = `productTypes:\n${PUBLISHER}${RULES}`;
    const of = (line: object) => orderWith([{ ...book({ lineId: "1" }), ...line }, laptop({ lineId: "2" })]);
    expect(decideSource(source, of({ attributes: { publisher: "X" } })).tasks).toMatchObject([
      { lineIds: ["1"] },
    ]);
    expect(decideSource(source, of({})).tasks).toEqual([]);
  });

  test("are those of the catalogue's entry on a free line", () => {
    const gift = { sku: "GIFT", type: "book", title: "Present" };
    const fields = { isbn: "1", authors: ["A"], royaltyRateBps: 600, publisher: "X", other: "no" };
    const catalogue = { ...CATALOGUE, GIFT: { ...gift, fields } };
    const rules = `rules:\n${ruleSource("gift", 'line.type == "physical"', "{ addFreeItem: { sku: GIFT, reason: r } }")}${ruleSource("slip", "has(line.publisher)", "packingSlip: { destination: royalties }")}`;
    const checked = checkRulebook(`productTypes:\n${PUBLISHER}${rules}`, "yaml", {
      ...OPTIONS,
      catalogue,
      skus: new Set(["GIFT"]),
    });
    if (!checked.ok) throw new Error(checked.issues[0]!.detail);
    const decision = decide(compile(checked.rulebook), 1, orderWith([laptop({ lineId: "1" })]), catalogue);
    expect(decision.lines[1]).toMatchObject({ isbn: "1", attributes: { publisher: "X" } });
    expect(decision.lines[1]!.attributes).toEqual({ publisher: "X" });
    expect(decision.tasks).toMatchObject([{ lineIds: ["gift-1"] }]);
  });
});
