/** `templates:` of a rulebook: placeholders are typed where they are written and proven present where they are used. */
import { describe, expect, test } from "vitest";
import { rulebookSchema } from "../rulebook.ts";
import { checkRulebook } from "./check-rulebook.ts";

const OPTIONS = { skus: new Set<string>(), now: "2026-11-23T12:00:00Z" };

type Parts = {
  readonly per?: string;
  readonly subject?: string;
  readonly body?: string;
  readonly link?: string;
  readonly when?: string;
  readonly action?: string;
  readonly id?: string;
  readonly more?: string;
};

const sourceOf = ({
  per = "line",
  subject = '"Seu ingresso"',
  body = '"Corpo"',
  link = '"https://shop.example/t/{{order.orderId}}"',
  when = 'line.type == "ticket"',
  action = "email: { template: concert-ticket }",
  id = "concert-ticket",
  more = "",
}: Parts = {}): string => `productTypes:
  ticket: { ships: false, attributes: { venue: string, seat: string?, price: int } }
  tour: { ships: false, attributes: { venue: string } }
templates:
  ${id}:
    per: ${per}
    subject: { pt-BR: ${subject}, en: Your ticket }
    body: { pt-BR: Corpo, en: ${body} }
    button: { label: { pt-BR: Ver, en: View }, link: ${link} }
rules:
  - id: ticket-mail
${more}    when: ${when}
    then: [{ ${action} }]
`;

const check = (marked: string) => {
  const start = marked.indexOf("«");
  const checked = checkRulebook(marked.replace("«", "").replace("»", ""), "yaml", OPTIONS);
  const before = marked.slice(0, start).split("\n");
  const place = { line: before.length, column: before.at(-1)!.length + 1 };
  return { place, checked, issues: checked.ok ? [] : checked.issues };
};

const ORDER_RULE = "    forEach: order\n";
const EMAIL = "email: { template: «concert-ticket» }";

test.each<[string, Parts, string]>([
  ["an unknown field of the line", { body: '"{{line.«venu»}}"' }, "did you mean `venue`?"],
  ["an unknown field of the order", { body: '"{{order.«curency»}}"' }, "did you mean `currency`?"],
  ["a field without its root", { subject: '"{{«venue»}}"' }, "did you mean `line.venue`?"],
  ["a group of fields", { body: '"{{«order.customer»}}"' }, "name one of its fields"],
  ["the lines of the order", { body: '"{{«order.lines»}}"' }, "name one of its fields"],
  ["a comparison", { body: '"{{«line.quantity > 1»}}"' }, "a field path starts with order or line"],
  ["an empty placeholder", { body: '"a {{« »}}"' }, "is empty"],
  ["a placeholder that is not closed", { body: '"a «{{»line.title"' }, "two braces on both sides"],
  ["a placeholder that is not opened", { body: '"a line.title«}}»"' }, "two braces on both sides"],
  [
    "a field of the line in a template for the order",
    { per: "order", body: '"{{«line.title»}}"' },
    "has no line: write `per: line`",
  ],
  ["an unknown `per`", { per: "«lines»" }, "unknown `per` `lines`; did you mean `line`?"],
  ["a link that is not https", { link: '«"http://shop.example/"»' }, "must begin with https://"],
  ["a link with a script", { link: '«"javascript:alert(1)"»' }, "must begin with https://"],
  ["a link whose host is a value", { link: '«"https://{{line.sku}}/"»' }, "must have a fixed host"],
  ["a link whose host ends with a value", { link: '«"https://a.{{line.sku}}/"»' }, "must have a fixed host"],
  ["a link that is a value", { link: '«"{{line.sku}}"»' }, "must begin with https://"],
  ["a link with a user", { link: '«"https://shop.example@evil.example/"»' }, "must have a fixed host"],
  ["a link with a blank", { link: '«"https://shop.example/a b"»' }, "must not hold blanks"],
  ["an unknown field in a link", { link: '"https://shop.example/{{line.«skuu»}}"' }, "did you mean `sku`?"],
  ["a template with a built-in name", { id: "«streaming-links»" }, "is a built-in template"],
  [
    "an unknown template",
    { action: "email: { template: «concert-tickt» }" },
    "did you mean `concert-ticket`?",
  ],
  [
    "an unknown built-in template",
    { action: "email: { template: «streaming-link» }" },
    "did you mean `streaming-links`?",
  ],
  [
    "a value that other lines lack",
    { body: '"{{line.venue}}"', when: "line.quantity > 0", action: EMAIL },
    '`line.type in ["ticket", "tour"] && …` in `when`',
  ],
  [
    "a value that no line of the rule has",
    { body: '"{{line.venue}}"', when: 'line.type == "book"', action: EMAIL },
    "is never there at this point",
  ],
  [
    "a value that a line may lack",
    { body: '"{{line.seat}}"', action: EMAIL },
    "template `concert-ticket` shows {{line.seat}}",
  ],
  ["a value that an order may lack", { subject: '"{{order.agentId}}"', action: EMAIL }, "has(order.agentId)"],
  [
    "a part of an address that an order may lack",
    { body: '"{{order.shippingAddress.state}}"', action: EMAIL },
    "has(order.shippingAddress)",
  ],
  [
    "metadata that an order may lack",
    { link: '"https://shop.example/{{order.metadata.code}}"', action: EMAIL },
    "has(order.metadata.code)",
  ],
  [
    "a value of some lines in a rule for each order",
    { body: '"{{line.venue}}"', when: "true", more: ORDER_RULE, action: EMAIL },
    "leave out `forEach: order`",
  ],
  [
    "membership-changed after a slip",
    { action: "email: { template: membership-changed, after: «packingSlip» }" },
    "waits for that alone",
  ],
  [
    "streaming-links after a membership",
    { action: "email: { template: streaming-links, after: «membership» }" },
    "it may wait for packingSlip",
  ],
  [
    "an unknown `after`",
    { action: "email: { template: concert-ticket, after: «packingSlips» }" },
    "did you mean `packingSlip`?",
  ],
])("%s is an issue at its place", (_, parts, detail) => {
  const { place, issues } = check(sourceOf(parts));
  expect(issues.map(({ line, column, detail: text }) => ({ line, column, detail: text }))).toContainEqual({
    ...place,
    detail: expect.stringContaining(detail),
  });
});

