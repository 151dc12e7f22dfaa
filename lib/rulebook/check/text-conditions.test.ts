import { describe, expect, test } from "vitest";
import { ruleSource, warningsOf } from "../../../test/support/rulebook-source.ts";
import { checkRulebook } from "./check-rulebook.ts";

const OPTIONS = { skus: new Set<string>(), now: "2026-11-23T12:00:00Z" };
const LISTS = new Map([
  ["skus", "sku"],
  ["mails", "email"],
  ["words", "text"],
] as const);

const TYPES =
  "productTypes: { ticket: { ships: false, attributes: { date: date, ends: date?, row: int, tags: list<string> } } }\n";

/** `«…»` marks where the issue must be; the issues of the condition. */
const issuesOf = (marked: string): readonly { readonly column: number; readonly detail: string }[] => {
  const source = `${TYPES}rules:\n  - id: a-rule\n    when: |\n${marked.replace(/[«»]/g, "")}\n    then: [commission]\n`;
  const checked = checkRulebook(source, "yaml", { ...OPTIONS, listKinds: LISTS });
  return checked.ok ? [] : checked.issues;
};

describe("an issue of a text, a time or a date is reported at its place", () => {
  test.each([
    ["«line.agentId».startsWith('A')", "is not there on every line: write `has(line.agentId)"],
    ["lower(«line.agentId») == 'a'", "is not there on every line"],
    ["line.sku.startsWith(«line.agentId»)", "is not there on every line"],
    ["order.lines.exists(l, «l.isbn».startsWith('9'))", 'l.type == "book" && …'],
    ["«line.quantity».startsWith('1')", "startsWith() is for a text, not a whole number"],
    ["line.sku.endsWith(«1»)", "endsWith() takes a text, not a whole number"],
    ["«line.sku.contains()»", 'write line.sku.contains("BOOK-")'],
    ["«line.sku.startsWith('a', 'b')»", "write line.sku.startsWith"],
    ["«startsWith(line.sku, 'a')»", "write line.sku.startsWith"],
    ["«line.sku.lower()» == 'a'", "write lower(line.sku)"],
    ["«lower()» == 'a'", "write lower(line.sku)"],
    ["lower(«line.quantity») == 'a'", "lower() takes a text, not a whole number"],
    ["«line.sku.startWith('a')»", "did you mean `startsWith`?"],
    ["«line.sku.upperAscii()» == 'A'", "there is no upperAscii()"],
    ["«lower(line.sku)»", "a condition is true or false, this is a text"],
    ["«line.sku.startsWith('a')» == true", "cannot be compared"],
    ["«has(lower(line.sku))»", "has() takes one field"],
    ["lower(line.type) == «'bok'»", "did you mean `book`?"],
    ["line.type == 'book' && «line.authors».contains('A')", 'write "…" in the list'],
    ["«order.metadata».contains('A')", 'write "…" in order.metadata'],
    ["«lower(line.sku)» in lists['skus']", "kind sku"],
    ["order.paid.month == «13»", "13 is not a value of `month`; it is 1 to 12"],
    ["«0» == order.paid.day", "it is 1 to 31"],
    ["order.paid.weekday in [1, «8»]", "it is 1 (Monday) to 7 (Sunday)"],
    ["order.paid.hour != «24»", "it is 0 to 23"],
    ["«order.paid.weekday == 'Monday'»", "it is 1 (Monday) to 7 (Sunday)"],
    ["order.paid.«moth» == 1", "did you mean `month`?"],
    ["«order.paid» == 1", "a group of fields"],
    ["line.type == 'ticket' && line.date == «'2026-13-40'»", '"2026-13-40" is not a date'],
    ["line.type == 'ticket' && line.date < «'2026-02-29'»", "is not a date"],
    ["line.type == 'ticket' && «'24/12/2026'» >= line.date", "is not a date"],
    ["line.type == 'ticket' && line.date in ['2026-12-24', «'2026-12-32'»]", "is not a date"],
    ["line.type == 'ticket' && «line.date == line.sku»", "a date cannot be compared with a text"],
    ["line.type == 'ticket' && «line.date == lower(line.sku)»", "a date cannot be compared with a text"],
    ["line.type == 'ticket' && «line.date == line.row»", "a date cannot be compared with a whole number"],
    ["line.type == 'ticket' && «line.date».startsWith('2026')", "compare it with <, <=, > and >="],
    ["line.type == 'ticket' && size(«line.date») == 10", "not a date"],
    ["line.type == 'ticket' && «line.date» in line.tags", "a date is not in a list of texts"],
    ["line.type == 'ticket' && «line.date» in lists['skus']", "a date is not in a list of texts"],
    ["line.type == 'ticket' && «line.ends» > '2026-12-24'", "is not there on every line"],
    ["has(order.history) && «order.history.firstPaidAt» < '2026-12-24'", "may be absent"],
    [
      "has(order.history) && has(order.history.firstPaidAt) && order.history.firstPaidAt < «'2026'»",
      "is not a date",
    ],
  ])("%s", (marked, detail) => {
    const issues = issuesOf(`      ${marked}`);
    expect(issues.map((issue) => `${issue.column} ${issue.detail}`).join("\n")).toContain(detail);
    expect(issues.map(({ column }) => column)).toContain(7 + marked.indexOf("«"));
  });

  test.each([
    "lower(order.customer.email) in lists['mails']",
    "lower(line.sku) in lists['words']",
    "line.type == 'ticket' && line.date in lists['words']",
    "line.type == 'ticket' && has(line.ends) && line.date < line.ends",
    "line.type == 'ticket' && '2026-12-24' <= line.date && line.date in ['2026-12-24', '2028-02-29']",
    "has(order.history) && has(order.history.firstPaidAt) && order.history.firstPaidAt < '2026-01-01'",
    "has(line.agentId) && line.agentId.startsWith('A')",
    "order.paid.hour < 24 && order.paid.month >= 1",
  ])("%s has none", (when) => {
    expect(issuesOf(`      ${when}`)).toEqual([]);
  });
});

