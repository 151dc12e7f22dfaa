/** Conditions with issues. «…» marks the range of the issue. */
import {
  describeIssues,
  type IssueRow,
  withCondition,
  withBlockCondition,
  withRule,
  SLIP,
} from "../../../test/support/rulebook-issues.ts";

const FIELDS: readonly IssueRow[] = [
  [
    "a misspelt field of the order",
    withCondition('order.«custmer».name == "A"'),
    "no field `custmer` on order; did you mean `customer`?",
  ],
  ["a misspelt field of the line", withCondition('line.«typ» == "book"'), "did you mean `type`?"],
  ["a misspelt field deeper down", withCondition('order.customer.«emial» == "a"'), "did you mean `email`?"],
  ["a misspelt root", withCondition('«ordr».currency == "BRL"'), "did you mean `order`?"],
  ["a field without its owner", withCondition('«sku» == "A"'), "did you mean `line.sku`?"],
  [
    "a misspelt field without its owner",
    withCondition('«custmer».name == "A"'),
    "did you mean `order.customer`?",
  ],
  [
    "a field of a line inside exists",
    withCondition('order.lines.exists(l, l.«skuu» == "A")'),
    "did you mean `sku`?",
  ],
  ["a field of the lines as a whole", withCondition('order.lines.«sku» == "A"'), "use order.lines.exists"],
  ["a field of a text", withCondition('line.sku.«length» == "A"'), "has no fields"],
  ["the line alone", withCondition("«line»"), "says nothing"],
  [
    "a line in a rule for each order",
    withRule(`    forEach: order\n    when: «line».free\n${SLIP}`),
    "has no `line`",
  ],
  ["the prototype of a line", withCondition('line.«__proto__» == "A"'), "no field `__proto__`"],
  [
    "the constructor of the order",
    withCondition('order.«constructor».name == "A"'),
    "no field `constructor`",
  ],
  [
    "the prototype of the metadata",
    withCondition('order.metadata.«__proto__» == "A"'),
    "no field `__proto__`",
  ],
  ["a line by its position", withCondition('«order.lines[0]».sku == "A"'), "only for a key of metadata"],
];

const TYPES: readonly IssueRow[] = [
  ["a number compared with a text", withCondition('«line.unitPrice >= "10"»'), "type mismatch"],
  [
    "a decimal amount of money",
    withCondition("line.unitPrice >= «10.50»"),
    "decimal numbers are not allowed",
  ],
  ["a number in exponents", withCondition("line.unitPrice >= «1e3»"), "decimal numbers are not allowed"],
  ["a number too large for money", withCondition("line.unitPrice >= «99999999999999999999»"), "too large"],
  ["a text as a condition", withCondition("«line.sku»"), "a condition is true or false"],
  ["a number as a condition", withCondition("line.free && «line.quantity»"), "a condition is true or false"],
  ["true before false", withCondition("«line.free < true»"), "have no order"],
  ["null", withCondition("line.sku == «null»"), "there is no null"],
  ["arithmetic", withCondition("«line.unitPrice * 2» > 100"), "no arithmetic"],
  [
    "a fact that orders do not carry",
    withCondition('order.customer.«group» == "vip"'),
    "it has customerId, name, email, taxId, phone, emailDomain; what else the shop knows it may send as order.metadata.<key>",
  ],
  [
    "an attribute that no product has",
    withCondition('line.«publisher» == "X"'),
    "what else a product has is declared under productTypes",
  ],
  ["a choice", withBlockCondition('«line.free ? true : line.sku == "A"»'), "use && and ||"],
  ["a compared condition", withCondition('(«line.sku == "A"») == true'), "cannot be compared"],
  ["a list outside of in", withCondition('line.sku == «["A"]»'), "after `in`"],
  ["a list of mixed kinds", withCondition('line.sku in ["A", «3»]'), "type mismatch"],
  ["in without a list", withCondition("line.sku in «line.title»"), "comes a list"],
  ["the size of a number", withCondition("size(«line.quantity») > 1"), "counts a list or a text"],
  ["two moments compared", withCondition("«order.payment.paidAt > order.placedAt»"), "`from` and `until`"],
  ["a group compared with a text", withCondition('«order.customer == "C"»'), "type mismatch"],
];

