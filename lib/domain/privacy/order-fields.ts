/**
 * Which fields of an order are personal, and what an erasure makes of each. A test holds the table equal to the schema of
 * orders: a new field must be decided here.
 */
import { BRAZILIAN_STATES } from "../address.ts";

/**
 * `kept`: of the books, or a value of a closed set. The others are replaced: by the pseudonym, by an address made of it, or by
 * a word where a pseudonym would be too long. `state`: kept when it is one of Brazil's. `pairs`: names that look like ones are
 * kept, values are replaced. `attributes`: texts are replaced; numbers, dates and truth values are kept.
 */
export type Treatment = "kept" | "pseudonym" | "address" | "word" | "state" | "pairs" | "attributes";

export const CUSTOMER_FIELDS: Readonly<Record<string, Treatment>> = {
  customerId: "pseudonym",
  name: "pseudonym",
  email: "address",
  taxId: "pseudonym",
  phone: "pseudonym",
};

export const ADDRESS_FIELDS: Readonly<Record<string, Treatment>> = {
  name: "pseudonym",
  phone: "pseudonym",
  line1: "pseudonym",
  number: "word",
  complement: "pseudonym",
  district: "pseudonym",
  city: "pseudonym",
  state: "state",
  postalCode: "word",
  country: "kept",
};

/** Titles, authors and SKUs say what was sold: statements, royalties and tax records need them. */
export const LINE_FIELDS: Readonly<Record<string, Treatment>> = {
  type: "kept",
  lineId: "kept",
  sku: "kept",
  title: "kept",
  quantity: "kept",
  unitPrice: "kept",
  discount: "kept",
  agentId: "kept",
  weightGrams: "kept",
  isbn: "kept",
  authors: "kept",
  royaltyRateBps: "kept",
  plan: "kept",
  period: "kept",
  toPlan: "kept",
  delivery: "kept",
  attributes: "attributes",
};

/** The fields beside customer, address and lines. Agents are not customers; an order's id is the number of a document. */
export const ORDER_FIELDS: Readonly<Record<string, Treatment>> = {
  orderId: "kept",
  placedAt: "kept",
  currency: "kept",
  locale: "kept",
  agentId: "kept",
  "payment.method": "kept",
  "payment.paidAt": "kept",
  "payment.amount": "kept",
  metadata: "pairs",
};

const WORD = "erased";
const DOMAIN = "@erased.invalid";

/** The address that mails to a pseudonym would go to: `.invalid` is reserved for addresses that never exist (RFC 2606). */
export const pseudonymAddress = (pseudonym: string): string => `${pseudonym}${DOMAIN}`;

export const isPseudonymAddress = (email: string): boolean => email.endsWith(DOMAIN);

const NAME = /^[a-z][A-Za-z0-9_-]{0,39}$/;

const replacedPairs = (pairs: object, pseudonym: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(pairs).map(([name, value], index) => [
      NAME.test(name) ? name : `${WORD}-${index + 1}`,
      value === "" ? "" : pseudonym,
    ]),
  );

const replacedAttribute = (value: unknown, pseudonym: string): unknown => {
  if (Array.isArray(value)) return value.map((one) => replacedAttribute(one, pseudonym));
  return typeof value === "string" && value !== "" && !/^\d{4}-\d\d-\d\d$/.test(value) ? pseudonym : value;
};

/** What an erasure makes of a value. Empty texts say nothing and stay. */
export const replaced = (treatment: Treatment, value: unknown, pseudonym: string): unknown => {
  if (value === undefined || value === null || value === "") return value;
  switch (treatment) {
    case "kept":
      return value;
    case "pseudonym":
      return pseudonym;
    case "address":
      return pseudonymAddress(pseudonym);
    case "word":
      return WORD;
    case "state":
      return BRAZILIAN_STATES.includes(String(value)) ? value : WORD;
    case "pairs":
      return replacedPairs(value, pseudonym);
    case "attributes":
      return Object.fromEntries(
        Object.entries(value).map(([name, one]) => [name, replacedAttribute(one, pseudonym)]),
      );
  }
};
