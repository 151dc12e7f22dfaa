/** What an erasure makes of orders and of texts about them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutText } from "../../rulebook/cut-text.ts";
import { laptop, video } from "../../../test/support/orders.ts";
import { orderWith } from "../../../test/support/decisions.ts";
import type { Order } from "../order.ts";
import { eraseOrder } from "./erased-order.ts";
import { explanationReplacer, replaceExplanations } from "./replace-values.ts";

const PSEUDONYM = "erased-0123456789abcdef0123";
const erased = (fields: Partial<Order>) =>
  eraseOrder({ ...orderWith([laptop({ lineId: "1" })]), ...fields }, PSEUDONYM);

describe("of an order with any personal values", () => {
  const value = fc.string({ unit: "grapheme", maxLength: 30 }).map((text) => `Zq7${text}`);
  const maybe = fc.option(value, { nil: undefined });
  const customer = fc.record({
    customerId: fc.stringMatching(/^Zq7[a-z0-9]{1,20}$/),
    name: value,
    email: fc.stringMatching(/^Zq7[a-z]{1,10}@zq7[a-z]{1,10}\.example$/),
    taxId: maybe,
    phone: maybe,
  });
  const shippingAddress = fc.record({
    name: maybe,
    phone: maybe,
    line1: value,
    number: maybe,
    complement: fc.constantFrom("", "Zq7"),
    city: value,
    state: maybe,
    postalCode: maybe,
    country: fc.constantFrom("BR", "US"),
  });
  const metadata = fc.dictionary(fc.constantFrom("note", "Zq7 key", "channel"), value);
  const attributes = fc.record({
    text: value,
    texts: fc.array(value),
    number: fc.integer(),
    flag: fc.boolean(),
  });

  test("none is left, and the same fields are there", () => {
    fc.assert(
      fc.property(customer, shippingAddress, metadata, attributes, (...[who, where, pairs, more]) => {
        const lines = [{ ...laptop({ lineId: "1" }), attributes: more }];
        const parts = erased({ customer: who, shippingAddress: where, metadata: pairs, lines });
        const { explanation: _e, message: _m, recipientOf: _r, ...left } = parts;
        expect(JSON.stringify(left).toLowerCase()).not.toContain("zq7");
        const fieldsOf = (one: object) => Object.keys(JSON.parse(JSON.stringify(one)) as object);
        expect(fieldsOf(left.customer)).toEqual(fieldsOf(who));
        expect(fieldsOf(left.address!)).toEqual(fieldsOf(where));
        expect(Object.keys(left.metadata)).toHaveLength(Object.keys(pairs).length);
        expect(left.attributes).toMatchObject({ 0: { number: more.number, flag: more.flag } });
      }),
    );
  });
});

test("a state of Brazil and the country stay, another state does not", () => {
  const { shippingAddress } = orderWith([laptop({ lineId: "1" })]);
  expect(erased({ shippingAddress: { ...shippingAddress!, state: "SP" } }).address).toMatchObject({
    state: "SP",
    country: "BR",
  });
  const abroad = { ...shippingAddress!, state: "Maria County", country: "US" };
  expect(erased({ shippingAddress: abroad }).address).toMatchObject({ state: "erased", country: "US" });
});

test("numbers, dates and truth values of attributes stay, texts do not", () => {
  const attributes = { engraving: "For Ana", words: ["a", ""], width: 4, gift: true, day: "2026-12-24" };
  const lines = [laptop({ lineId: "1" }), { ...video({ lineId: "2" }), attributes }];
  expect(erased({ lines }).attributes).toEqual({
    1: { engraving: PSEUDONYM, words: [PSEUDONYM, ""], width: 4, gift: true, day: "2026-12-24" },
  });
});

test("the pairs of metadata keep names that look like names", () => {
  expect(erased({ metadata: { channel: "web", "Ana Lima": "x", empty: "" } }).metadata).toEqual({
    channel: PSEUDONYM,
    "erased-2": PSEUDONYM,
    empty: "",
  });
});

test("a value that the order also has where it stays, such as a SKU, stays in explanations", () => {
  const { explanation } = erased({ metadata: { wish: "LAPTOP-1", note: "red" } });
  expect(explanation('line.sku == "LAPTOP-1" && order.metadata.note == "red"')).toBe(
    `line.sku == "LAPTOP-1" && order.metadata.note == "${PSEUDONYM}"`,
  );
});

test("messages lose who the customer is, as whole words and in any case", () => {
  const { message } = erased({
    customer: { customerId: "C-1", name: "Ana Lima", email: "Ana@Example.com", phone: "123" },
  });
  expect(message("550 <ana@example.com> ANA LIMA, Mariana Limalima, 123")).toBe(
    `550 <${PSEUDONYM}@erased.invalid> ${PSEUDONYM}, Mariana Limalima, 123`,
  );
});

describe("explanations", () => {
  const secret = fc.string({ unit: "grapheme", minLength: 1, maxLength: 120 }).map((text) => `Zq7${text}`);
  const anyCase = fc
    .func(fc.boolean())
    .map((isUpper) => (text: string) => (isUpper(text) ? text : text.toLowerCase()));

  test("lose a value wherever it is quoted, whole or cut at any length", () => {
    fc.assert(
      fc.property(secret, fc.integer({ min: 4, max: 140 }), anyCase, (value, length, inCase) => {
        const replace = explanationReplacer(new Map([[value, PSEUDONYM]]));
        const whole = JSON.stringify(value);
        const text = `order.customer.name != ${whole} (was ${cutText(inCase(whole), length)}) && total == 7`;
        const replaced = replace(text);
        expect(replaced.toLowerCase()).not.toContain("zq7");
        expect(replaced).toContain("order.customer.name != ");
        expect(replaced).toContain(") && total == 7");
      }),
    );
  });

  test("lose a value in clauses, whole or cut, and keep paths, operators and other values", () => {
    fc.assert(
      fc.property(secret, fc.integer({ min: 4, max: 140 }), (value, length) => {
        const replace = explanationReplacer(new Map([[value, PSEUDONYM]]));
        const clause = {
          path: "order.customer.name",
          op: "in",
          values: [value, "x", 7, null],
          was: cutText(value, length),
        };
        const { values, was, ...rest } = replaceExplanations(clause, replace);
        expect(rest).toEqual({ path: "order.customer.name", op: "in" });
        expect(values).toEqual([PSEUDONYM, "x", 7, null]);
        expect(String(was).startsWith(PSEUDONYM)).toBe(true);
      }),
    );
  });

  test("without a value in them stay as they are", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const replace = explanationReplacer(new Map([["Zq7 never there", PSEUDONYM]]));
        expect(replace(`a == ${JSON.stringify(text)}`)).toBe(`a == ${JSON.stringify(text)}`);
      }),
    );
  });
});
