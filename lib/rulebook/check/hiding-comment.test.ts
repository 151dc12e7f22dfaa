import { describe, expect, test } from "vitest";
import { checkRulebook } from "./check-rulebook.ts";

const check = (when: string) =>
  checkRulebook(`rules:\n  - id: a\n    when: ${when}\n    then: [commission]\n`, "yaml", {
    skus: new Set<string>(),
    now: "2026-01-01T00:00:00Z",
  });

describe("a comment in a condition", () => {
  test.each([
    ["a folded block", '>\n      line.free // only gifts\n      && line.sku == "A"'],
    ["a folded block without its last break", '>-\n      line.free // only gifts\n      && line.sku == "A"'],
    ["a plain text", 'line.free // only gifts\n      && line.sku == "A"'],
    ["a text in single quotes", "'line.free // only gifts\n      && line.quantity > 1'"],
    ["a text in double quotes", '"line.free // only gifts\n      && line.quantity > 1"'],
    [
      "the second line of a folded block",
      ">\n      line.free\n      && line.quantity > 1 // many\n      && line.discount == 0",
    ],
  ])("is an issue where it hides the lines after it: %s", (_, when) => {
    expect(check(when)).toMatchObject({
      ok: false,
      issues: [
        {
          caret: expect.stringMatching(/\^\^$/),
          detail: expect.stringContaining("hides the lines after it"),
        },
      ],
    });
  });

  test.each([
    ["a literal block", '|\n      line.free // only gifts\n      && line.sku == "A"'],
    ["a text of one line", "line.free // only gifts"],
    ["the last line of a folded block", '>\n      line.free\n      && line.sku == "A" // only gifts'],
    ["double quotes with a line break", '"line.free // only gifts\\n && line.quantity > 1"'],
    ["a URL in a string literal", '>\n      line.sku == "https://x.example"\n      && line.free'],
    ["an escaped quote before a URL", `>\n      line.sku == "a\\\\\\"//b"\n      && line.free`],
  ])("is accepted where it hides nothing: %s", (_, when) => {
    expect(check(when)).toMatchObject({ ok: true });
  });

  test("in a literal block does not swallow the clauses after it", () => {
    const checked = check('|\n      line.free // only gifts\n      && line.sku == "A"');
    expect(checked.ok && checked.rulebook.rules[0]!.when).toMatchObject({ op: "and", terms: [{}, {}] });
  });
});
