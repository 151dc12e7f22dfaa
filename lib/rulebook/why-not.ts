/** Says why not: for each rule and line that led to nothing, the nearest clause that failed, or what held it back. */
import type { Catalogue } from "../domain/catalogue.ts";
import type { WhyNot } from "./decision.ts";
import { agentOf, type Order, type OrderLine } from "../domain/order.ts";
import type { CompiledRule, CompiledRulebook } from "./compile.ts";
import { decide, paidAtOf, withFreeLines } from "./decide.ts";
import { deliveryOf, entryOf, freeLinesFor } from "./free-items.ts";
import { applies, matchingException, inForce } from "./applicability.ts";

type Scene = {
  readonly customers: Order;
  readonly all: Order;
  readonly paidAt: number;
  readonly catalogue: Catalogue;
  /** Lines that have a membership task, so that a mail about one has something to tell. */
  readonly changing: ReadonlySet<string>;
};

const note = (rule: CompiledRule, line: OrderLine | undefined, explanation: string): WhyNot =>
  line ? { ruleId: rule.rule.id, lineId: line.lineId, explanation } : { ruleId: rule.rule.id, explanation };

const outOfForce = ({ rule, from }: CompiledRule, order: Order, paidAt: number): string =>
  paidAt < from
    ? `not in force yet: paid at ${order.payment.paidAt}, from ${rule.from}`
    : `no longer in force: paid at ${order.payment.paidAt}, until ${rule.until}`;

/** Why the rule says nothing about the line, or undefined when it applies. */
const silentAbout = (rule: CompiledRule, order: Order, line: OrderLine | undefined, paidAt: number) => {
  if (!rule.condition.test(order, line, undefined))
    return note(rule, line, rule.condition.whyNot(order, line, undefined).text);
  const held = matchingException(rule, order, line, paidAt);
  if (!held) return undefined;
  const { exception, condition } = held;
  const clause = condition.why(order, line, undefined);
  const text = `${rule.rule.id} would have applied; held back by ${exception.id}: ${clause} — ${exception.reason}`;
  return { ...note(rule, line, text), exception: exception.id };
};

/** Why a rule that gives brought nothing for a line although it applies to it. */
const giftWithheld = (rule: CompiledRule, line: OrderLine, scene: Scene): string | undefined => {
  const missing = rule.freeItemActions.find((gift) => entryOf(scene.catalogue, gift.sku) === undefined);
  if (missing) return `the catalogue has no ${missing.sku}`;
  if (rule.forOrder) return undefined;
  const cause = scene.customers.lines.find(
    (one) => deliveryOf(one) === deliveryOf(line) && applies(rule, scene.customers, one, scene.paidAt),
  );
  if (!cause || cause.lineId === line.lineId) return undefined;
  return `line ${cause.lineId} already brought it: one free item per rule, order and delivery`;
};

/** Why an action of a rule that applies to a line came to nothing. */
const effectWithheld = (rule: CompiledRule, line: OrderLine, scene: Scene): string[] =>
  rule.actions.flatMap(({ action }) => {
    if (action.action === "commission") {
      if (line.free) return ["free items earn no commission"];
      if (agentOf(scene.customers, line) === undefined)
        return ["neither the line nor the order has an agent"];
    }
    if (action.action === "email" && action.after && !scene.changing.has(line.lineId))
      return rule.forOrder
        ? []
        : ["no rule changes a membership because of this line, so there is nothing to tell"];
    return [];
  });

const aboutLine = (rule: CompiledRule, line: OrderLine, scene: Scene): WhyNot[] => {
  if (rule.addsFreeItems && line.free) return [note(rule, line, "a free item never brings another")];
  const silent = silentAbout(rule, rule.addsFreeItems ? scene.customers : scene.all, line, scene.paidAt);
  if (silent) return [silent];
  const withheld = effectWithheld(rule, line, scene);
  const gift = rule.addsFreeItems ? giftWithheld(rule, line, scene) : undefined;
  return [...withheld, ...(gift ? [gift] : [])].map((text) => note(rule, line, text));
};

const aboutOrder = (rule: CompiledRule, scene: Scene): WhyNot[] => {
  const silent = silentAbout(rule, rule.addsFreeItems ? scene.customers : scene.all, undefined, scene.paidAt);
  if (silent) return [silent];
  const [first] = scene.customers.lines;
  const gift = rule.addsFreeItems && first ? giftWithheld(rule, first, scene) : undefined;
  const lines = rule.addsFreeItems ? scene.customers.lines : scene.all.lines;
  const withheld = lines.flatMap((line) =>
    effectWithheld(rule, line, scene).map((text) => note(rule, line, text)),
  );
  return [...(gift ? [note(rule, undefined, gift)] : []), ...withheld];
};

const about = (rule: CompiledRule, scene: Scene): WhyNot[] => {
  if (!inForce(rule, scene.paidAt))
    return [note(rule, undefined, outOfForce(rule, scene.customers, scene.paidAt))];
  if (rule.forOrder) return aboutOrder(rule, scene);
  return scene.all.lines.flatMap((line) => aboutLine(rule, line, scene));
};

/**
 * Explains what a rulebook did not do: rule by rule in its own order, line by line. Computed only when someone asks;
 * deciding does not pay for it.
 */
export const explainWhyNot = (
  compiled: CompiledRulebook,
  order: Order,
  catalogue: Catalogue,
): readonly WhyNot[] => {
  const paidAt = paidAtOf(compiled, order);
  const all = withFreeLines(order, freeLinesFor(compiled, order, catalogue, paidAt));
  const { tasks } = decide(compiled, 0, order, catalogue);
  const changing = new Set(tasks.flatMap((task) => (task.type === "membership" ? task.lineIds : [])));
  const scene: Scene = { customers: order, all, paidAt, catalogue, changing };
  return compiled.rules.flatMap((rule) => about(rule, scene));
};
