import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { rulebookSchema } from "../rulebook.ts";
import { STARTING_CATALOGUE } from "../starting-catalogue.ts";
import { checkRulebook } from "./check-rulebook.ts";
import { loadRulebook } from "./load-rulebook.ts";

const WORLD = {
  skus: new Set([...Object.keys(STARTING_CATALOGUE), "BOOKMARK"]),
  now: "2026-11-23T12:00:00Z",
};
const SLIP = "    then: [{ packingSlip: { destination: shipping } }]\n";
const DEFAULT = readFileSync(new URL("../../../rules/default.yaml", import.meta.url), "utf8");

const rule = (when: string, more = "", id = "a-rule"): string =>
  `  - id: ${id}\n${more}    when: |\n      ${when}\n${SLIP}`;
const check = (source: string, format: "yaml" | "json" = "yaml") => checkRulebook(source, format, WORLD);
const faultsOf = (source: string, format: "yaml" | "json" = "yaml") => {
  const checked = check(source, format);
  return checked.ok ? [] : checked.issues;
};
const warningsOf = (source: string): string[] => {
  const checked = check(source);
  if (!checked.ok) throw new Error(checked.issues.map(({ detail }) => detail).join("\n"));
  return checked.warnings.map(({ ruleId, line, detail }) => `${ruleId}:${line} ${detail}`);
};

describe("the starting rulebook", () => {
  test("has no fault, no warning, and every example comes out", () => {
    expect(check(DEFAULT)).toMatchObject({ ok: true, warnings: [], failedExamples: [] });
  });

  test("has a description, an owner and an example for every rule", () => {
    const { rules, examples } = loadRulebook(DEFAULT);
    for (const { id, description, owner } of rules) {
      expect([id, description, owner]).toEqual([id, expect.any(String), expect.any(String)]);
      expect(examples.some(({ expect: wanted }) => wanted.applied?.includes(id))).toBe(true);
    }
  });

  test("is a program that can be stored as JSON and read again", () => {
    const rulebook = loadRulebook(DEFAULT);
    expect(rulebookSchema.parse(JSON.parse(JSON.stringify(rulebook)))).toEqual(rulebook);
  });
});

describe("what may be written", () => {
  test.each([
    ["a guard before an optional field", 'has(line.agentId) && line.agentId == "A"'],
    ["absent or equal", '!has(line.agentId) || line.agentId == "A"'],
    ["a guard in a longer chain", 'has(line.agentId) && line.free && line.agentId == "A"'],
    ["a type as the guard of its fields", 'line.type == "book" && size(line.authors) > 1'],
    ["any other type, or the field", 'line.type != "book" || line.isbn == "1"'],
    ["a denied denial as a guard", '!(line.type != "book") && line.isbn == "1"'],
    [
      "a guard that holds in every branch",
      '(line.type == "book" || line.type == "book" && line.free) && line.isbn == "1"',
    ],
    ["an address of what ships", 'line.type in ["book", "physical"] && order.shippingAddress.state == "SP"'],
    [
      "an address of a video on disc",
      'line.type == "video" && line.delivery == "disc" && order.shippingAddress.state == "SP"',
    ],
    [
      "a state that may be absent, guarded or not",
      'line.type == "book" && (!has(order.shippingAddress.state) || order.shippingAddress.postalCode == "1")',
    ],
    [
      "an address in either branch",
      '(line.type == "book" || line.type == "video" && line.delivery == "disc") && order.shippingAddress.state == "SP"',
    ],
    [
      "a guard deep inside",
      'has(order.shippingAddress.complement) && order.shippingAddress.complement == "A"',
    ],
    ["metadata by a key that is no name", '"a-b" in order.metadata && order.metadata["a-b"] == "x"'],
    ["metadata by has", 'has(order.metadata.channel) && order.metadata.channel == "web"'],
    ["an author", 'line.type == "book" && "J.R.R. Tolkien" in line.authors'],
    ["all lines compared with this one", "order.lines.all(l, l.unitPrice <= line.unitPrice)"],
    ["a guard inside exists", 'order.lines.exists(l, l.type == "book" && l.isbn == "1")'],
    ["a negative number", "line.discount > -1"],
    ["a comment", 'line.type == "book" // and nothing else'],
    ["the size as a method", "order.lines.size() > 2"],
    ["texts in single quotes", "line.sku == 'A'"],
  ])("%s", (_name, when) => {
    expect(faultsOf(`rules:\n${rule(when)}`)).toEqual([]);
  });

  test("an exception may rely on what its rule asks for", () => {
    const more =
      "    except:\n      - { id: sp, when: 'order.shippingAddress.state == \"SP\"', reason: r, owner: o }\n";
    expect(faultsOf(`rules:\n${rule('line.type == "book"', more)}`)).toEqual([]);
  });

  test("an unquoted true, and actions without details", () => {
    expect(
      faultsOf("rules:\n  - id: a\n    when: true\n    then: [commission, commission: , commission: {}]\n"),
    ).toEqual([]);
  });

  test("dates stay the texts that were written", () => {
    const dates = "    from: 2026-12-01T00:00:00-03:00\n    until: '2026-12-25T00:00:00-03:00'\n";
    const checked = check(`rules:\n${rule("true", dates)}`);
    expect(checked.ok && checked.rulebook.rules[0]).toMatchObject({
      from: "2026-12-01T00:00:00-03:00",
      until: "2026-12-25T00:00:00-03:00",
    });
  });

  test("declared types with their attributes, required and optional", () => {
    const source = `productTypes:
  ticket: { ships: false, attributes: { venue: string, seat: string?, row: int, vip: bool, tags: list<string> } }
rules:
${rule('line.type == "ticket" && line.venue == "Arena" && line.row < 3 && line.vip && "x" in line.tags')}
${rule('line.type == "ticket" && has(line.seat) && line.seat == "A1"', "", "seated")}`;
    const checked = check(source);
    expect(checked.ok && checked.rulebook.productTypes).toEqual({
      ticket: {
        ships: false,
        attributes: {
          venue: { type: "string", optional: false },
          seat: { type: "string", optional: true },
          row: { type: "int", optional: false },
          vip: { type: "bool", optional: false },
          tags: { type: "list<string>", optional: false },
        },
      },
    });
  });

  test("the same rulebook as JSON gives the same program", () => {
    const yaml = check(`rules:\n${rule('line.type == "book"')}`);
    const json = check(
      '{"rules":[{"id":"a-rule","when":"line.type == \\"book\\"","then":[{"packingSlip":{"destination":"shipping"}}]}]}',
      "json",
    );
    expect(json).toEqual(yaml);
  });
});

