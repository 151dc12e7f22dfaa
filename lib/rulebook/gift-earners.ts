/** Which lines earn a free item: beside the line that caused it, those that would have, had it not been there already. */
import type { Catalogue } from "../domain/catalogue.ts";
import type { Order } from "../domain/order.ts";
import { deliveryOf, type OrderLine } from "../domain/order-line.ts";
import type { CompiledRulebook } from "./compile.ts";
import { decide } from "./decide.ts";
import type { FreeItemAction } from "./rulebook.ts";

/** The lines that earn each free line, by its id. */
export type GiftEarners = ReadonlyMap<string, ReadonlySet<string>>;

/** What an order was decided with. */
export type RecordedDecision = {
  readonly compiled: CompiledRulebook;
  readonly version: number;
  /** With the inputs of the decision. */
  readonly order: Order;
  readonly catalogue: Catalogue;
};

type Spare = {
  readonly ruleId: string;
  readonly lineId: string;
  readonly action: FreeItemAction;
  readonly causedBy: string;
};

const sparesOf = ({ compiled, version, order, catalogue }: RecordedDecision): readonly Spare[] => {
  const spares: Spare[] = [];
  decide(compiled, version, order, catalogue, ({ rule }, line, outcome) => {
    if (outcome.kind !== "freeItemAlreadyAdded" || line === undefined) return;
    const { action, causedBy } = outcome;
    spares.push({ ruleId: rule.id, lineId: line.lineId, action, causedBy });
  });
  return spares;
};

const earns = ({ ruleId, action, causedBy }: Spare, { sku, gift, ...line }: OrderLine): boolean =>
  ruleId === gift?.ruleId &&
  causedBy === gift.causedBy &&
  action.sku === sku &&
  (action.delivery === undefined || action.delivery === deliveryOf({ sku, ...line } as OrderLine));

/** The line that caused each free line, where nothing else is known. */
export const causesOf = (freeLines: readonly OrderLine[]): GiftEarners =>
  new Map(freeLines.map(({ lineId, gift }) => [lineId, new Set(gift === undefined ? [] : [gift.causedBy])]));

/**
 * The lines that earn each free line, by the rulebook version and the inputs that the order was decided with. Every line of the
 * order earns what a rule for each order has added.
 */
export const giftEarners = (recorded: RecordedDecision, freeLines: readonly OrderLine[]): GiftEarners => {
  const spares = sparesOf(recorded);
  const forOrder = new Set(
    recorded.compiled.rules.flatMap(({ rule, forOrder: isForOrder }) => (isForOrder ? [rule.id] : [])),
  );
  const allIds = recorded.order.lines.map(({ lineId }) => lineId);
  return new Map(
    freeLines.flatMap((line) => {
      if (line.gift === undefined) return [];
      const { ruleId, causedBy } = line.gift;
      const others = spares.filter((spare) => earns(spare, line)).map(({ lineId }) => lineId);
      return [[line.lineId, new Set(forOrder.has(ruleId) ? allIds : [causedBy, ...others])]];
    }),
  );
};
