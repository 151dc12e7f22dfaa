/** What the checker says of rules with `forEach: cancellation`. */
import { describe, expect, test } from "vitest";
import { issuesOf, warningsOf } from "../../../test/support/rulebook-source.ts";

const DECLARED = `destinations:
  shipping: { title: { pt-BR: Expedição, en: Shipping }, recipient: customer }
  royalties: { title: { pt-BR: Royalties, en: Royalties }, recipient: department, royalties: true, lines: books }
  returns: { title: { pt-BR: Devoluções, en: Returns }, recipient: department }
templates:
  sorry:
    per: order
    subject: { pt-BR: "{{cancellation.reason}}", en: "{{cancellation.reason}}" }
    body: { pt-BR: "{{cancellation.refund}}", en: "{{order.orderId}}" }
  thanks:
    per: order
    subject: { pt-BR: "{{order.orderId}}", en: "{{order.orderId}}" }
    body: { pt-BR: Obrigado, en: Thanks }
  ticket:
    per: line
    subject: { pt-BR: "{{line.title}}", en: "{{line.title}}" }
    body: { pt-BR: Obrigado, en: Thanks }
`;
const NOTE = "{ note: { text: Check } }";
const rule = (when: string, then = NOTE, more = "", id = "a", forEach = "cancellation"): string =>
  `  - id: ${id}\n    forEach: ${forEach}\n${more}    when: ${JSON.stringify(when)}\n    then: [${then}]\n`;
const details = (rules: string): readonly string[] =>
  issuesOf(`${DECLARED}rules:\n${rules}`).map(({ detail }) => detail);

describe("the condition of a rule for each cancellation", () => {
  test.each([
    ["cancellation.reson == 'x'", "no field `reson` on cancellation; did you mean `reason`?"],
    ["reason == 'x'", "unknown name `reason`; did you mean `cancellation.reason`?"],
    ["cancelation.reason == 'x'", "unknown name `cancelation`; did you mean `cancellation`?"],
    ["cancellation.amount == 'x'", "type mismatch: a whole number cannot be compared with a text"],
    ["cancellation.reason > 5", "type mismatch: a text cannot be compared with a whole number"],
    [
      "cancellation.refund > 0",
      "`cancellation.refund` may be absent: write `has(cancellation.refund) && …` before it",
    ],
    ["cancellation.month == 13", "1 to 12"],
    ["cancellation == 'x'", "`cancellation` alone says nothing: name a field, as in cancellation.reason"],
    [
      "line.type == 'book'",
      "a rule for each cancellation has no `line`: use cancellation.lines.exists(l, …)",
    ],
    [
      "cancellation.allLines.exists(l, l.free)",
      "exists() looks at cancellation.lines, order.lines or order.allLines only",
    ],
    ["cancellation.lines.exists(cancellation, true)", "`cancellation` means something already: call it l"],
    ["cancellation.lines.exists(l, l.isbn == 'x')", "`l.isbn` is not there on every line"],
    [
      "cancellation.lines.max(l, l.free, l.quantity) > 1",
      "write `cancellation.lines.exists(l, l.free) && …` before it",
    ],
    ["order.cancellation.reason == 'x'", "no field `cancellation` on order"],
    ["cancellation.orderLines == 1", "no field `orderLines` on cancellation"],
    [
      "cancellation.lines.quantity == 1",
      "cancellation.lines has no fields: use cancellation.lines.exists(l, …)",
    ],
    ["cancellation.at == 'x'", "compared with the cancellation's `at`"],
  ])("%s has an issue", (when, detail) => {
    expect(details(rule(when))).toMatchObject([expect.stringContaining(detail)]);
  });

  test.each(["line", "order"])("is not that of a rule for each %s", (forEach) => {
    expect(details(rule("cancellation.complete", NOTE, "", "a", forEach))).toEqual([
      "only a rule with `forEach: cancellation` has a `cancellation`",
    ]);
  });

  test("proves what is there: goods that are cancelled had an address", () => {
    const when = "cancellation.lines.count(l, l.type == 'book') > 0 && order.shippingAddress.city == 'Rio'";
    expect(details(rule(when))).toEqual([]);
  });

  test("that can never hold has a warning", () => {
    expect(warningsOf(`rules:\n${rule("cancellation.complete && !cancellation.complete")}`)).toEqual([
      "a:4 the rule can never apply: no cancellation fits this condition",
    ]);
  });
});