describe("a fault is told at its place", () => {
  const place = (source: string, format: "yaml" | "json" = "yaml") =>
    faultsOf(source, format).map(({ line, column, caret }) => ({ line, column, caret }));
  const book = (scalar: string): string => `rules:\n  - id: a\n    when: ${scalar}\n${SLIP}`;

  test.each([
    ["in plain text", book('line.type == "bok"'), 3, 24],
    ["in single quotes", book("'line.title == ''é'' && line.type == \"bok\"'"), 3, 48],
    ["in double quotes with escapes", book('"line.title == \\"\\u00e9\\" && line.type == \\"bok\\""'), 3, 53],
    ["in a literal block", book('|\n      line.free\n      && line.type == "bok"'), 5, 23],
    ["in a literal block with a comment", book('| # why\n      line.type == "bok"'), 4, 20],
    ["in a folded block", book('>-\n      line.free\n      && line.type == "bok"'), 5, 23],
    ["in plain text over two lines", book('line.free\n      && line.type == "bok"'), 4, 23],
    ["in quotes over two lines", book('"line.free\n      && line.type == \\"bok\\""'), 4, 23],
    ["after tabs and carriage returns", book('|\r\n      line.free &&\tline.type == "bok"\r'), 4, 33],
  ])("%s", (_name, source, line, column) => {
    expect(place(source)).toMatchObject([{ line, column }]);
  });

  test("with the source line and a caret under the very characters", () => {
    expect(place(book('line.type == "bok"'))[0]?.caret).toBe(
      '    when: line.type == "bok"\n                       ^^^^^',
    );
  });

  test("also in JSON of one long line, cut around the spot", () => {
    const rules = Array.from({ length: 20 }, (_, index) => ({ id: `r${index}`, when: "line.free" }));
    const text = `${JSON.stringify({ rules }).slice(0, -2)},{"id":"z","when":"line.type == \\"bok\\""}]}`;
    const fault = faultsOf(text, "json").find(({ detail }) => detail.includes("bok"));
    expect(text.slice(fault!.column - 1)).toMatch(/^\\"bok/);
    expect(fault!.caret.split("\n")[0]!.length).toBeLessThan(150);
    expect(fault!.pointer).toBe("/rules/20/when");
  });

  test("also where JSON ends too early", () => {
    expect(place('{\n  "rules": [\n', "json")).toMatchObject([{ line: expect.any(Number) }]);
    expect(faultsOf('{\n  "rules": nope }', "json")).toMatchObject([{ line: 2, column: 12 }]);
  });

  test("every fault of a rulebook at once, in the order of the text", () => {
    const source = `plan: [basic]
rules:
  - id: one
    when: line.typ == "book" && line.type == "bok" && order.custmer.name == "x"
    then:
      - packingSlip: { destination: shiping }
  - id: two
    from: yesterday
    when: line.agentId == "A"
    then: [{ addFreeItem: { sku: NOPE, reason: r } }]
examples:
  - { name: x, order: { lines: [{ type: bok }] }, expect: { applied: [three] } }
`;
    expect(faultsOf(source).map(({ ruleId, line }) => `${ruleId ?? "-"}:${line}`)).toEqual([
      "-:1",
      "one:4",
      "one:4",
      "one:4",
      "one:6",
      "two:8",
      "two:9",
      "two:10",
      "-:12",
      "-:12",
    ]);
  });
});

describe("warnings", () => {
  test.each([
    ["two types at once", 'line.type == "book" && line.type == "video"'],
    ["a quantity that no line has", "line.quantity < 1"],
    ["an empty range", "line.unitPrice > 100 && line.unitPrice < 101"],
    ["a value and its denial", 'line.sku == "A" && line.sku != "A"'],
    ["a list without the value", 'line.sku == "A" && line.sku in ["B", "C"]'],
    ["false", "false"],
    ["a book without an isbn", 'line.type == "book" && !has(line.isbn)'],
  ])("a rule that can never apply: %s", (_name, when) => {
    expect(warningsOf(`rules:\n${rule(when)}`)).toEqual([expect.stringContaining("can never apply")]);
  });

  test("nothing is claimed that is not proven", () => {
    const rules = [
      rule('line.sku == "A" || line.sku != "A"', "", "one"),
      rule("line.unitPrice > 100 && line.unitPrice < 102", "", "two"),
      rule('line.title < "A" && line.title > "B"', "", "three"),
      rule('!has(line.agentId) && line.type == "book"', "    from: 2027-01-01T00:00:00Z\n", "four"),
    ];
    expect(warningsOf(`rules:\n${rules[1]}${rules[2]}`)).toEqual([]);
    expect(warningsOf(`rules:\n${rules[3]}`)).toEqual([]);
  });

  test("an expired rule and an expired exception", () => {
    const except =
      "    except:\n      - { id: x, when: line.free, reason: r, owner: o, until: 2026-11-23T12:00:00Z }\n";
    expect(warningsOf(`rules:\n${rule("true", `${except}    until: 2026-11-01T00:00:00-03:00\n`)}`)).toEqual([
      expect.stringContaining("a-rule:4 exception `x` ended"),
      expect.stringContaining("a-rule:5 the rule ended"),
    ]);
  });

  test("an exception that always holds its rule back, and one that never does", () => {
    const except = (when: string) => `    except:\n      - { id: x, when: '${when}', reason: r, owner: o }\n`;
    expect(
      warningsOf(`rules:\n${rule('line.type == "book"', except('line.type in ["book", "video"]'))}`),
    ).toEqual([expect.stringContaining("exception `x` always holds it back")]);
    expect(warningsOf(`rules:\n${rule('line.type == "book"', except('line.type == "video"'))}`)).toEqual([
      expect.stringContaining("can never hold"),
    ]);
  });

  test("a rule that another covers fully", () => {
    const wide = rule('line.type in ["book", "video"]', "", "wide");
    const narrow = rule('line.type == "book" && line.quantity > 1', "", "narrow");
    expect(warningsOf(`rules:\n${wide}${narrow}`)).toEqual([
      expect.stringContaining("narrow:8 the rule changes nothing: `wide`"),
    ]);
    expect(warningsOf(`rules:\n${narrow}${rule('line.type == "video"', "", "other")}`)).toEqual([]);
    const dated = rule('line.type == "book"', "    until: 2027-01-01T00:00:00Z\n", "dated");
    expect(warningsOf(`rules:\n${dated}${narrow}`)).toEqual([]);
  });
});

describe("examples", () => {
  const book = rule('line.type == "book"');
  const example = (rest: string): string => `rules:\n${book}examples:\n  - ${rest}\n`;

  test("an example that does not come out leaves the rulebook savable and says what came out", () => {
    const checked = check(
      example("{ name: no slip, order: { lines: [{ type: book }] }, expect: { packingSlips: [] } }"),
    );
    expect(checked).toMatchObject({
      ok: true,
      failedExamples: [
        {
          name: "no slip",
          line: 7,
          detail: "example “no slip”: packingSlips should be nothing, but came out as shipping",
        },
      ],
    });
  });

  test("rules are expected and excluded by name", () => {
    const checked = check(
      example(
        "{ name: x, order: { lines: [{ type: video }] }, expect: { applied: [a-rule], not: [a-rule] } }",
      ),
    );
    expect(checked.ok && checked.failedExamples.map(({ detail }) => detail)).toEqual([
      "example “x”: rule a-rule should have an effect, but has none",
    ]);
  });

  test("what is written of the order counts, the rest is filled in", () => {
    const source = `rules:
${rule('has(order.shippingAddress) && order.shippingAddress.state == "RJ" && order.customer.name == "Ana Souza"')}
examples:
  - name: Rio
    order: { shippingAddress: { state: RJ }, lines: [{ type: book, quantity: 2, discount: 100 }] }
    expect: { applied: [a-rule] }
`;
    const checked = check(source);
    expect(checked).toMatchObject({ ok: true, failedExamples: [] });
    expect(checked.ok && checked.rulebook.examples[0]?.order.payment.amount).toBe(19_900);
  });
});
