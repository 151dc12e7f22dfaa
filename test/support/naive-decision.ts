/**
 * What a stored rulebook says about an order or a cancellation, read in the plainest way. It knows the destinations and
 * templates of `arbitrarySource`.
 */
import type { OrderLine } from "../../lib/domain/order-line.ts";
import type { Action, Rule, Rulebook } from "../../lib/rulebook/rulebook.ts";
import {
  holds,
  isGoods,
  type Line,
  type NaiveInputs,
  type Scope,
  type SeenOrder,
} from "./naive-condition.ts";

const within = (at: number, from: string | undefined, until: string | undefined): boolean =>
  (from === undefined || at >= Date.parse(from)) && (until === undefined || at < Date.parse(until));

const isInForce = ({ enabled, paused = [], from, until }: Rule, at: number): boolean =>
  enabled !== false && within(at, from, until) && !paused.some((one) => within(at, one.from, one.until));

const addsFreeItems = ({ then }: Rule): boolean => then.some(({ action }) => action === "addFreeItem");

const kindsOf = (action: Action): readonly string[] => {
  if (action.action === "packingSlip") return ["packingSlip", `packingSlip:${action.destination}`];
  return action.action === "email" ? ["email", `email:${action.template}`] : [action.action];
};

/** Whether the condition of a rule holds, and for a row of a table that it is the one to apply. */
export const fits = ({ rules, tables = [] }: Rulebook, rule: Rule, scope: Scope): boolean => {
  const [tableId, row] = rule.id.split("/");
  const table = row === undefined ? undefined : tables.find(({ id }) => id === tableId);
  const rows = rules.filter(({ id }) => id.startsWith(`${tableId}/`) && !id.endsWith("/else"));
  if (table !== undefined && row === "else") return !rows.some(({ when }) => holds(when, scope));
  if (table?.policy === "first") return rows.find(({ when }) => holds(when, scope)) === rule;
  return holds(rule.when, scope);
};

/** Every rule that overrides one, along chains. */
const overriders = (rules: readonly Rule[], rule: Rule): readonly Rule[] => {
  const reached = new Set<string>([rule.id]);
  for (let found = true; found; ) {
    found = false;
    for (const one of rules)
      if (!reached.has(one.id) && one.overrides?.some((id) => reached.has(id))) {
        reached.add(one.id);
        found = true;
      }
  }
  return rules.filter((one) => one !== rule && reached.has(one.id));
};

export type NaiveDecision = {
  /** As `<rule> <sku> <line that caused it>`. */
  readonly freeItems: readonly string[];
  /**
   * As `<event, destination, agent, template, change or note> <line> <rule>`; "order" is in the place of the line for a rule that
   * is not for each line.
   */
  readonly effects: readonly string[];
};

/** What the rules of one kind say of an order. @param order with its free lines, if any */
const rulesOn = (
  rulebook: Rulebook,
  rules: readonly Rule[],
  inputs: NaiveInputs,
  { order, at }: { readonly order: SeenOrder; readonly at: number },
) => {
  const appliesOn = (seen: SeenOrder, rule: Rule, line: Line): boolean => {
    if (!isInForce(rule, at) || !(seen.lines as readonly unknown[]).includes(line)) return false;
    const scope = { ...inputs, order: seen, line: rule.forEach === "line" ? line : undefined };
    if (!fits(rulebook, rule, scope)) return false;
    return !rule.except.some(({ when, from, until }) => within(at, from, until) && holds(when, scope));
  };
  /** A rule that adds free items sees the customer's lines only. */
  const applies = (seen: SeenOrder, rule: Rule, line: Line): boolean =>
    appliesOn(addsFreeItems(rule) ? order : seen, rule, line);
  const isOverridden = (seen: SeenOrder, rule: Rule, line: Line): boolean =>
    overriders(rules, rule).some((one) => applies(seen, one, line));
  const acts = (seen: SeenOrder, rule: Rule, line: Line): boolean =>
    applies(seen, rule, line) && !isOverridden(addsFreeItems(rule) ? order : seen, rule, line);
  const isSuppressed = (seen: SeenOrder, action: Action, line: Line): boolean =>
    rules.some(
      (one) =>
        one.suppress?.some((kind) => kindsOf(action).includes(kind)) &&
        applies(seen, one, line) &&
        !isOverridden(seen, one, line),
    );
  return { acts, isSuppressed };
};

type Acting = ReturnType<typeof rulesOn>;

