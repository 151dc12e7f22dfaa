/**
 * What a stored rulebook says about an order, read in the plainest way: nothing is compiled, indexed or kept. It knows the
 * actions webhook, packingSlip, commission and addFreeItem.
 */
import type { Order } from "../../lib/domain/order.ts";
import type { OrderLine } from "../../lib/domain/order-line.ts";
import type { Action, Rule, Rulebook } from "../../lib/rulebook/rulebook.ts";
import { holds, isGoods, type Line, type NaiveInputs } from "./naive-condition.ts";

const within = (at: number, from: string | undefined, until: string | undefined): boolean =>
  (from === undefined || at >= Date.parse(from)) && (until === undefined || at < Date.parse(until));

const isInForce = ({ enabled, paused = [], from, until }: Rule, at: number): boolean =>
  enabled !== false && within(at, from, until) && !paused.some((one) => within(at, one.from, one.until));

const addsFreeItems = ({ then }: Rule): boolean => then.some(({ action }) => action === "addFreeItem");

const kindOf = (action: Action): readonly string[] =>
  action.action === "packingSlip" ? ["packingSlip", `packingSlip:${action.destination}`] : [action.action];

export type NaiveDecision = {
  /** As `<rule> <sku> <line that caused it>`. */
  readonly freeItems: readonly string[];
  /** As `<event, destination or agent> <line> <rule>`; "order" is in the place of the line for a rule for each order. */
  readonly effects: readonly string[];
};

/** Which rules act on a line, in a reading of the order: with or without its free lines. */
class Readings {
  private readonly rules: readonly Rule[];
  private readonly order: Order;
  private readonly inputs: NaiveInputs;
  private readonly at: number;

  constructor({ rules }: Rulebook, order: Order, inputs: NaiveInputs) {
    this.rules = rules;
    this.order = order;
    this.inputs = inputs;
    this.at = Date.parse(order.payment.paidAt);
  }

  private appliesOn(seen: Order, rule: Rule, line: Line): boolean {
    if (!isInForce(rule, this.at) || !(seen.lines as readonly unknown[]).includes(line)) return false;
    const scope = { ...this.inputs, order: seen, line: rule.forEach === "order" ? undefined : line };
    if (!holds(rule.when, scope)) return false;
    return !rule.except.some(({ when, from, until }) => within(this.at, from, until) && holds(when, scope));
  }

  /** A rule that adds free items sees the customer's lines only. */
  private applies(seen: Order, rule: Rule, line: Line): boolean {
    return this.appliesOn(addsFreeItems(rule) ? this.order : seen, rule, line);
  }

  private isOverridden(seen: Order, rule: Rule, line: Line): boolean {
    const reached = new Set<string>([rule.id]);
    for (let found = true; found; ) {
      found = false;
      for (const one of this.rules)
        if (!reached.has(one.id) && one.overrides?.some((id) => reached.has(id))) {
          reached.add(one.id);
          found = true;
        }
    }
    return this.rules.some((one) => one !== rule && reached.has(one.id) && this.applies(seen, one, line));
  }

  acts(seen: Order, rule: Rule, line: Line): boolean {
    return (
      this.applies(seen, rule, line) &&
      !this.isOverridden(addsFreeItems(rule) ? this.order : seen, rule, line)
    );
  }

  isSuppressed(seen: Order, action: Action, line: Line): boolean {
    return this.rules.some(
      (one) =>
        one.suppress?.some((kind) => kindOf(action).includes(kind)) &&
        this.applies(seen, one, line) &&
        !this.isOverridden(seen, one, line),
    );
  }
}

const freeItemsOf = ({ rules }: Rulebook, order: Order, readings: Readings): readonly string[] =>
  rules.flatMap((rule) =>
    rule.then.flatMap((action) => {
      if (action.action !== "addFreeItem") return [];
      const causes = (order.lines as readonly Line[]).filter(
        (line) => readings.acts(order, rule, line) && !readings.isSuppressed(order, action, line),
      );
      const first = causes.filter(
        (line, index) => causes.findIndex(({ delivery }) => delivery === line.delivery) === index,
      );
      const adding = rule.forEach === "order" ? causes.slice(0, 1) : first;
      return adding.map(({ lineId }) => `${rule.id} ${action.sku} ${lineId}`);
    }),
  );

const takesFrom = (action: Action): string | undefined =>
  action.action === "packingSlip" ? action.insteadOf : undefined;

/** @param all the order with its free lines */
const effectsOf = ({ rules }: Rulebook, all: Order, readings: Readings): ReadonlySet<string> => {
  const effects = new Set<string>();
  const add = (name: string, rule: Rule, { lineId }: Line): void => {
    effects.add(`${name} ${rule.forEach === "order" ? "order" : lineId} ${rule.id}`);
    effects.add(`${name} holds ${lineId}`);
  };
  const has = (rule: Rule, action: Action, line: Line): boolean =>
    readings.acts(all, rule, line) && !readings.isSuppressed(all, action, line);
  const addSlip = (rule: Rule, destination: string, line: Line): void => {
    const isBrought = destination === "royalties" ? line.type === "book" : isGoods(line);
    if (rule.forEach === "order" && !isBrought) return;
    const takers = rules.filter((one) =>
      one.then.some((other) => takesFrom(other) === destination && has(one, other, line)),
    );
    if (takers.length === 0) add(destination, rule, line);
    // A rule for each line takes the line by its own action.
    for (const taker of takers) if (taker.forEach === "order") add("royalties", taker, line);
  };
  for (const line of all.lines as readonly Line[])
    for (const rule of rules)
      for (const action of rule.then) {
        if (!has(rule, action, line)) continue;
        if (action.action === "webhook") add(action.event, rule, line);
        const agent = line.agentId ?? all.agentId;
        if (action.action === "commission" && !line.free && agent !== undefined) add(agent, rule, line);
        if (action.action === "packingSlip") addSlip(rule, action.destination, line);
      }
  return effects;
};

/**
 * Decides an order.
 * @param freeLines the lines that the rulebook adds for free, in the order's final form
 */
export const naiveDecision = (
  rulebook: Rulebook,
  order: Order,
  inputs: NaiveInputs,
  freeLines: readonly OrderLine[],
): NaiveDecision => {
  const readings = new Readings(rulebook, order, inputs);
  const all = { ...order, lines: [...order.lines, ...freeLines] };
  return {
    freeItems: freeItemsOf(rulebook, order, readings).toSorted(),
    effects: [...effectsOf(rulebook, all, readings)].toSorted(),
  };
};
