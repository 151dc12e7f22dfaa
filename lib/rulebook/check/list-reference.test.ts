import { describe, expect, test } from "vitest";
import type { ListKind } from "../../domain/list.ts";
import { LIST_KINDS } from "../../domain/list.ts";
import { ruleSource } from "../../../test/support/rulebook-source.ts";
import { printExpression } from "../print-expression.ts";
import { checkRulebook } from "./check-rulebook.ts";

const listKinds: ReadonlyMap<string, ListKind> = new Map(LIST_KINDS.map((kind) => [`of-${kind}`, kind]));

const check = (when: string, more = "") =>
  checkRulebook(
    `productTypes: { ticket: { ships: false, attributes: { venue: string } } }\nrules:\n${ruleSource(when, more)}`,
    "yaml",
    {
      skus: new Set(),
      now: "2026-01-01T00:00:00Z",
      listKinds,
    },
  );

const detailOf = (when: string, more?: string) => {
  const checked = check(when, more);
  return checked.ok ? undefined : checked.issues.map(({ detail }) => detail).join("; ");
};

const FITTING: Readonly<Record<ListKind, readonly string[]>> = {
  sku: ["line.sku"],
  text: ["line.sku", "line.title", "order.customer.email", "order.customer.customerId"],
  email: ["order.customer.email"],
  domain: [],
  customer: ["order.customer.customerId"],
  agent: ["has(line.agentId) && line.agentId", "has(order.agentId) && order.agentId"],
};
const FIELDS = [...new Set(Object.values(FITTING).flat())];

describe.each(LIST_KINDS)("a list of the kind %s", (kind) => {
  test.each(FIELDS)("can be asked for %s only when it fits", (field) => {
    const fits = kind === "text" || FITTING[kind].includes(field);
    expect(detailOf(`${field} in lists["of-${kind}"]`)).toEqual(
      fits ? undefined : expect.stringContaining(`has values of the kind ${kind}`),
    );
  });
});

test("an attribute and metadata fit a list of texts only", () => {
  expect(detailOf('line.type == "ticket" && line.venue in lists["of-text"]')).toBeUndefined();
  expect(detailOf('"x" in order.metadata && order.metadata.x in lists["of-text"]')).toBeUndefined();
  expect(detailOf('line.type == "ticket" && line.venue in lists["of-sku"]')).toContain("kind sku");
});

test("a list can be asked inside exists, in an exception and in a rule for each order", () => {
  const when = 'order.lines.exists(l, l.sku in lists["of-sku"])';
  expect(detailOf(when, "    forEach: order\n")).toBeUndefined();
  const except =
    "    owner: a@example.com\n    except: [{ id: vip, reason: vip, when: 'line.sku in lists[\"of-sku\"]' }]\n";
  const checked = check("true", except);
  expect(checked).toMatchObject({ ok: true, rulebook: { lists: { "of-sku": "sku" } } });
});

test.each([
  ['line.sku in lists["of-skus"]', "no list `of-skus`; did you mean `of-sku`?"],
  ['line.sku in lists["__proto__"]', "no list `__proto__`"],
  ['line.sku in lists["constructor"]', "no list `constructor`"],
  ["line.sku in lists.vip", 'write the list\'s id in quotes: lists["vip"]'],
  ["line.sku in lists[0]", 'write the list\'s id in quotes: lists["december-skus"]'],
  ["line.sku in of-sku", 'write a list as lists["of-sku"]'],
  ["line.sku in vips", 'write a list as lists["vips"]'],
  ["line.sku in lists[line.sku]", "write the list's id in quotes"],
  ["line.sku in lists", "a list comes after `in`"],
  ['size(lists["of-sku"]) > 0', "a list comes after `in`"],
  ['lists["of-sku"] == "A"', "a list comes after `in`"],
  ['line.unitPrice in lists["of-text"]', "type mismatch: a whole number is not in a list of texts"],
  ['line.agentId in lists["of-agent"]', "`line.agentId` is not there on every line"],
  ['order.lists == "A"', "no field `lists` on order"],
])("%s is an issue", (when, detail) => {
  expect(detailOf(when)).toContain(detail);
});

