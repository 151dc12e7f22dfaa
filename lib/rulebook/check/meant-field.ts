/** What people mean by fields that are plausible but that no order has, where the nearest name would be another thing. */

type Meaning = { readonly names: RegExp } & (
  | { readonly field: string }
  /** For names that no single field stands for. */
  | { readonly instead: string }
);

const LAST =
  "; the history counts all earlier orders and has the first payment alone: keep who bought lately in a list of the kind customer";

/** By the group that is asked for the field. */
const MEANINGS: Readonly<Record<string, readonly Meaning[]>> = {
  order: [
    {
      names: /^(total|amount|price|value|sum|paidTotal)$/i,
      instead: "; order.payment.amount was paid, order.goodsTotal is the price of what goes by post",
    },
    { names: /^(items|products)$/i, field: "lines" },
    { names: /^(weight|grams)$/i, field: "weightGrams" },
    {
      names: /^(now|today|date|createdAt)$/i,
      instead: "; order.paid has the month, day, weekday and hour of payment",
    },
  ],
  line: [
    {
      names: /^(price|amount|value|cost)$/i,
      instead: "; line.unitPrice is of one item, line.total of the line",
    },
    { names: /^(weight|grams)$/i, field: "weightGrams" },
    { names: /^(name|product)$/i, field: "title" },
    { names: /^(qty|count|units)$/i, field: "quantity" },
  ],
  "order.history": [
    { names: /^(last|latest|recent|previous|days|since)/i, instead: LAST },
    { names: /^(count|size|number|purchases)$/i, field: "orders" },
    { names: /^(total|amount|spent|revenue)$/i, field: "paidTotal" },
  ],
};

/** What to write instead, to follow the message; undefined when nothing is known of the name. */
export const meantField = (holder: string, name: string): string | undefined => {
  if (!Object.hasOwn(MEANINGS, holder)) return undefined;
  const meant = MEANINGS[holder]!.find(({ names }) => names.test(name));
  if (meant === undefined) return undefined;
  return "field" in meant ? `; did you mean \`${meant.field}\`?` : meant.instead;
};