test("every value that is not proven is reported with the rule that uses the template", () => {
  const { issues } = check(sourceOf({ body: '"{{line.seat}} {{order.agentId}} {{line.seat}}"' }));
  expect(issues.map(({ ruleId, detail }) => [ruleId, detail.slice(0, 50)])).toEqual([
    ["ticket-mail", "template `concert-ticket` shows {{line.seat}}: `li"],
    ["ticket-mail", "template `concert-ticket` shows {{order.agentId}}:"],
  ]);
});

test("a template that no rule uses is checked for unknown fields, not for absent values", () => {
  const unused = { body: '"{{line.seat}}"', action: "commission: {}" };
  expect(check(sourceOf(unused)).issues).toEqual([]);
  expect(check(sourceOf({ ...unused, body: '"{{line.seet}}"' })).issues).toHaveLength(1);
});

describe("a value is proven by", () => {
  test.each<[string, Parts]>([
    ["the type of the line", { body: '"{{line.venue}} {{line.price}}"' }],
    ["one of two types that have it", { body: '"{{line.venue}}"', when: 'line.type in ["ticket", "tour"]' }],
    ["a guard", { body: '"{{line.seat}}"', when: '"line.type == \\"ticket\\" && has(line.seat)"' }],
    [
      "a guard around metadata",
      { per: "order", body: `'{{order.metadata["code"]}}'`, when: "has(order.metadata.code)" },
    ],
    [
      "a rule for each order, for what every line has",
      { body: '"{{line.title}}"', when: "true", more: ORDER_RULE },
    ],
  ])("%s", (_, parts) => {
    expect(check(sourceOf(parts)).issues).toEqual([]);
  });
});

test("a placeholder with one brace on each side is a warning", () => {
  const { checked, place } = check(sourceOf({ body: '"See «{line.venue}»"' }));
  expect(checked.ok && checked.warnings).toMatchObject([
    { ...place, detail: expect.stringContaining("{line.venue} has one brace on each side") },
  ]);
});

test("a template is stored with its values resolved, and loads again", () => {
  const body = '"{{line.venue}}, {{ line.total }}, {{line.price}}, {{order.payment.paidAt}}"';
  const { checked } = check(sourceOf({ body }));
  if (!checked.ok) throw new Error(checked.issues.map(({ detail }) => detail).join("\n"));
  expect(checked.rulebook.templates?.["concert-ticket"]).toMatchObject({
    per: "line",
    subject: { "pt-BR": ["Seu ingresso"] },
    body: {
      en: [
        { of: "line", path: ["attributes", "venue"], as: "text" },
        ", ",
        { of: "line", path: ["total"], as: "money" },
        ", ",
        { of: "line", path: ["attributes", "price"], as: "number" },
        ", ",
        { of: "order", path: ["payment", "paidAt"], as: "instant" },
      ],
    },
    button: { link: ["https://shop.example/t/", { of: "order", path: ["orderId"], as: "text" }] },
  });
  expect(rulebookSchema.parse(JSON.parse(JSON.stringify(checked.rulebook)))).toEqual(checked.rulebook);
});

test("the largest templates take the checker less than four seconds", () => {
  const placeholders = Array.from({ length: 50 }, (_, index) => `{{order.metadata.k${index}}}`).join(" ");
  const text = `{ pt-BR: "${placeholders}", en: "${placeholders}" }`;
  const templates = Array.from(
    { length: 50 },
    (_, index) => `  t-${index}: { per: order, subject: { pt-BR: a, en: b }, body: ${text} }\n`,
  );
  const rules = Array.from(
    { length: 500 },
    (_, index) => `  - { id: r-${index}, when: true, then: [{ email: { template: t-${index % 50} } }] }\n`,
  );
  const source = `templates:\n${templates.join("")}rules:\n${rules.join("")}`;
  // Of the processor, because other tests run at the same time.
  const before = process.cpuUsage();
  expect(checkRulebook(source, "yaml", OPTIONS).ok).toBe(false);
  const { user, system } = process.cpuUsage(before);
  expect(user + system).toBeLessThan(4_000_000);
});
