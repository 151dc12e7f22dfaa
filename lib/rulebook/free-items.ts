/**
 * Free items. Rules that add free items run once over the customer's lines, so that a free item never causes another.
 * Every other rule then sees the free lines like any other line.
 */
import { type Catalogue, type CatalogueEntry, entryIn } from "../domain/catalogue.ts";
import { textNamed, type Texts } from "../domain/localized-text.ts";
import { type AttributeValue, declaredType, type ProductType } from "../domain/product-type.ts";
import type { Order } from "../domain/order.ts";
import { type Delivery, deliveryOf, type OrderLine } from "../domain/order-line.ts";
import type { EvaluationContext, RuleMatch } from "./applicability.ts";
import type { CompiledRule } from "./compiled-rule.ts";
import type { HoldingBack } from "./held-back.ts";
import type { FreeItemAction } from "./rulebook.ts";
import type { Trace } from "./trace.ts";

type FreeItem = {
  readonly rule: CompiledRule;
  readonly action: FreeItemAction;
  readonly cause: OrderLine;
  readonly entry: CatalogueEntry;
};

/** Lines that are not videos have no delivery and count as one. */
const sameDelivery = (left: OrderLine, right: OrderLine): boolean => deliveryOf(left) === deliveryOf(right);

/**
 * One free item per rule, order and delivery: that of the action, else that of the line that causes it. A SKU that the
 * catalogue lacks adds nothing.
 */
const collectFreeItems = (
  { trace }: EvaluationContext,
  { rule, lines }: RuleMatch,
  actions: readonly FreeItemAction[],
  catalogue: Catalogue,
  items: FreeItem[],
): void => {
  for (const cause of rule.forOrder ? lines.slice(0, 1) : lines) {
    const firstAlike = lines.find((line) => sameDelivery(line, cause))!;
    const subject = rule.forOrder ? undefined : cause;
    for (const action of actions) {
      const entry = entryIn(catalogue, action.sku);
      const first = action.delivery === undefined ? firstAlike : lines[0]!;
      if (entry === undefined) trace?.(rule, subject, { kind: "skuNotInCatalogue", sku: action.sku });
      else if (first !== cause)
        trace?.(rule, subject, { kind: "freeItemAlreadyAdded", action, causedBy: first.lineId });
      else items.push({ rule, action, cause, entry });
    }
  }
};

/** Each action by itself, for the lines that are left to it. */
const collectUnsuppressed = (
  context: EvaluationContext,
  match: RuleMatch,
  catalogue: Catalogue,
  items: FreeItem[],
  { isSuppressed }: HoldingBack,
): void => {
  for (const action of match.rule.freeItemActions) {
    const lines = match.lines.filter((line) => !isSuppressed(match.rule, action, line));
    collectFreeItems(context, { ...match, lines }, [action], catalogue, items);
  }
};

const TYPE_FIELDS = ["isbn", "authors", "royaltyRateBps", "weightGrams", "plan", "period", "toPlan"] as const;

const pick = (fields: CatalogueEntry["fields"], names: readonly string[]): Record<string, unknown> =>
  fields === undefined
    ? {}
    : Object.fromEntries(
        names.flatMap((name) => (Object.hasOwn(fields, name) ? [[name, fields[name]]] : [])),
      );

/** How the catalogue delivers a video that a line of another type causes. */
export const deliveryWithoutCause = ({ fields, link }: CatalogueEntry): Delivery =>
  fields?.delivery === "disc" || !link ? "disc" : "streaming";

/** A free video is delivered as its rule says, else like the video that causes it, else as the catalogue says. */
const freeDelivery = ({ action, entry, cause }: FreeItem): Delivery | undefined =>
  entry.type === "video" ? (action.delivery ?? deliveryOf(cause) ?? deliveryWithoutCause(entry)) : undefined;

/** The attributes that the rulebook adds to a built-in type, if the entry has any of them. */
const addedAttributes = ({ fields }: CatalogueEntry, added: ProductType | undefined): object => {
  if (added === undefined) return {};
  const attributes = pick(fields, Object.keys(added.attributes));
  return Object.keys(attributes).length === 0 ? {} : { attributes };
};

const fieldsOf = (item: FreeItem, type: ProductType | undefined): object => {
  const { fields } = item.entry;
  if (type?.ships !== undefined) return { attributes: (fields ?? {}) as Record<string, AttributeValue> };
  const delivery = freeDelivery(item);
  return {
    ...pick(fields, TYPE_FIELDS),
    ...(delivery ? { delivery } : {}),
    ...addedAttributes(item.entry, type),
  };
};

// The catalogue's schema gives an entry the fields that a line of its type needs.
const freeLine = (
  lineId: string,
  item: FreeItem,
  type: ProductType | undefined,
  gift: OrderLine["gift"],
): OrderLine =>
  ({
    lineId,
    type: item.entry.type,
    sku: item.entry.sku,
    title: item.entry.title,
    quantity: item.action.quantity,
    unitPrice: 0,
    discount: 0,
    ...fieldsOf(item, type),
    free: true,
    gift,
  }) as OrderLine;

/** gift-1, gift-2, …: the same for the same order, and never an id that the order already uses. */
const unusedIds = (order: Order): (() => string) => {
  const isUsed = (id: string): boolean => order.lines.some(({ lineId }) => lineId === id);
  let number = 0;
  return () => {
    do number += 1;
    while (isUsed(`gift-${number}`));
    return `gift-${number}`;
  };
};

const traceFreeLines = (trace: Trace, rules: readonly RuleMatch[], lines: readonly OrderLine[]): void => {
  for (const { rule } of rules)
    if (!rule.forOrder) for (const line of lines) trace(rule, line, { kind: "freeLine" });
};

const giftOf = (
  { rule, action: { reason }, cause }: FreeItem,
  texts: Texts | undefined,
  { locale }: Order,
): OrderLine["gift"] => {
  const ruleId = rule.rule.id;
  const causedBy = cause.lineId;
  const reasonTexts = textNamed(texts, reason);
  return reasonTexts === undefined
    ? { ruleId, reason, causedBy }
    : { ruleId, reason: reasonTexts[locale], reasonTexts, causedBy };
};

const NO_LINES: readonly OrderLine[] = [];

/** The free lines that a rulebook adds to an order. */
export const freeLinesFor = (
  context: EvaluationContext,
  rules: readonly RuleMatch[],
  order: Order,
  catalogue: Catalogue,
  holdingBack: HoldingBack | undefined,
): readonly OrderLine[] => {
  const { productTypes, texts } = context.compiled.rulebook;
  const items: FreeItem[] = [];
  for (const match of rules)
    if (holdingBack === undefined)
      collectFreeItems(context, match, match.rule.freeItemActions, catalogue, items);
    else collectUnsuppressed(context, match, catalogue, items, holdingBack);
  if (items.length === 0) return NO_LINES;
  const nextId = unusedIds(order);
  const lines = items.map((item) =>
    freeLine(nextId(), item, declaredType(productTypes, item.entry.type), giftOf(item, texts, order)),
  );
  if (context.trace) traceFreeLines(context.trace, rules, lines);
  return lines;
};
