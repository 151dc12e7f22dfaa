/** Texts, rules, actions, product types and examples with issues. «…» marks the range of the issue. */
import {
  describeIssues,
  type IssueRow,
  withAction,
  withCondition,
  withExceptions,
  withExample,
  withRule,
  SLIP,
} from "../../../test/support/rulebook-issues.ts";

const SYNTAX: readonly IssueRow[] = [
  ["a single equals sign", withCondition('line.type «=» "book"'), "write == to compare"],
  ["the word and", withCondition('line.type == "book" «and» line.free'), "write && for and"],
  ["the word or", withCondition('line.type == "book" «or» line.free'), "write || for or"],
  ["the word not", withCondition("not «line».free"), "write ! for not"],
  ["a single ampersand", withCondition('line.type == "book" «&» line.free'), "write && for and"],
  ["a text that is not closed", withCondition('line.sku == «"A»'), "unterminated string"],
  ["an expression that stops short", withCondition('line.sku == "A" &&«»'), "end of the expression"],
  ["a bracket too many", withCondition('line.sku == "A"«)»'), "syntax"],
  ["an empty condition", withCondition('«""»'), "`when` is empty"],
  ["a condition that is a number", withCondition("«7»"), "must be a condition"],
  ["YAML that is not YAML", "rules:\n  - id: a\n«  » when: true\n", "not readable as YAML", "a"],
  ["a key twice", withRule(`    when: "true"\n    «when»: "false"\n${SLIP}`), "duplicate"],
  ["an anchor", withRule(`    when: &w «"true"»\n${SLIP}`), "anchors"],
  ["an alias", `plans: [basic]\nrules:\n  - id: a-rule\n    when: «*w»\n${SLIP}`, "alias"],
  ["a custom tag", withRule(`    when: «!js» "true"\n${SLIP}`), "tag"],
  ["an empty document", "«\n»", "the rulebook is empty", ""],
  ["a document that is a list", "«- a»\n", "must be a mapping", ""],
  ["a rulebook without rules", "«plans»: [basic]\n", "has no `rules`", ""],
];

const ACTIONS: readonly IssueRow[] = [
  ["an unknown action", withAction("«packingSlp»: { destination: shipping }"), "did you mean `packingSlip`?"],
  [
    "an unknown destination",
    withAction("packingSlip: { destination: «shiping» }"),
    "did you mean `shipping`?",
  ],
  ["a slip to nowhere", withAction("packingSlip: «{ »}"), "needs a `destination`"],
  [
    "an unknown template",
    withAction("email: { template: «membership-change», after: membership }"),
    "did you mean `membership-changed`?",
  ],
  ["a mail that does not wait", withAction("email: { «template»: membership-changed }"), "after: membership"],
  [
    "a mail after something else",
    withAction("email: { template: membership-changed, after: «shipping» }"),
    "must be membership",
  ],
  [
    "a links mail that waits",
    withAction("email: { template: streaming-links, after: «membership» }"),
    "may wait for packingSlip",
  ],
  [
    "an unknown membership change",
    withAction("membership: { change: «activte» }"),
    "did you mean `activate`?",
  ],
  ["an unknown plan", withAction("membership: { change: activate, plan: «plsu» }"), "did you mean `plus`?"],
  [
    "a membership without a plan to take",
    withAction("membership: { «change»: activate }", 'line.type == "book"'),
    "which plan?",
  ],
  ["a plan to deactivate", withAction("membership: { change: deactivate, plan: «plus» }"), "takes no plan"],
  [
    "a SKU that the catalogue lacks",
    withAction("addFreeItem: { sku: «BOOKMRK», reason: Christmas }"),
    "did you mean `BOOKMARK`?",
  ],
  ["a free item without a reason", withAction("addFreeItem: { «sku»: BOOKMARK }"), "needs a `reason`"],
  [
    "half a free item",
    withAction("addFreeItem: { sku: BOOKMARK, reason: Christmas, quantity: «0.5» }"),
    "whole number",
  ],
  ["a rate above the whole", withAction("commission: { rateBps: «10001» }"), "from 0 to 10000"],
  ["a rate with a decimal", withAction("commission: { rateBps: «6.5» }"), "whole number"],
  ["an unknown key of an action", withAction("commission: { «rate»: 600 }"), "did you mean `rateBps`?"],
  [
    "two actions in one entry",
    withAction("packingSlip: { destination: shipping }\n        «commission»: {}"),
    "one action per entry",
  ],
  ["no action at all", withRule("    when: line.free\n    then: «[]»\n"), "1 to 20 actions"],
  [
    "a membership of a whole order",
    withRule(
      '    forEach: order\n    when: "true"\n    then:\n      - membership: «{ change: activate, plan: plus }»\n',
    ),
    "because of a line",
  ],
];

