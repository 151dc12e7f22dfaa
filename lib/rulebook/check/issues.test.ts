/** Faulty rulebooks. «…» marks the place where the fault must be told; the marks are taken out before checking. */
import { describe, expect, test } from "vitest";
import { checkRulebook } from "./check-rulebook.ts";

const WORLD = {
  skus: new Set(["VIDEO-SKI", "VIDEO-FIRST-AID", "BOOKMARK"]),
  now: "2026-11-23T12:00:00Z",
};

type Row = readonly [name: string, source: string, detail: string, ruleId?: string];

const rule = (rest: string): string => `rules:\n  - id: a-rule\n${rest}`;
const SLIP = "    then: [{ packingSlip: { destination: shipping } }]\n";
const when = (condition: string): string => rule(`    when: ${condition}\n${SLIP}`);
const block = (condition: string): string => rule(`    when: |\n      ${condition}\n${SLIP}`);
const then = (action: string, condition = 'line.type == "membership"'): string =>
  rule(`    when: ${condition}\n    then:\n      - ${action}\n`);
const except = (body: string): string =>
  rule(`    owner: a@example.com\n    when: line.type == "book"\n    except:\n${body}${SLIP}`);
const example = (rest: string): string => `${when('line.type == "book"')}examples:\n  - ${rest}\n`;

const SYNTAX: readonly Row[] = [
  ["a single equals sign", when('line.type «=» "book"'), "write == to compare"],
  ["the word and", when('line.type == "book" «and» line.free'), "write && for and"],
  ["the word or", when('line.type == "book" «or» line.free'), "write || for or"],
  ["the word not", when("not «line».free"), "write ! for not"],
  ["a single ampersand", when('line.type == "book" «&» line.free'), "write && for and"],
  ["a text that is not closed", when('line.sku == «"A»'), "unterminated string"],
  ["an expression that stops short", when('line.sku == "A" &&«»'), "end of the expression"],
  ["a bracket too many", when('line.sku == "A"«)»'), "syntax"],
  ["an empty condition", when('«""»'), "`when` is empty"],
  ["a condition that is a number", when("«7»"), "must be a condition"],
  ["YAML that is not YAML", "rules:\n  - id: a\n«  » when: true\n", "not readable as YAML", "a"],
  ["a key twice", rule(`    when: "true"\n    «when»: "false"\n${SLIP}`), "duplicate"],
  ["an anchor", rule(`    when: &w «"true"»\n${SLIP}`), "anchors"],
  ["an alias", `plans: [basic]\nrules:\n  - id: a-rule\n    when: «*w»\n${SLIP}`, "alias"],
  ["a tag of one's own", rule(`    when: «!js» "true"\n${SLIP}`), "tag"],
  ["an empty document", "«\n»", "the rulebook is empty", ""],
  ["a document that is a list", "«- a»\n", "must be a mapping", ""],
  ["a rulebook without rules", "«plans»: [basic]\n", "has no `rules`", ""],
];

const FIELDS: readonly Row[] = [
  [
    "a misspelt field of the order",
    when('order.«custmer».name == "A"'),
    "no field `custmer` on order; did you mean `customer`?",
  ],
  ["a misspelt field of the line", when('line.«typ» == "book"'), "did you mean `type`?"],
  ["a misspelt field deeper down", when('order.customer.«emial» == "a"'), "did you mean `email`?"],
  ["a misspelt root", when('«ordr».currency == "BRL"'), "did you mean `order`?"],
  ["a field without its owner", when('«sku» == "A"'), "did you mean `line.sku`?"],
  ["a misspelt field without its owner", when('«custmer».name == "A"'), "did you mean `order.customer`?"],
  ["a field of a line inside exists", when('order.lines.exists(l, l.«skuu» == "A")'), "did you mean `sku`?"],
  ["a field of the lines as a whole", when('order.lines.«sku» == "A"'), "use order.lines.exists"],
  ["a field of a text", when('line.sku.«length» == "A"'), "has no fields"],
  ["the line alone", when("«line»"), "says nothing"],
  [
    "a line in a rule for each order",
    rule(`    forEach: order\n    when: «line».free\n${SLIP}`),
    "has no `line`",
  ],
  ["the prototype of a line", when('line.«__proto__» == "A"'), "no field `__proto__`"],
  ["the constructor of the order", when('order.«constructor».name == "A"'), "no field `constructor`"],
  ["the prototype of the metadata", when('order.metadata.«__proto__» == "A"'), "no field `__proto__`"],
  ["a line by its position", when('«order.lines[0]».sku == "A"'), "only for a key of metadata"],
];

