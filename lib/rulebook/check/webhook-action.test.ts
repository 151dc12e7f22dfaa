/** The action `webhook`: its fields are typed and guarded as those of conditions, and resolved for the stored form. */
import { describe, expect, test } from "vitest";
import { withAction, withRule } from "../../../test/support/rulebook-issues.ts";
import { rulebookSchema } from "../rulebook.ts";
import { checkRulebook } from "./check-rulebook.ts";

const OPTIONS = { skus: new Set<string>(), connections: new Set(["erp"]), now: "2026-11-23T12:00:00Z" };
const TICKET = "productTypes:\n  ticket: { ships: false, attributes: { venue: string, seat: string? } }\n";

const webhook = (value: string): string =>
  `webhook: { connection: erp, event: book.sold, payload: { v: ${value} } }`;
const withValue = (value: string, condition = 'line.type == "book"'): string =>
  TICKET + withAction(webhook(value), condition);
const forOrder = (value: string): string =>
  withRule(`    forEach: order\n    when: order.payment.amount >= 0\n    then:\n      - ${webhook(value)}\n`);

const issuesOf = (marked: string) => {
  const start = marked.indexOf("«");
  const source = marked.replace("«", "").replace("»", "");
  const checked = checkRulebook(source, "yaml", OPTIONS);
  const before = marked.slice(0, start).split("\n");
  const place = { line: before.length, column: before.at(-1)!.length + 1 };
  return { place, issues: checked.ok ? [] : checked.issues };
};

test.each<[string, string, string]>([
  ["an unknown connection", withAction(webhook("1").replace("erp", "«epr»")), "did you mean `erp`?"],
  ["an unknown field of the line", withValue("«line.skuu»"), "did you mean `sku`?"],
  ["an unknown field of the order", withValue("«order.curency»"), "did you mean `currency`?"],
  ["an unknown root that is nearly `line`", withValue("«lines.sku»"), "did you mean `line`?"],
  ["an unknown root that is nearly `order`", withValue("«oder.currency»"), "did you mean `order`?"],
  ["the lines", withValue("«order.lines»"), "name one of its fields"],
  ["a group of fields", withValue("«order.customer»"), "name one of its fields"],
  ["an optional field", withValue("«line.agentId»"), "write `has(line.agentId) && …` in `when`"],
  ["a weight that may be absent", withValue("«order.weightGrams»"), "write `has(order.weightGrams) && …`"],
  ["an optional attribute", withValue("«line.seat»", 'line.type == "ticket"'), "has(line.seat)"],
  ["a field of other types of line", withValue("«line.isbn»", 'line.type == "physical"'), "is never there"],
  ["a field that not every line has", withValue("«line.isbn»", "line.quantity > 1"), 'line.type == "book"'],
  ["metadata", withValue("«'order.metadata[\"channel\"]'»"), "write `has(order.metadata"],
  ["a forbidden name", withValue("«line.constructor»"), "no field"],
  ["a comparison", withValue("«'line.quantity > 1'»"), "a field path starts with order or line"],
  [
    "a field of the line in a rule for each order",
    forOrder("«line.sku»"),
    "a rule for each order has no `line`",
  ],
  ["a mapping as a value", withValue("«{ of: line, path: [sku] }»"), "must not be a mapping"],
  ["a list as a value", withValue("«[a]»"), "must be a field path such as line.sku"],
  ["a number with a fraction", withValue("«1.5»"), "must be a field path such as line.sku"],
  ["nothing as a value", withValue("«null»"), "must be a field path such as line.sku"],
  ["an event with a blank", withAction(webhook("1").replace("book.sold", "«book sold»")), "must be letters"],
  ["a name of a value with a blank", withAction(webhook("1").replace("v:", "«a b»:")), "must be letters"],
  [
    "a missing event",
    withAction(webhook("1").replace(" event: book.sold,", "").replace("connection", "«connection»")),
    "needs an `event`",
  ],
  ["an unknown key", withAction(webhook("1").replace("payload", "«paylod»")), "did you mean `payload`?"],
])("%s is an issue at its place", (_, marked, detail) => {
  const { place, issues } = issuesOf(marked);
  expect(issues.map(({ line, column, detail: text }) => ({ line, column, detail: text }))).toContainEqual({
    ...place,
    detail: expect.stringContaining(detail),
  });
});

test("every value with an issue is reported", () => {
  const { issues } = issuesOf(
    withAction("webhook: { connection: erp, event: e, payload: { a: line.a, b: line.b, c: line.sku } }"),
  );
  expect(issues.map(({ detail }) => detail)).toHaveLength(2);
});

describe("an accepted webhook is stored with references, loads, and is stored alike again", () => {
  test.each<[string, string, unknown]>([
    ["a field of the line", withValue("line.sku"), { of: "line", path: ["sku"] }],
    ["a field of the order", withValue("order.currency"), { of: "order", path: ["currency"] }],
    [
      "a nested field",
      withValue("order.customer.customerId"),
      { of: "order", path: ["customer", "customerId"] },
    ],
    ["a field of its type", withValue("line.isbn"), { of: "line", path: ["isbn"] }],
    ["a list of texts", withValue("line.authors"), { of: "line", path: ["authors"] }],
    [
      "an attribute",
      withValue("line.venue", 'line.type == "ticket"'),
      { of: "line", path: ["attributes", "venue"] },
    ],
    ["a guarded field", withValue("line.agentId", "has(line.agentId)"), { of: "line", path: ["agentId"] }],
    [
      "guarded metadata",
      withValue("'order.metadata[\"channel\"]'", "'\"channel\" in order.metadata'"),
      { of: "order", path: ["metadata", "channel"] },
    ],
    [
      "a field of the order for each order",
      forOrder("order.payment.amount"),
      { of: "order", path: ["payment", "amount"] },
    ],
    ["a fixed text", withValue("laptop"), "laptop"],
    ["a fixed text that is the name of a root", withValue("order"), "order"],
    ["a fixed text with a dot", withValue("book.sold"), "book.sold"],
    ["a fixed sentence", withValue("'order. Now!'"), "order. Now!"],
    ["a whole number", withValue("7"), 7],
    ["true", withValue("true"), true],
    ["an empty text", withValue("''"), ""],
  ])("%s", (_, source, value) => {
    const checked = checkRulebook(source, "yaml", OPTIONS);
    if (!checked.ok) throw new Error(checked.issues.map(({ detail }) => detail).join("\n"));
    const action = { action: "webhook", connection: "erp", event: "book.sold", payload: { v: value } };
    expect(checked.rulebook.rules[0]!.then).toEqual([action]);
    expect(rulebookSchema.parse(JSON.parse(JSON.stringify(checked.rulebook)))).toEqual(checked.rulebook);
  });
});

test("a connection is not checked where the connections are not known", () => {
  const source = withAction(webhook("1").replace("erp", "other"));
  const { connections: _, ...offline } = OPTIONS;
  expect([checkRulebook(source, "yaml", OPTIONS).ok, checkRulebook(source, "yaml", offline).ok]).toEqual([
    false,
    true,
  ]);
});
