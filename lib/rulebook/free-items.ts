/**
 * Free items. Rules that give run once over the customer's lines, so that a gift never brings a gift; the lines they
 * add are then seen by every other rule like any other line.
 */
import type { Catalogue, CatalogueEntry } from "../domain/catalogue.ts";
import type { AttributeValue, Order, OrderLine } from "../domain/order.ts";
import type { CompiledRule, CompiledRulebook } from "./compile.ts";
import type { FreeItemAction } from "./rulebook.ts";
import { applies } from "./applicability.ts";

type Grant = { readonly rule: CompiledRule; readonly gift: FreeItemAction; readonly cause: OrderLine };

/** One per rule, order and delivery of the line that earned it; lines that are not videos count as one. */
export const deliveryOf = (line: OrderLine): string => line.delivery ?? "";

/** The catalogue's entry, unless the name only reaches into JavaScript's own machinery. */
export const entryOf = (catalogue: Catalogue, sku: string): CatalogueEntry | undefined =>
  Object.hasOwn(catalogue, sku) ? catalogue[sku] : undefined;

/** Written as a plain loop: most orders earn nothing, and then this must cost next to nothing. */
const grantsOf = (rule: CompiledRule, order: Order, paidAt: number, grants: Grant[]): void => {
  const first = grants.length;
  const causes = rule.forOrder ? order.lines.slice(0, 1) : order.lines;
  for (const cause of causes) {
    if (!applies(rule, order, rule.forOrder ? undefined : cause, paidAt)) continue;
    const seen = grants.some(
      (grant, index) => index >= first && deliveryOf(grant.cause) === deliveryOf(cause),
    );
    if (!seen) for (const gift of rule.freeItemActions) grants.push({ rule, gift, cause });
  }
};

const TYPE_FIELDS = ["isbn", "authors", "royaltyRateBps", "weightGrams", "plan", "period", "toPlan"] as const;

const pick = (fields: CatalogueEntry["fields"], names: readonly string[]): Record<string, unknown> =>
  fields === undefined
    ? {}
    : Object.fromEntries(
        names.flatMap((name) => (fields && Object.hasOwn(fields, name) ? [[name, fields[name]]] : [])),
      );

const deliveryOfGift = (entry: CatalogueEntry, cause: OrderLine): OrderLine["delivery"] => {
  if (entry.type !== "video") return undefined;
  if (cause.delivery) return cause.delivery;
  return entry.fields?.delivery === "disc" || !entry.link ? "disc" : "streaming";
};

const typeFields = (entry: CatalogueEntry, cause: OrderLine, declared: boolean): Partial<OrderLine> => {
  if (declared) return { attributes: (entry.fields ?? {}) as Record<string, AttributeValue> };
  const delivery = deliveryOfGift(entry, cause);
  return { ...(pick(entry.fields, TYPE_FIELDS) as Partial<OrderLine>), ...(delivery ? { delivery } : {}) };
};

const giftLine = (lineId: string, grant: Grant, entry: CatalogueEntry, declared: boolean): OrderLine => ({
  lineId,
  type: entry.type,
  sku: entry.sku,
  title: entry.title,
  quantity: grant.gift.quantity,
  unitPrice: 0,
  discount: 0,
  ...typeFields(entry, grant.cause, declared),
  free: true,
  gift: { ruleId: grant.rule.rule.id, reason: grant.gift.reason, causedBy: grant.cause.lineId },
});

/** gift-1, gift-2, …: the same for the same order, and never an id that the customer's platform already uses. */
const freshIds = (order: Order): (() => string) => {
  const taken = new Set(order.lines.map((line) => line.lineId));
  let number = 0;
  return () => {
    do number += 1;
    while (taken.has(`gift-${number}`));
    return `gift-${number}`;
  };
};

const NO_GIFTS: readonly OrderLine[] = [];

/** The free lines that the rulebook adds to the order. A SKU that the catalogue lacks adds nothing. */
export const freeLinesFor = (
  compiled: CompiledRulebook,
  order: Order,
  catalogue: Catalogue,
  paidAt: number,
): readonly OrderLine[] => {
  const grants: Grant[] = [];
  for (const rule of compiled.rules) if (rule.addsFreeItems) grantsOf(rule, order, paidAt, grants);
  if (grants.length === 0) return NO_GIFTS;
  const nextId = freshIds(order);
  return grants.flatMap((grant) => {
    const entry = entryOf(catalogue, grant.gift.sku);
    if (!entry) return [];
    return [giftLine(nextId(), grant, entry, Object.hasOwn(compiled.rulebook.productTypes, entry.type))];
  });
};