const TYPES: readonly Row[] = [
  ["a number compared with a text", when('«line.unitPrice >= "10"»'), "type mismatch"],
  ["a decimal amount of money", when("line.unitPrice >= «10.50»"), "decimal numbers are not allowed"],
  ["a number in exponents", when("line.unitPrice >= «1e3»"), "decimal numbers are not allowed"],
  ["a number too large for money", when("line.unitPrice >= «99999999999999999999»"), "too large"],
  ["a text as a condition", when("«line.sku»"), "a condition is true or false"],
  ["a number as a condition", when("line.free && «line.quantity»"), "a condition is true or false"],
  ["true before false", when("«line.free < true»"), "have no order"],
  ["null", when("line.sku == «null»"), "there is no null"],
  ["arithmetic", when("«line.unitPrice * 2» > 100"), "no arithmetic"],
  ["a choice", block('«line.free ? true : line.sku == "A"»'), "use && and ||"],
  ["a compared condition", when('(«line.sku == "A"») == true'), "cannot be compared"],
  ["a list outside of in", when('line.sku == «["A"]»'), "after `in`"],
  ["a list of mixed kinds", when('line.sku in ["A", «3»]'), "type mismatch"],
  ["in without a list", when("line.sku in «line.title»"), "comes a list"],
  ["the size of a number", when("size(«line.quantity») > 1"), "counts a list or a text"],
  ["two moments compared", when("«order.payment.paidAt > order.placedAt»"), "`from` and `until`"],
  ["a group compared with a text", when('«order.customer == "C"»'), "type mismatch"],
];

const LANGUAGE: readonly Row[] = [
  ["a regular expression", when('«line.sku.matches("A.*")»'), "there is no matches()"],
  ["a function of CEL that rules lack", when('«line.sku.startsWith("A")»'), "there is no startsWith()"],
  ["a function that nobody has", when("«sise(line.sku)» > 1"), "did you mean `size`?"],
  [
    "exists over something else",
    when('line.type == "book" && «line.authors».exists(a, a == "X")'),
    "looks at order.lines only",
  ],
  ["exists inside all", when("order.lines.all(l, «order.lines.exists(m, m.free)»)"), "cannot be inside"],
  ["a line named line", when("order.lines.exists(«line», line.free)"), "means something already"],
  ["has of the whole line", when("«has(line)»"), "takes one field"],
  [
    "a condition of more than 2000 characters",
    when(`«${"line.free || ".repeat(170)}line.free»`),
    "longer than 2000",
  ],
  [
    "a condition nested too deeply",
    when(`"${"(".repeat(32)}«(»${"(".repeat(8)}true${")".repeat(41)}"`),
    "nested more than 32",
  ],
];

const ENUMERATIONS: readonly Row[] = [
  ["a misspelt product type", when('line.type == «"bok"»'), "did you mean `book`?"],
  ["a misspelt product type in a list", when('line.type in ["book", «"vidoe"»]'), "did you mean `video`?"],
  ["a product type that nobody declared", when('line.type == «"ticket"»'), "is not a value of `type`"],
  [
    "a delivery that does not exist",
    when('line.type == "video" && line.delivery == «"dvd"»'),
    "disc or streaming",
  ],
  ["a locale cut short", when('order.locale == «"pt"»'), "did you mean `pt-BR`?"],
  ["a plan that does not exist", when('line.type == "membership" && line.plan == «"gold"»'), "basic or plus"],
  ["an enumeration written the other way round", block('«"bok"» == line.type'), "did you mean `book`?"],
];