test("an unknown list is an issue at its characters, and one without an issue is printed as written", () => {
  const unknown = check('line.sku in lists["vips"]');
  expect(unknown).toMatchObject({ ok: false, issues: [{ line: 5, column: 19, ruleId: "a-rule" }] });
  const known = check('line.sku in lists["of-sku"]');
  if (!known.ok) throw new Error("has issues");
  expect(printExpression(known.rulebook.rules[0]!.when)).toBe('line.sku in lists["of-sku"]');
});

test("where the lists are not known, any list is accepted", () => {
  const source = `rules:\n${ruleSource('line.sku in lists["any"]')}`;
  expect(checkRulebook(source, "yaml", { skus: new Set(), now: "2026-01-01T00:00:00Z" }).ok).toBe(true);
});

describe("order.history", () => {
  test.each([
    ["has(order.history) && order.history.orders == 0", undefined],
    ["has(order.history) && order.history.paidTotal >= 10000", undefined],
    [
      'has(order.history) && has(order.history.firstPaidAt) && order.history.firstPaidAt < "2026-01-01"',
      undefined,
    ],
    ['has(order.history.firstPaidAt) && order.history.firstPaidAt < "2026-01-01"', undefined],
    ["order.history.orders == 0", "`order.history` may be absent: write `has(order.history) && …` before it"],
    [
      'has(order.history) && order.history.firstPaidAt < "2026-01-01"',
      "`order.history.firstPaidAt` may be absent",
    ],
    ["has(order.history) && order.history.order == 0", "did you mean `orders`?"],
    ['has(order.history) && order.history.orders == "0"', "type mismatch"],
  ])("%s: %s", (when, detail) => {
    if (detail === undefined) expect(detailOf(when)).toBeUndefined();
    else expect(detailOf(when)).toContain(detail);
  });
});

describe("examples", () => {
  const source = (example: string) =>
    `rules:\n${ruleSource('line.type == "book" && (order.customer.email in lists["of-email"] || has(order.history) && order.history.orders == 0)')}examples:\n  - name: One\n    order: { lines: [{ type: book }] }\n    expect: { applied: [a-rule] }\n${example}`;
  const failuresOf = (example: string) => {
    const lists = new Map([
      ["of-email", { kind: "email" as const, version: 3, values: new Set(["x@example.com"]) }],
    ]);
    const checked = checkRulebook(source(example), "yaml", {
      skus: new Set(),
      now: "2026-01-01T00:00:00Z",
      listKinds,
      lists,
    });
    return checked.ok ? checked.failedExamples.length : checked.issues.map(({ detail }) => detail).join("; ");
  };

  test("carry lists and history", () => {
    expect(failuresOf("")).toBe(1);
    expect(failuresOf("    lists: { of-email: [Ana.Souza@Example.com] }\n")).toBe(0);
    expect(failuresOf("    history: { orders: 0, paidTotal: 0 }\n")).toBe(0);
    expect(failuresOf("    history: { orders: 1, paidTotal: 5, firstPaidAt: 2026-01-01T00:00:00Z }\n")).toBe(
      1,
    );
  });

  test("see the lists of the check when they carry none", () => {
    const other =
      "    order: { customer: { email: x@example.com }, lines: [{ type: book }] }\n    expect: { applied: [a-rule] }\n";
    expect(failuresOf(`  - name: Two\n${other}`)).toBe(1);
  });

  test.each([
    ["    lists: { of-emails: [] }\n", "no list `of-emails`; did you mean `of-email`?"],
    ["    lists: { of-email: [5] }\n", "must be a text"],
    ["    history: { orders: 0 }\n", "`history` needs `paidTotal`"],
    ["    history: { orders: -1, paidTotal: 0 }\n", "orders"],
  ])("with %j have an issue", (example, detail) => {
    expect(failuresOf(example)).toContain(detail);
  });
});