const RULES: readonly IssueRow[] = [
  [
    "an unknown key of a rule",
    withRule(`    «wehn»: line.free\n    when: line.free\n${SLIP}`),
    "did you mean `when`?",
  ],
  ["a rule without a condition", withRule(`${SLIP}`).replace("id: a-rule", "«id»: a-rule"), "has no `when`"],
  ["a rule without actions", "rules:\n  - «id»: a-rule\n    when: line.free\n", "has no `then`"],
  [
    "two rules of one id",
    `${withCondition("line.free")}  - id: «a-rule»\n    when: line.free\n${SLIP}`,
    "two rules have the id",
  ],
  [
    "an id with blanks",
    `rules:\n  - id: «A Rule»\n    when: line.free\n${SLIP}`,
    "lower case letters",
    "A Rule",
  ],
  [
    "an unknown forEach",
    withRule(`    forEach: «lines»\n    when: line.free\n${SLIP}`),
    "did you mean `line`?",
  ],
  [
    "an end before the beginning",
    withRule(
      `    from: 2026-12-25T00:00:00-03:00\n    until: «2026-12-01T00:00:00-03:00»\n    when: line.free\n${SLIP}`,
    ),
    "is not after",
  ],
  [
    "an end at the very moment of the beginning, in another offset",
    withRule(
      `    from: 2026-12-01T00:00:00-03:00\n    until: «2026-12-01T03:00:00Z»\n    when: line.free\n${SLIP}`,
    ),
    "is not after",
  ],
  [
    "a date without an offset",
    withRule(`    from: «2026-12-01T00:00:00»\n    when: line.free\n${SLIP}`),
    "has no offset",
  ],
  [
    "a date without a time",
    withRule(`    from: «2026-12-01»\n    when: line.free\n${SLIP}`),
    "write it like",
  ],
  [
    "a day that does not exist",
    withRule(`    from: «2026-02-30T00:00:00Z»\n    when: line.free\n${SLIP}`),
    "write it like",
  ],
  [
    "a description that is a number",
    withRule(`    description: «7»\n    when: line.free\n${SLIP}`),
    "put it in quotes",
  ],
  ["a plan in capitals", `plans: [«Basic»]\n${withCondition("line.free")}`, "lower case", ""],
  [
    "an unknown key of the rulebook",
    `${withCondition("line.free")}«exampels»: []\n`,
    "did you mean `examples`?",
    "",
  ],
];

const EXCEPTIONS: readonly IssueRow[] = [
  [
    "an exception without a reason",
    withExceptions("      - { «id»: x, when: line.free }\n"),
    "needs a `reason`",
  ],
  [
    "two exceptions of one id",
    withExceptions(
      "      - { id: x, when: line.free, reason: r }\n      - { id: «x», when: line.free, reason: r }\n",
    ),
    "is a duplicate",
  ],
  [
    "an exception with a misspelt field",
    withExceptions('      - { id: x, when: line.«titel» == "A", reason: r }\n'),
    "did you mean `title`?",
  ],
  [
    "an unknown key of an exception",
    withExceptions("      - { id: x, when: line.free, reason: r, «untill»: x }\n"),
    "did you mean `until`?",
  ],
  [
    "an exception without an owner",
    withRule(`    when: line.free\n    except:\n      - { «id»: x, when: line.free, reason: r }\n${SLIP}`),
    "needs an `owner`",
  ],
];

const types = (body: string): string => `productTypes:\n${body}${withCondition("line.free")}`;
const DECLARED: readonly IssueRow[] = [
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
    `productTypes:\n  ticket: { ships: false, attributes: { seat: string? } }\n${withCondition('line.type == "ticket" && «line.seat» == "A1"')}`,
    "has(line.seat)",
  ],
  [
    "an attribute on any line",
    `productTypes:\n  ticket: { ships: false, attributes: { venue: string } }\n${withCondition('«line.venue» == "Arena"')}`,
    'line.type == "ticket" && …',
  ],
];

const EXAMPLES: readonly IssueRow[] = [
  [
    "an example without an order",
    withExample("{ «name»: x, expect: { applied: [a-rule] } }"),
    "needs an `order`",
    "",
  ],
  [
    "an example that expects an unknown rule",
    withExample("{ name: x, order: { lines: [{ type: book }] }, expect: { applied: [«a-rul»] } }"),
    "did you mean `a-rule`?",
    "",
  ],
  [
    "an example of an unknown type",
    withExample("{ name: x, order: { lines: [{ type: «bok» }] }, expect: { applied: [a-rule] } }"),
    "must be one of physical",
    "",
  ],
  [
    "an example with an impossible quantity",
    withExample(
      "{ name: x, order: { lines: [{ type: book, quantity: «0» }] }, expect: { applied: [a-rule] } }",
    ),
    "lines.0.quantity",
    "",
  ],
  [
    "an unknown field of an example's order",
    withExample("{ name: x, order: { lines: [{ type: book, «skuu»: A }] }, expect: { applied: [a-rule] } }"),
    "did you mean sku?",
    "",
  ],
  [
    "an example without lines",
    withExample("{ name: x, order: «{ lines: [] }», expect: { applied: [a-rule] } }").replace(
      "«{ lines: [] }»",
      "{ lines: «[]» }",
    ),
    "1 to 500",
    "",
  ],
  [
    "an example that expects nothing",
    withExample("{ name: x, order: { lines: [{ type: book }] }, expect: «{}» }"),
    "says nothing",
    "",
  ],
];

describeIssues({
  syntax: SYNTAX,
  actions: ACTIONS,
  rules: RULES,
  exceptions: EXCEPTIONS,
  "product types": DECLARED,
  examples: EXAMPLES,
});