const GUARDS: readonly Row[] = [
  ["an optional field unguarded", when('«line.agentId» == "A"'), "write `has(line.agentId) && …`"],
  ["an optional field on the right", block('"A" == «line.agentId»'), "has(line.agentId)"],
  ["metadata unguarded", when('«order.metadata.channel» == "web"'), "has(order.metadata.channel)"],
  ["a guard for another field", when('has(order.agentId) && «line.agentId» == "A"'), "has(line.agentId)"],
  ["a guard joined by or", when('has(line.agentId) || «line.agentId» == "A"'), "is never there"],
  ["a guard turned round", block('!has(line.agentId) && «line.agentId» == "A"'), "is never there"],
  ["a guard that comes too late", when('«line.agentId» == "A" && has(line.agentId)'), "has(line.agentId)"],
  ["a field of one type on any line", when('«line.isbn» == "1"'), 'line.type == "book" && …'],
  [
    "a field that the type does not have",
    when('line.type == "book" && «line.delivery» == "disc"'),
    "only on lines of type video",
  ],
  [
    "an optional field of one type",
    when('line.type == "book" && «line.weightGrams» > 3'),
    "has(line.weightGrams)",
  ],
  [
    "an address without anything to ship",
    when('«order.shippingAddress.state» == "SP"'),
    "has(order.shippingAddress)",
  ],
  ["an optional field inside exists", when('order.lines.exists(l, «l.agentId» == "A")'), "has(l.agentId)"],
  [
    "a guard outside of exists for a line inside",
    when('line.type == "book" && order.lines.exists(l, «l.isbn» == "1")'),
    'l.type == "book" && …',
  ],
];

const ACTIONS: readonly Row[] = [
  ["an unknown action", then("«packingSlp»: { destination: shipping }"), "did you mean `packingSlip`?"],
  ["an unknown destination", then("packingSlip: { destination: «shiping» }"), "did you mean `shipping`?"],
  ["a slip to nowhere", then("packingSlip: «{ »}"), "needs a `destination`"],
  [
    "an unknown template",
    then("email: { template: «membership-change», after: membership }"),
    "did you mean `membership-changed`?",
  ],
  ["a mail that does not wait", then("email: { «template»: membership-changed }"), "after: membership"],
  [
    "a mail after something else",
    then("email: { template: membership-changed, after: «shipping» }"),
    "must be membership",
  ],
  [
    "a links mail that waits",
    then("email: { template: streaming-links, after: «membership» }"),
    "waits for nothing",
  ],
  ["an unknown membership change", then("membership: { change: «activte» }"), "did you mean `activate`?"],
  ["an unknown plan", then("membership: { change: activate, plan: «plsu» }"), "did you mean `plus`?"],
  [
    "a membership without a plan to take",
    then("membership: { «change»: activate }", 'line.type == "book"'),
    "which plan?",
  ],
  ["a plan to deactivate", then("membership: { change: deactivate, plan: «plus» }"), "takes no plan"],
  [
    "a SKU that the catalogue lacks",
    then("addFreeItem: { sku: «BOOKMRK», reason: Christmas }"),
    "did you mean `BOOKMARK`?",
  ],
  ["a gift without a reason", then("addFreeItem: { «sku»: BOOKMARK }"), "needs a `reason`"],
  ["half a gift", then("addFreeItem: { sku: BOOKMARK, reason: Christmas, quantity: «0.5» }"), "whole number"],
  ["a rate above the whole", then("commission: { rateBps: «10001» }"), "from 0 to 10000"],
  ["a rate with a decimal", then("commission: { rateBps: «6.5» }"), "whole number"],
  ["an unknown key of an action", then("commission: { «rate»: 600 }"), "did you mean `rateBps`?"],
  [
    "two actions in one entry",
    then("packingSlip: { destination: shipping }\n        «commission»: {}"),
    "one action per entry",
  ],
  ["no action at all", rule("    when: line.free\n    then: «[]»\n"), "1 to 20 actions"],
  [
    "a membership of a whole order",
    rule(
      '    forEach: order\n    when: "true"\n    then:\n      - membership: «{ change: activate, plan: plus }»\n',
    ),
    "because of a line",
  ],
];

