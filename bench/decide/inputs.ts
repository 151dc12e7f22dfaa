/** The starting rules with and without a rule that looks into a list of 100 000 SKUs and reads the customer's history. */
import { readFileSync } from "node:fs";
import type { CustomerHistory } from "../../lib/domain/customer-history.ts";
import { loadRulebook } from "../../lib/rulebook/check/load-rulebook.ts";
import { compile } from "../../lib/rulebook/compile.ts";
import { decide } from "../../lib/rulebook/decide.ts";
import { type Lists, type OrderWithInputs, withInputs } from "../../lib/rulebook/decision-inputs.ts";
import { STARTING_CATALOGUE } from "../../lib/rulebook/starting-catalogue.ts";
import type { RuleEngine } from "./engines.ts";
import { ORDERS } from "./orders.ts";

export const MAX_VALUES = 100_000;

const SOURCE = readFileSync(new URL("../../rules/default.yaml", import.meta.url), "utf8");
const RULE = `
  - id: listed-first
    description: Books of the list in a first order go to the royalty department
    when: line.sku in lists["december-skus"] && has(order.history) && order.history.orders == 0
    then: [{ packingSlip: { destination: royalties } }]
`;

export const listOf = (size: number): Lists => {
  const values = new Set(Array.from({ length: size }, (_, index) => `BOOK-${index}`));
  return new Map([["december-skus", { kind: "sku", version: 1, values }]]);
};

export const HISTORY: CustomerHistory = { orders: 0, paidTotal: 0 };

/** Decides with a list of the size; the inputs are attached to each order, as they are for an order that is received. */
export const listEngine = (size: number): RuleEngine => {
  const compiled = compile(loadRulebook(SOURCE.replace("\nrules:\n", `\nrules:${RULE}`)));
  const lists = listOf(size);
  return {
    name: `a list of ${size.toLocaleString("en")} values, and history`,
    isAsync: false,
    decideOne: (order) =>
      decide(compiled, 1, withInputs(order, { lists, history: HISTORY }), STARTING_CATALOGUE),
    matches: () => [],
  };
};

/** @throws Error when the rule does not apply to a listed book of a first order */
export const assertListCounts = (): void => {
  const order: OrderWithInputs = ORDERS[1]!;
  const decided = listEngine(MAX_VALUES).decideOne(order) as ReturnType<typeof decide>;
  const rules = decided.tasks.flatMap(({ because }) => because.map(({ ruleId }) => ruleId));
  if (!rules.includes("listed-first")) throw new Error("the rule with the list did not apply");
};

export const LIST_SIZES = [500, MAX_VALUES] as const;
