/** Every field of an order is classified: a new one fails here until it is decided whether it is personal. */
import { describe, expect, test } from "vitest";
import { addressSchema, customerSchema, orderHeader } from "../order.ts";
import { builtInLines } from "../order-line.ts";
import { ADDRESS_FIELDS, CUSTOMER_FIELDS, LINE_FIELDS, ORDER_FIELDS } from "./order-fields.ts";

describe("fields are classified, all of them and no others", () => {
  const { customer: _customer, shippingAddress: _address, payment, ...header } = orderHeader.shape;

  test.each([
    ["customer", customerSchema.shape, CUSTOMER_FIELDS],
    ["address", addressSchema.shape, ADDRESS_FIELDS],
  ])("of the %s", (_of, shape, fields) => {
    expect(Object.keys(fields).sort()).toEqual(Object.keys(shape).sort());
  });

  test("of the order", () => {
    const paid = Object.keys(payment.shape).map((name) => `payment.${name}`);
    expect(Object.keys(ORDER_FIELDS).sort()).toEqual([...Object.keys(header), ...paid].sort());
  });

  test("of the lines of every built-in type, beside the attributes that rulebooks declare", () => {
    const names = Object.values(builtInLines).flatMap(({ shape }) => Object.keys(shape));
    expect(Object.keys(LINE_FIELDS).sort()).toEqual([...new Set([...names, "attributes"])].sort());
  });
});