const RULES: readonly Row[] = [
  [
    "an unknown key of a rule",
    rule(`    «wehn»: line.free\n    when: line.free\n${SLIP}`),
    "did you mean `when`?",
  ],
  ["a rule without a condition", rule(`${SLIP}`).replace("id: a-rule", "«id»: a-rule"), "has no `when`"],
  ["a rule without actions", "rules:\n  - «id»: a-rule\n    when: line.free\n", "has no `then`"],
  [
    "two rules of one id",
    `${when("line.free")}  - id: «a-rule»\n    when: line.free\n${SLIP}`,
    "two rules have the id",
  ],
  [
    "an id with blanks",
    `rules:\n  - id: «A Rule»\n    when: line.free\n${SLIP}`,
    "lower case letters",
    "A Rule",
  ],
  ["an unknown forEach", rule(`    forEach: «lines»\n    when: line.free\n${SLIP}`), "did you mean `line`?"],
  [
    "an end before the beginning",
    rule(
      `    from: 2026-12-25T00:00:00-03:00\n    until: «2026-12-01T00:00:00-03:00»\n    when: line.free\n${SLIP}`,
    ),
    "is not after",
  ],
  [
    "an end at the very moment of the beginning, in another offset",
    rule(
      `    from: 2026-12-01T00:00:00-03:00\n    until: «2026-12-01T03:00:00Z»\n    when: line.free\n${SLIP}`,
    ),
    "is not after",
  ],
  [
    "a date without an offset",
    rule(`    from: «2026-12-01T00:00:00»\n    when: line.free\n${SLIP}`),
    "has no offset",
  ],
  ["a date without a time", rule(`    from: «2026-12-01»\n    when: line.free\n${SLIP}`), "write it like"],
  [
    "a day that does not exist",
    rule(`    from: «2026-02-30T00:00:00Z»\n    when: line.free\n${SLIP}`),
    "write it like",
  ],
  [
    "a description that is a number",
    rule(`    description: «7»\n    when: line.free\n${SLIP}`),
    "put it in quotes",
  ],
  ["a plan in capitals", `plans: [«Basic»]\n${when("line.free")}`, "lower case", ""],
  ["an unknown key of the rulebook", `${when("line.free")}«exampels»: []\n`, "did you mean `examples`?", ""],
];

const EXCEPTIONS: readonly Row[] = [
  ["an exception without a reason", except("      - { «id»: x, when: line.free }\n"), "needs a `reason`"],
  [
    "two exceptions of one id",
    except(
      "      - { id: x, when: line.free, reason: r }\n      - { id: «x», when: line.free, reason: r }\n",
    ),
    "is a duplicate",
  ],
  [
    "an exception with a misspelt field",
    except('      - { id: x, when: line.«titel» == "A", reason: r }\n'),
    "did you mean `title`?",
  ],
  [
    "an unknown key of an exception",
    except("      - { id: x, when: line.free, reason: r, «untill»: x }\n"),
    "did you mean `until`?",
  ],
  [
    "an exception that nobody answers for",
    rule(`    when: line.free\n    except:\n      - { «id»: x, when: line.free, reason: r }\n${SLIP}`),
    "needs an `owner`",
  ],
];

