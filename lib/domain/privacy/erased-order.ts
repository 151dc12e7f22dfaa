/** What an erasure makes of an order and of what was written about it. Pure. */
import { addressLine, type Party, type Slip } from "../slip.ts";
import type { Address, Order } from "../order.ts";
import type { OrderLine } from "../order-line.ts";
import {
  ADDRESS_FIELDS,
  CUSTOMER_FIELDS,
  LINE_FIELDS,
  ORDER_FIELDS,
  pseudonymAddress,
  replaced,
  type Treatment,
} from "./order-fields.ts";
import { explanationReplacer, messageReplacer, type Replacements } from "./replace-values.ts";

const fieldsReplaced = <T extends object>(
  fields: T,
  treatments: Readonly<Record<string, Treatment>>,
  pseudonym: string,
): T =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      // A field that a later version stores is replaced rather than kept.
      replaced(treatments[name] ?? "pseudonym", value, pseudonym),
    ]),
  ) as T;

/** The parts of an order that an erasure changes. */
export type ErasedParts = {
  readonly customer: Order["customer"];
  readonly address: Address | null;
  readonly metadata: Order["metadata"];
  /** By the position of the line; null when no line has attributes. */
  readonly attributes: Readonly<Record<string, NonNullable<OrderLine["attributes"]>>> | null;
};

const attributesReplaced = (lines: readonly OrderLine[], pseudonym: string): ErasedParts["attributes"] => {
  const changed = lines.flatMap(({ attributes }, index) =>
    attributes === undefined
      ? []
      : [[String(index), replaced(LINE_FIELDS.attributes!, attributes, pseudonym)] as const],
  );
  return changed.length === 0 ? null : (Object.fromEntries(changed) as ErasedParts["attributes"]);
};

const partsOf = (order: Order, pseudonym: string): ErasedParts => ({
  customer: fieldsReplaced(order.customer, CUSTOMER_FIELDS, pseudonym),
  address: order.shippingAddress ? fieldsReplaced(order.shippingAddress, ADDRESS_FIELDS, pseudonym) : null,
  metadata: replaced(ORDER_FIELDS.metadata!, order.metadata, pseudonym) as Order["metadata"],
  attributes: attributesReplaced(order.lines, pseudonym),
});

const textsIn = (value: unknown): string[] => {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

const pairsOf = (before: object, after: object): (readonly [string, string])[] => {
  const later = Object.values(after);
  return Object.values(before).flatMap((value: unknown, index) => {
    const by: unknown = later[index];
    return typeof value === "string" && typeof by === "string" && value !== by ? [[value, by] as const] : [];
  });
};

/** Rules may read the part after the @ alone. */
const domainPair = ({ email }: Order["customer"], pseudonym: string) =>
  [email.slice(email.lastIndexOf("@") + 1), pseudonymAddress(pseudonym).split("@")[1]!] as const;

const attributePairs = (order: Order, pseudonym: string) =>
  order.lines.flatMap(({ attributes = {} }) => textsIn(attributes)).map((text) => [text, pseudonym] as const);

/** A value that the order also has where it is kept, such as a SKU, identifies no person. */
const withoutKept = (pairs: readonly (readonly [string, string])[], order: Order): Replacements => {
  const { customer: _customer, shippingAddress, metadata: _metadata, lines, ...rest } = order;
  const kept = new Set([
    ...textsIn(rest),
    ...lines.flatMap(({ attributes: _attributes, ...line }) => textsIn(line)),
    ...textsIn([shippingAddress?.country]),
  ]);
  return new Map(pairs.filter(([value]) => value !== "" && !kept.has(value)));
};

/** Slips of departments have the sender's address, and nothing of the customer. */
const isOfCustomer = ({ recipient, sender }: Partial<Slip>): boolean =>
  recipient !== undefined && recipient.address !== sender?.address;

export type OrderErasure = ErasedParts & {
  /** Replaces what an explanation quotes of the order. */
  readonly explanation: (text: string) => string;
  /** Replaces who the customer is, in a text of any kind. */
  readonly message: (text: string) => string;
  /** The recipient of one of its slips; undefined when it is not the customer. */
  readonly recipientOf: (slip: Slip) => Party | undefined;
};

/**
 * What becomes of an order whose customer gets the pseudonym.
 * @param reasons of its cancellations, which people write
 */
export const eraseOrder = (
  order: Order,
  pseudonym: string,
  reasons: readonly string[] = [],
): OrderErasure => {
  const parts = partsOf(order, pseudonym);
  const ofCustomer = pairsOf(order.customer, parts.customer);
  const ofAddress = pairsOf(order.shippingAddress ?? {}, parts.address ?? {});
  const others = [
    ...ofAddress,
    ...[...Object.values(order.metadata), ...reasons].map((value) => [value, pseudonym] as const),
    ...attributePairs(order, pseudonym),
    domainPair(order.customer, pseudonym),
  ];
  const recipient: Party = {
    name: pseudonym,
    address: parts.address === null ? pseudonym : addressLine(parts.address),
  };
  return {
    ...parts,
    explanation: explanationReplacer(withoutKept([...others, ...ofCustomer], order)),
    message: messageReplacer(new Map([...ofAddress, ...ofCustomer])),
    recipientOf: (slip) =>
      isOfCustomer(slip)
        ? {
            ...recipient,
            ...(slip.recipient.phone === undefined ? {} : { phone: pseudonym }),
            ...(slip.recipient.taxId === undefined ? {} : { taxId: pseudonym }),
          }
        : undefined,
  };
};