const LANGUAGE: readonly IssueRow[] = [
  ["a regular expression", withCondition('«line.sku.matches("A.*")»'), "there is no matches()"],
  ["a function of CEL that rules lack", withCondition("«line.sku.lowerAscii()»"), "there is no lowerAscii()"],
  ["an unknown function", withCondition("«sise(line.sku)» > 1"), "did you mean `size`?"],
  [
    "exists over something else",
    withCondition('line.type == "book" && «line.authors».exists(a, a == "X")'),
    "looks at order.lines or order.allLines only",
  ],
  [
    "exists inside all",
    withCondition("order.lines.all(l, «order.lines.exists(m, m.free)»)"),
    "cannot be inside",
  ],
  [
    "a number over something else",
    withCondition("«order.metadata».count(l, true) > 1"),
    "looks at order.lines",
  ],
  [
    "a sum without a field",
    withCondition("«order.lines.sum(l, true)» > 1"),
    "order.lines.sum(l, …, l.quantity)",
  ],
  ["a sum of texts", withCondition("order.lines.sum(l, true, «l.sku») > 1"), "a text is not a whole number"],
  [
    "a sum of another line's field",
    withCondition("order.lines.sum(l, true, «line.quantity») > 1"),
    "l.quantity",
  ],
  ["a misspelt field of a sum", withCondition("order.lines.sum(l, true, l.«quantty») > 1"), "`quantity`?"],
  ["a misspelt number", withCondition("«order.lines.summ(l, true, l.quantity)» > 1"), "did you mean `sum`?"],
  ["a number as a condition", withCondition("«order.lines.count(l, true)»"), "this is a whole number"],
  [
    "a number inside exists",
    withCondition("order.lines.exists(l, «order.lines.count(m, true)» > 1)"),
    "cannot be inside exists()",
  ],
  ["a number compared with a text", withCondition('«order.lines.count(l, true) == "1"»'), "type mismatch"],
  ["a line named line", withCondition("order.lines.exists(«line», line.free)"), "means something already"],
  ["has of the whole line", withCondition("«has(line)»"), "takes one field"],
  [
    "a condition of more than 2000 characters",
    withCondition(`«${"line.free || ".repeat(170)}line.free»`),
    "longer than 2000",
  ],
  [
    "a condition nested too deeply",
    withCondition(`"${"(".repeat(32)}«(»${"(".repeat(8)}true${")".repeat(41)}"`),
    "nested more than 32",
  ],
];

const ENUMERATIONS: readonly IssueRow[] = [
  ["a misspelt product type", withCondition('line.type == «"bok"»'), "did you mean `book`?"],
  [
    "a misspelt product type in a list",
    withCondition('line.type in ["book", «"vidoe"»]'),
    "did you mean `video`?",
  ],
  ["an undeclared product type", withCondition('line.type == «"ticket"»'), "is not a value of `type`"],
  [
    "a delivery that does not exist",
    withCondition('line.type == "video" && line.delivery == «"dvd"»'),
    "disc or streaming",
  ],
  ["a locale cut short", withCondition('order.locale == «"pt"»'), "did you mean `pt-BR`?"],
  [
    "a plan that does not exist",
    withCondition('line.type == "membership" && line.plan == «"gold"»'),
    "basic or plus",
  ],
  [
    "an enumeration written the other way round",
    withBlockCondition('«"bok"» == line.type'),
    "did you mean `book`?",
  ],
];

const GUARDS: readonly IssueRow[] = [
  ["an optional field unguarded", withCondition('«line.agentId» == "A"'), "write `has(line.agentId) && …`"],
  ["an optional field on the right", withBlockCondition('"A" == «line.agentId»'), "has(line.agentId)"],
  ["metadata unguarded", withCondition('«order.metadata.channel» == "web"'), "has(order.metadata.channel)"],
  [
    "a guard for another field",
    withCondition('has(order.agentId) && «line.agentId» == "A"'),
    "has(line.agentId)",
  ],
  ["a guard joined by or", withCondition('has(line.agentId) || «line.agentId» == "A"'), "is never there"],
  [
    "a guard turned round",
    withBlockCondition('!has(line.agentId) && «line.agentId» == "A"'),
    "is never there",
  ],
  [
    "a guard that comes too late",
    withCondition('«line.agentId» == "A" && has(line.agentId)'),
    "has(line.agentId)",
  ],
  ["a field of one type on any line", withCondition('«line.isbn» == "1"'), 'line.type == "book" && …'],
  [
    "a field that the type does not have",
    withCondition('line.type == "book" && «line.delivery» == "disc"'),
    "only on lines of type video",
  ],
  [
    "an optional field of one type",
    withCondition('line.type == "book" && «line.weightGrams» > 3'),
    "has(line.weightGrams)",
  ],
  [
    "an address without anything to ship",
    withCondition('«order.shippingAddress.state» == "SP"'),
    "has(order.shippingAddress)",
  ],
  [
    "a field of a sum that its condition does not prove",
    withCondition("order.lines.sum(l, true, «l.weightGrams») > 1"),
    "has(l.weightGrams)",
  ],
  [
    "an optional field in the condition of a count",
    withCondition('order.lines.count(l, «l.agentId» == "A") > 1'),
    "has(l.agentId)",
  ],
  ["the weight of an order", withCondition("«order.weightGrams» > 3"), "has(order.weightGrams)"],
  ["the weight of a line", withCondition("«line.weightTotal» > 3"), "has(line.weightTotal)"],
  [
    "a maximum over perhaps no line",
    withCondition("«order.lines.max(l, l.free, l.quantity)» > 1"),
    "write `order.lines.exists(l, l.free) && …` before it",
  ],
  [
    "an optional field inside exists",
    withCondition('order.lines.exists(l, «l.agentId» == "A")'),
    "has(l.agentId)",
  ],
  [
    "a guard outside of exists for a line inside",
    withCondition('line.type == "book" && order.lines.exists(l, «l.isbn» == "1")'),
    'l.type == "book" && …',
  ],
];

describeIssues({
  "field names": FIELDS,
  types: TYPES,
  "the language": LANGUAGE,
  "enumerated values": ENUMERATIONS,
  "fields that may be absent": GUARDS,
});