const types = (body: string): string => `productTypes:\n${body}${when("line.free")}`;
const DECLARED: readonly Row[] = [
  [
    "an attribute of no known type",
    types("  ticket: { ships: false, attributes: { venue: «text» } }\n"),
    "unknown attribute type",
    "",
  ],
  [
    "an attribute that every line has",
    types("  ticket: { ships: false, attributes: { «sku»: string } }\n"),
    "choose another name",
    "",
  ],
  ["a product type that exists", types("  «book»: { ships: true }\n"), "is a product type already", ""],
  [
    "a product type that does not say whether it ships",
    types("  ticket: { «attributes»: {} }\n"),
    "ships: true",
    "",
  ],
  [
    "a product type named like a prototype",
    types("  «constructor»: { ships: true }\n"),
    "not allowed as a name",
    "",
  ],
  [
    "an optional attribute unguarded",
    `productTypes:\n  ticket: { ships: false, attributes: { seat: string? } }\n${when('line.type == "ticket" && «line.seat» == "A1"')}`,
    "has(line.seat)",
  ],
  [
    "an attribute on any line",
    `productTypes:\n  ticket: { ships: false, attributes: { venue: string } }\n${when('«line.venue» == "Arena"')}`,
    'line.type == "ticket" && …',
  ],
];

const EXAMPLES: readonly Row[] = [
  [
    "an example without an order",
    example("{ «name»: x, expect: { applied: [a-rule] } }"),
    "needs an `order`",
    "",
  ],
  [
    "an example that expects an unknown rule",
    example("{ name: x, order: { lines: [{ type: book }] }, expect: { applied: [«a-rul»] } }"),
    "did you mean `a-rule`?",
    "",
  ],
  [
    "an example of an unknown type",
    example("{ name: x, order: { lines: [{ type: «bok» }] }, expect: { applied: [a-rule] } }"),
    "must be one of physical",
    "",
  ],
  [
    "an example with an impossible quantity",
    example("{ name: x, order: { lines: [{ type: book, quantity: «0» }] }, expect: { applied: [a-rule] } }"),
    "lines.0.quantity",
    "",
  ],
  [
    "an example without lines",
    example("{ name: x, order: «{ lines: [] }», expect: { applied: [a-rule] } }").replace(
      "«{ lines: [] }»",
      "{ lines: «[]» }",
    ),
    "1 to 500",
    "",
  ],
  [
    "an example that expects nothing",
    example("{ name: x, order: { lines: [{ type: book }] }, expect: «{}» }"),
    "says nothing",
    "",
  ],
];

const placeOf = (marked: string) => {
  const start = marked.indexOf("«");
  const before = marked.slice(0, start);
  const line = before.split("\n").length;
  const width = marked.indexOf("»") - start - 1;
  return {
    line,
    column: start - before.lastIndexOf("\n"),
    width,
    source: marked.replace("«", "").replace("»", ""),
  };
};

const TABLES = {
  SYNTAX,
  FIELDS,
  TYPES,
  LANGUAGE,
  ENUMERATIONS,
  GUARDS,
  ACTIONS,
  RULES,
  EXCEPTIONS,
  DECLARED,
  EXAMPLES,
};

describe.each<[string, readonly Row[]]>(Object.entries(TABLES))("faulty rulebooks: %s", (_table, rows) => {
  test.each(rows.map((row) => ({ name: row[0], row })))("$name is told at its place", ({ row }) => {
    const [, marked, detail, ruleId] = row;
    const { line, column, source } = placeOf(marked);
    const checked = checkRulebook(source, "yaml", WORLD);
    const faults = checked.ok ? [] : checked.issues;
    expect(faults.map((fault) => `${fault.line}:${fault.column} ${fault.detail}`)).toContainEqual(
      expect.stringMatching(new RegExp(`^${line}:${column} `)),
    );
    const fault = faults.find((one) => one.line === line && one.column === column);
    expect(fault?.detail).toContain(detail);
    expect(fault?.ruleId ?? "").toBe(ruleId ?? "a-rule");
    expect(fault?.caret.split("\n")[1]).toMatch(/^[\s]*\^+$/);
  });
});

test("the table holds at least sixty rulebooks", () => {
  expect(Object.values(TABLES).flat().length).toBeGreaterThanOrEqual(60);
});
