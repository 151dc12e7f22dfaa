/**
 * The hashes by which a replay is recognised. One is of the order as parsed, so that member order, explicit defaults and other
 * spellings of an instant or a number make no difference. The other is of the body as sent: it recognises a body that the
 * rulebook of today refuses.
 */
import { createHash } from "node:crypto";
import { canonicalJson } from "../../lib/contract/json.ts";
import type { StoredOrder } from "../../lib/database/orders.ts";
import { parseInstant } from "../../lib/domain/instant.ts";
import type { Order } from "../../lib/domain/order.ts";
import type { OrderLine } from "../../lib/domain/order-line.ts";

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Hash of a body as sent, whatever the order of its members. */
export const bodyHash = (json: object): Buffer => sha256(canonicalJson(json));

const lineForm = ({ discount, attributes, ...line }: OrderLine) => ({
  ...line,
  ...(discount === 0 ? {} : { discount }),
  ...(attributes === undefined ? {} : { attributes }),
});

// Defaults are left out, so that a field with a default that is added later does not change the hashes of stored orders.
const formOne = ({ locale, metadata, lines, placedAt, payment, ...order }: Order) => ({
  ...order,
  placedAt: parseInstant(placedAt) ?? placedAt,
  payment: { ...payment, paidAt: parseInstant(payment.paidAt) ?? payment.paidAt },
  ...(locale === "pt-BR" ? {} : { locale }),
  ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
  lines: lines.map(lineForm),
});

/**
 * The canonical forms by version, which is stored beside the hash. A form never changes: what it leaves out or normalises
 * differently later is a new version, and replays of older orders are compared in the form of their version.
 */
const FORMS: Readonly<Record<number, (order: Order) => object>> = { 1: formOne };

export const HASH_VERSION = 1;

const withoutUndefined = (form: object): object => JSON.parse(JSON.stringify(form)) as object;

/** Hash of an order as parsed; undefined for a version that this code does not have. */
export const orderHash = (order: Order, version: number = HASH_VERSION): Buffer | undefined => {
  const form = FORMS[version];
  return form === undefined ? undefined : sha256(canonicalJson(withoutUndefined(form(order))));
};

export type Content = {
  /** Of the body as sent; undefined when it nests too deep. */
  readonly bodyHash: Buffer | undefined;
  /** Undefined when the active rulebook refuses the body. */
  readonly order: Order | undefined;
};

const sameHash = (one: Buffer | undefined, other: Buffer | null | undefined): boolean =>
  one !== undefined && other !== undefined && other !== null && one.equals(other);

/** Whether a stored order is what was sent. Older orders have no hash of the parsed order; it is computed. */
export const isSameContent = (stored: StoredOrder, { bodyHash: sent, order }: Content): boolean => {
  if (sameHash(sent, stored.contentHash)) return true;
  if (order === undefined) return false;
  const version = stored.parsedHashVersion ?? HASH_VERSION;
  return sameHash(orderHash(order, version), stored.parsedHash ?? orderHash(stored.order, version));
};
