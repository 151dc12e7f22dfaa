/**
 * The starting rules with what a grown rulebook has besides: numbers over lines, a list of 100 000 SKUs, the customer's
 * history, and a table of 200 rates.
 */
import { readFileSync } from "node:fs";
import { loadRulebook } from "../../lib/rulebook/check/load-rulebook.ts";
import { compile } from "../../lib/rulebook/compile.ts";
import { decide } from "../../lib/rulebook/decide.ts";
import { withInputs } from "../../lib/rulebook/decision-inputs.ts";
import { STARTING_CATALOGUE } from "../../lib/rulebook/starting-catalogue.ts";
import type { RuleEngine } from "./engines.ts";
import { HISTORY, listOf, MAX_VALUES } from "./inputs.ts";
import { ORDERS } from "./orders.ts";

const ROWS = 200;

const SOURCE = readFileSync(new URL("../../rules/default.yaml", import.meta.url), "utf8");

const rowOf = (number: number): string =>
  `      - { when: { line.type: book, line.sku: BOOK-${number} }, then: [{ commission: { rateBps: ${number + 1} } }] }\n`;

const TABLES = `
tables:
  - id: rates
    description: Books with a commission of their own
    else: { then: [{ note: { text: A book with the ordinary rate } }] }
    rows:
${Array.from({ length: ROWS }, (_, number) => rowOf(number)).join("")}`;

const RULES = `
  - id: listed-first
    description: Books of the list in a first order go to the royalty department
    when: line.sku in lists["december-skus"] && has(order.history) && order.history.orders == 0
    then: [{ packingSlip: { destination: royalties } }]
  - id: many-books
    description: Many books, or a valuable parcel
    when: |
      line.type == "book" && (order.lines.sum(l, l.type == "book", l.quantity) >= 3 || order.goodsTotal >= 150000)
    then: [{ packingSlip: { destination: royalties } }]
  - id: paid-total
    description: Regular customers
    when: |
      line.type == "book" && has(order.history) && order.history.paidTotal > 100000
      && order.lines.count(l, l.type == "membership") == 0
    then: [{ packingSlip: { destination: royalties } }]
`;

/** Decides with every input attached to each order, as for an order that is received. */
export const fullEngine = (): RuleEngine => {
  const compiled = compile(loadRulebook(`${SOURCE.replace("\nrules:\n", `\nrules:${RULES}`)}${TABLES}`));
  const lists = listOf(MAX_VALUES);
  return {
    name: "sums, a list of 100,000 values, history and a table of 200 rates",
    isAsync: false,
    decideOne: (order) =>
      decide(compiled, 1, withInputs(order, { lists, history: HISTORY }), STARTING_CATALOGUE),
    matches: () => [],
  };
};

/** @throws Error when the rules of the list, the sum and one of the rates do not apply to a book */
export const assertAllCount = (): void => {
  const decided = fullEngine().decideOne(ORDERS[1]!) as ReturnType<typeof decide>;
  const rules = new Set(decided.tasks.flatMap(({ because }) => because.map(({ ruleId }) => ruleId)));
  for (const rule of ["listed-first", "many-books", "rates/2"])
    if (!rules.has(rule)) throw new Error(`rule ${rule} did not apply`);
};