describe("a warning about a text or a time", () => {
  test.each([
    ["lower(line.sku) == 'Book'", '"Book" can never be in a text in lower case: write "book"'],
    ["line.free || 'A' != lower(line.sku)", '"A" can never be in a text in lower case'],
    ["line.free || lower(line.sku) in ['a', 'B']", '"B" can never be'],
    ["line.free || lower(line.sku).startsWith('B')", '"B" can never be'],
    ["line.free || line.sku.startsWith('B') && lower(line.title).contains('Ã')", '"Ã" can never be'],
    ["lower(line.sku) == 'Book'", "the rule can never apply"],
    ["line.type.startsWith('bo') && line.type == 'video'", "the rule can never apply"],
    ["line.type.endsWith('x')", "the rule can never apply"],
    ["lower(line.type) in ['book'] && line.type != 'book'", "the rule can never apply"],
    ["order.paid.month > 12", "the rule can never apply"],
    ["order.paid.hour < 0", "the rule can never apply"],
    ["order.paid.weekday >= 6 && order.paid.weekday < 5", "the rule can never apply"],
  ])("%s: %s", (when, detail) => {
    expect(warningsOf(`rules:\n${ruleSource(when)}`).join("\n")).toContain(detail);
  });

  test.each([
    "line.sku.startsWith('A') && !line.sku.startsWith('AB')",
    "line.sku.startsWith('A') && line.sku.endsWith('B')",
    "line.sku.startsWith('A') && lower(line.sku) == 'a'",
    "!(lower(line.sku) == 'a') && line.sku == 'A'",
    "lower(line.sku) == 'ς' || lower(line.sku) == 'i̇'",
    "line.type.startsWith('membership') && lower(line.type) != 'membership'",
    "order.paid.month == 12 && order.paid.day == 31 && order.paid.weekday == 7 && order.paid.hour == 23",
  ])("is not given of what may hold: %s", (when) => {
    expect(warningsOf(`rules:\n${ruleSource(when)}`)).toEqual([]);
  });

  test("a test of the type proves the fields of the types that pass it", () => {
    expect(issuesOf("      line.type.startsWith('bo') && line.isbn == '9'")).toEqual([]);
    expect(issuesOf("      lower(line.type) == 'book' && line.isbn == '9'")).toEqual([]);
    expect(issuesOf("      line.type.startsWith('m') && line.plan == 'basic'")).toHaveLength(1);
  });
});