describe("an action of a rule for each cancellation", () => {
  test.each([
    [
      "commission",
      "cannot have `commission`: a cancellation takes back the commission of what it cancels by itself",
    ],
    ["{ membership: { change: deactivate } }", "cannot have `membership`: a cancellation takes back"],
    [
      "{ addFreeItem: { sku: BOOKMARK, reason: Sorry } }",
      "cannot have `addFreeItem`: nothing is sent with a cancellation",
    ],
    [
      "{ packingSlip: { destination: royalties } }",
      "a cancellation takes back the royalties of what it cancels by itself",
    ],
    ["{ email: { template: streaming-links } }", "streaming-links is about what was bought"],
    [
      "{ email: { template: membership-changed, after: membership } }",
      "membership-changed is about what was bought",
    ],
    ["{ email: { template: ticket } }", "template `ticket` is about one line"],
    ["{ email: { template: thanks, after: membership } }", "changes no membership to wait for"],
    [
      "{ email: { template: sorry } }",
      "template `sorry` shows {{cancellation.refund}}: `cancellation.refund` may be absent",
    ],
    [
      "{ webhook: { connection: erp, event: e, payload: { a: line.sku } } }",
      "a rule for each cancellation has no `line`",
    ],
    [
      "{ webhook: { connection: erp, event: e, payload: { a: cancellation.refund } } }",
      "write `has(cancellation.refund) && …` in `when`",
    ],
  ])("%s has an issue", (then, detail) => {
    expect(details(rule("true", then))).toMatchObject([expect.stringContaining(detail)]);
  });

  test("may be a slip, a mail, a webhook and a note", () => {
    const then = [
      NOTE,
      "{ packingSlip: { destination: returns } }",
      "{ email: { template: sorry, after: packingSlip } }",
      "{ webhook: { connection: erp, event: e, payload: { back: cancellation.refund, at: cancellation.at } } }",
    ].join(", ");
    expect(details(rule("has(cancellation.refund)", then))).toEqual([]);
  });

  test("shows a cancellation in a mail of a rule for orders: an issue", () => {
    expect(details(rule("true", "{ email: { template: sorry } }", "", "a", "order"))).toEqual(
      ["reason", "refund"].map(
        (name) =>
          `template \`sorry\` shows {{cancellation.${name}}}: only a rule with \`forEach: cancellation\` has a \`cancellation\``,
      ),
    );
  });
});

describe("rules for orders and rules for cancellations", () => {
  test("never override each other", () => {
    const detail = "`b` never meets this rule: one is for orders, the other for cancellations";
    expect(
      details(rule("true", NOTE, "    overrides: [b]\n") + rule("true", NOTE, "", "b", "order")),
    ).toEqual([detail]);
    expect(
      details(rule("true", NOTE, "    overrides: [b]\n", "a", "line") + rule("true", NOTE, "", "b")),
    ).toEqual([detail]);
    expect(details(rule("true", NOTE, "    overrides: [b]\n") + rule("true", NOTE, "", "b"))).toEqual([]);
  });

  test("hold nothing of each other back, which is a warning", () => {
    const quiet =
      "  - id: quiet\n    forEach: cancellation\n    owner: a@example.com\n    when: cancellation.complete\n    suppress: [note]\n    reason: x\n";
    expect(warningsOf(`rules:\n${rule("true", NOTE, "", "a", "order")}${quiet}`)).toEqual([
      "quiet:10 no rule has `note`: nothing is held back",
    ]);
    expect(warningsOf(`rules:\n${rule("true")}${quiet}`)).toEqual([]);
  });

  test("take lines from slips of their own kind only, so there is no circle", () => {
    const take = (to: string, from: string, id: string, forEach: string) =>
      rule("true", `{ packingSlip: { destination: ${to}, insteadOf: ${from} } }`, "", id, forEach);
    const apart =
      take("shipping", "returns", "a", "order") + take("returns", "shipping", "b", "cancellation");
    expect(details(apart)).toEqual([]);
    const together =
      take("shipping", "returns", "a", "cancellation") + take("returns", "shipping", "b", "cancellation");
    expect(details(together)).toMatchObject(
      [/a circle/, /a circle/].map((text) => expect.stringMatching(text)),
    );
  });
});

test("rows of a table for each cancellation that may both fit are an issue", () => {
  const table = `tables:
  - id: office
    forEach: cancellation
    rows:
      - { when: { cancellation.amount: 100000.. }, then: [{ note: { text: Large } }] }
      - { when: { cancellation.reason: [damaged] }, then: [{ note: { text: Ours } }] }
`;
  expect(issuesOf(table).map(({ detail }) => detail)).toMatchObject([
    expect.stringContaining("rows `office/1` and `office/2` may both fit"),
  ]);
});