const freeItemsOf = (rules: readonly Rule[], order: SeenOrder, { acts, isSuppressed }: Acting): string[] =>
  rules.flatMap((rule) =>
    rule.then.flatMap((action) => {
      if (action.action !== "addFreeItem") return [];
      const causes = (order.lines as readonly Line[]).filter(
        (line) => acts(order, rule, line) && !isSuppressed(order, action, line),
      );
      const first = causes.filter(
        (line, index) => causes.findIndex(({ delivery }) => delivery === line.delivery) === index,
      );
      const adding = rule.forEach === "order" ? causes.slice(0, 1) : first;
      return adding.map(({ lineId }) => `${rule.id} ${action.sku} ${lineId}`);
    }),
  );

const isBrought = (destination: string, line: Line): boolean =>
  destination === "returns" || (destination === "royalties" ? line.type === "book" : isGoods(line));

/** A mail that waits for the slips of an order without slips is not sent. */
const withoutIdleMails = (effects: Set<string>, waiting: ReadonlySet<string>): readonly string[] => {
  const hasSlips = [...effects].some((one) => /^(shipping|royalties|returns) /.test(one));
  return [...effects].filter((one) => hasSlips || !waiting.has(one.split(" ")[0]!));
};

const effectsOf = (
  rules: readonly Rule[],
  order: SeenOrder,
  { acts, isSuppressed }: Acting,
): readonly string[] => {
  const effects = new Set<string>();
  /** Mails that wait for slips. */
  const waiting = new Set<string>();
  const add = (name: string, rule: Rule, { lineId }: Line, hasLines = true): void => {
    effects.add(`${name} ${rule.forEach === "line" ? lineId : "order"} ${rule.id}`);
    if (hasLines) effects.add(`${name} holds ${lineId}`);
  };
  const addSlip = (destination: string, rule: Rule, line: Line): void => {
    if (rule.forEach !== "line" && !isBrought(destination, line)) return;
    const takers = rules.flatMap((one) =>
      one.then.flatMap((other) =>
        other.action === "packingSlip" &&
        other.insteadOf === destination &&
        acts(order, one, line) &&
        !isSuppressed(order, other, line)
          ? [one]
          : [],
      ),
    );
    if (takers.length === 0) add(destination, rule, line);
    // A rule for each line takes the line by its own action.
    for (const taker of takers) if (taker.forEach === "order") add("royalties", taker, line);
  };
  /** The name of what an action other than a slip leads to for a line. */
  const nameOf = (action: Action, line: Line): string | undefined => {
    if (action.action === "webhook") return action.event;
    if (action.action === "membership") return action.change;
    if (action.action === "note") return `note:${action.text}`;
    if (action.action === "commission" && !line.free) return line.agentId ?? order.agentId;
    if (action.action !== "email") return undefined;
    const mail = action.template === "your-line" ? `your-line:${line.lineId}` : action.template;
    if (action.after === "packingSlip") waiting.add(mail);
    return mail;
  };
  const act = (action: Action, rule: Rule, line: Line): void => {
    if (action.action === "packingSlip") addSlip(action.destination, rule, line);
    const name = nameOf(action, line);
    if (name !== undefined) add(name, rule, line, action.action !== "note");
  };
  for (const line of order.lines as readonly Line[])
    for (const rule of rules)
      if (acts(order, rule, line))
        for (const action of rule.then) if (!isSuppressed(order, action, line)) act(action, rule, line);
  return withoutIdleMails(effects, waiting);
};

/**
 * Decides an order.
 * @param freeLines the lines that the rulebook adds for free, in the order's final form
 */
export const naiveDecision = (
  rulebook: Rulebook,
  order: SeenOrder,
  inputs: NaiveInputs,
  freeLines: readonly OrderLine[],
): NaiveDecision => {
  const rules = rulebook.rules.filter(({ forEach }) => forEach !== "cancellation");
  const acting = rulesOn(rulebook, rules, inputs, { order, at: Date.parse(order.payment.paidAt) });
  const all = { ...order, lines: [...order.lines, ...freeLines] };
  return {
    freeItems: freeItemsOf(rules, order, acting).toSorted(),
    effects: effectsOf(rules, all, acting).toSorted(),
  };
};

/** Decides a cancellation. @param order with the cancelled lines alone */
export const naiveCancellation = (
  rulebook: Rulebook,
  order: SeenOrder,
  inputs: NaiveInputs,
): readonly string[] => {
  const rules = rulebook.rules.filter(({ forEach }) => forEach === "cancellation");
  const acting = rulesOn(rulebook, rules, inputs, { order, at: Date.parse(order.cancellation!.at) });
  return effectsOf(rules, order, acting).toSorted();
};
