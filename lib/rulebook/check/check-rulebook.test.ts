import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { check, issuesOf, ruleSource } from "../../../test/support/rulebook-source.ts";
import { rulebookSchema } from "../rulebook.ts";
import { loadRulebook } from "./load-rulebook.ts";

const DEFAULT = readFileSync(new URL("../../../rules/default.yaml", import.meta.url), "utf8");

describe("the starting rulebook", () => {
  test("has no issues, no warnings and no failed examples", () => {
    expect(check(DEFAULT)).toMatchObject({ ok: true, warnings: [], failedExamples: [] });
  });

  test("has a description, an owner and an example for every rule", () => {
    const { rules, examples } = loadRulebook(DEFAULT);
    for (const { id, description, owner } of rules) {
      expect([id, description, owner]).toEqual([id, expect.any(String), expect.any(String)]);
      expect(examples.some(({ expect: wanted }) => wanted.applied?.includes(id))).toBe(true);
    }
  });

  test("is unchanged after it is stored as JSON and read again", () => {
    const rulebook = loadRulebook(DEFAULT);
    expect(rulebookSchema.parse(JSON.parse(JSON.stringify(rulebook)))).toEqual(rulebook);
  });
});

describe("accepted rulebooks", () => {
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
    expect(issuesOf(`rules:\n${ruleSource(when)}`)).toEqual([]);
  });

  test("an exception may read a field that its rule's condition guards", () => {
    const more =
      "    except:\n      - { id: sp, when: 'order.shippingAddress.state == \"SP\"', reason: r, owner: o }\n";
    expect(issuesOf(`rules:\n${ruleSource('line.type == "book"', more)}`)).toEqual([]);
  });

  test("an unquoted true is a condition, and commission needs no details", () => {
    expect(
      issuesOf("rules:\n  - id: a\n    when: true\n    then: [commission, commission: , commission: {}]\n"),
    ).toEqual([]);
  });

  test("dates are stored as written", () => {
    const dates = "    from: 2026-12-01T00:00:00-03:00\n    until: '2026-12-25T00:00:00-03:00'\n";
    const checked = check(`rules:\n${ruleSource("true", dates)}`);
    expect(checked.ok && checked.rulebook.rules[0]).toMatchObject({
      from: "2026-12-01T00:00:00-03:00",
      until: "2026-12-25T00:00:00-03:00",
    });
  });

  test("product types are stored with their required and optional attributes", () => {
    const source = `productTypes:
  ticket: { ships: false, attributes: { venue: string, seat: string?, row: int, vip: bool, tags: list<string> } }
rules:
${ruleSource('line.type == "ticket" && line.venue == "Arena" && line.row < 3 && line.vip && "x" in line.tags')}
${ruleSource('line.type == "ticket" && has(line.seat) && line.seat == "A1"', "", "seated")}`;
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

  test("the same rulebook as JSON has the same result", () => {
    const yaml = check(`rules:\n${ruleSource('line.type == "book"')}`);
    const json = check(
      '{"rules":[{"id":"a-rule","when":"line.type == \\"book\\"","then":[{"packingSlip":{"destination":"royalties"}}]}]}',
      "json",
    );
    expect(json).toEqual(yaml);
  });
});

describe("examples", () => {
  const book = ruleSource('line.type == "book"');
  const example = (rest: string): string => `rules:\n${book}examples:\n  - ${rest}\n`;

  test("a rulebook with a failed example is accepted, and the failure names the actual result", () => {
    const checked = check(
      example("{ name: no slip, order: { lines: [{ type: book }] }, expect: { packingSlips: [] } }"),
    );
    expect(checked).toMatchObject({
      ok: true,
      failedExamples: [
        {
          name: "no slip",
          line: 7,
          detail: "example “no slip”: packingSlips should be nothing, but came out as royalties",
        },
      ],
    });
  });

  test("a rule that is in both `applied` and `not` fails once", () => {
    const checked = check(
      example(
        "{ name: x, order: { lines: [{ type: video }] }, expect: { applied: [a-rule], not: [a-rule] } }",
      ),
    );
    expect(checked.ok && checked.failedExamples.map(({ detail }) => detail)).toEqual([
      "example “x”: rule a-rule should have an effect, but has none",
    ]);
  });

  test("an order keeps the fields that are written; the others are filled in", () => {
    const source = `rules:
${ruleSource('has(order.shippingAddress) && order.shippingAddress.state == "RJ" && order.customer.name == "Ana Souza"')}
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
