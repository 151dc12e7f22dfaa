import { describe, expect, test } from "vitest";
import {
  bookLine,
  laptopLine,
  membershipLine,
  orderBody,
  upgradeLine,
  videoLine,
} from "../../test/support/order-body.ts";
import {
  parse,
  issuesIn,
  pointersIn,
  without,
  customer,
  payment,
  one,
} from "../../test/support/parsed-orders.ts";
import { parseOrder } from "./parse-order.ts";
import { parseJson } from "../contract/json.ts";

test("an order with a line of every built-in type is accepted and gets the default locale", () => {
  const parsed = parse(
    orderBody({
      lines: [
        { lineId: "1", ...laptopLine, weightGrams: 2100 },
        { lineId: "2", ...bookLine, weightGrams: 450 },
        { lineId: "3", ...membershipLine },
        { lineId: "4", ...upgradeLine },
        { lineId: "5", ...videoLine },
      ],
      metadata: { channel: "web" },
    }),
  );
  expect(parsed).toMatchObject({
    ok: true,
    value: { locale: "pt-BR", metadata: { channel: "web" }, payment: { amount: 169_000 } },
  });
});

test("lines without ids are numbered from 1", () => {
  const parsed = parse(orderBody({ lines: [laptopLine, { ...bookLine, lineId: "B" }, videoLine] }));
  expect(parsed.ok && parsed.value.lines.map((line) => line.lineId)).toEqual(["1", "B", "3"]);
});

describe("an order is accepted", () => {
  test.each<[string, object]>([
    ["the longest id", orderBody({ orderId: "a".repeat(64) })],
    ["names in any script", orderBody({ customer: { ...customer, name: "Łukasz 山田 Ñandú 🎁" } })],
    ["the alphanumeric CNPJ", orderBody({ customer: { ...customer, taxId: "12.ABC.345/01DE-35" } })],
    ["a total of 0", orderBody({ lines: [{ ...laptopLine, unitPrice: 0 }] })],
    ["a discount of the whole price", orderBody({ lines: [{ ...laptopLine, discount: 150_000 }] })],
    ["the largest amount", orderBody({ lines: [{ ...laptopLine, unitPrice: 10 ** 12 }] })],
    ["29 February of a leap year", orderBody({ placedAt: "2028-02-29T00:00:00Z" })],
    [
      "20 pairs of metadata",
      orderBody({ metadata: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, ""])) }),
    ],
    [
      "no address when nothing is sent by post",
      without(orderBody({ lines: [videoLine, membershipLine] }), "shippingAddress"),
    ],
    ["the locale en", orderBody({ locale: "en" })],
    ["an agent on a line", one({ ...laptopLine, agentId: "A-9" })],
    ["500 lines", orderBody({ lines: Array.from({ length: 500 }, () => laptopLine) })],
  ])("with %s", (_, body) => {
    expect(issuesIn(body)).toEqual([]);
  });
});

describe("an order is refused, with the pointer of the field,", () => {
  test.each<[string, object, string[]]>([
    ["no id", without(orderBody(), "orderId"), ["/orderId"]],
    ["an id with a space", orderBody({ orderId: "A 1" }), ["/orderId"]],
    ["an id that is too long", orderBody({ orderId: "a".repeat(65) }), ["/orderId"]],
    ["a number as its id", orderBody({ orderId: 7 }), ["/orderId"]],
    ["a day that does not exist", orderBody({ placedAt: "2026-02-30T00:00:00Z" }), ["/placedAt"]],
    ["a time without offset", orderBody({ placedAt: "2026-11-20T14:03:00" }), ["/placedAt"]],
    ["the year 0000", orderBody({ placedAt: "0000-01-01T00:00:00Z" }), ["/placedAt"]],
    ["an instant beyond the year 9999", orderBody({ placedAt: "9999-12-31T23:59:59-03:00" }), ["/placedAt"]],
    [
      "a fraction of 200 digits",
      orderBody({ placedAt: `2026-01-01T00:00:00.${"1".repeat(200)}Z` }),
      ["/placedAt"],
    ],
    ["an unknown currency", orderBody({ currency: "XYZ" }), ["/currency"]],
    ["a currency in lower case", orderBody({ currency: "brl" }), ["/currency"]],
    ["an unknown locale", orderBody({ locale: "fr" }), ["/locale"]],
    ["no customer", without(orderBody(), "customer"), ["/customer"]],
    [
      "a customer without e-mail",
      orderBody({ customer: { customerId: "C-1", name: "Ana" } }),
      ["/customer/email"],
    ],
    [
      "an invalid e-mail address",
      orderBody({ customer: { ...customer, email: "ana" } }),
      ["/customer/email"],
    ],
    ["an empty name", orderBody({ customer: { ...customer, name: "" } }), ["/customer/name"]],
    [
      "an address without city",
      orderBody({ shippingAddress: { line1: "A", state: "SP", postalCode: "01010-000", country: "BR" } }),
      ["/shippingAddress/city"],
    ],
    ["null as its address", orderBody({ shippingAddress: null }), ["/shippingAddress"]],
    ["no address for a laptop", without(one(laptopLine), "shippingAddress"), ["/shippingAddress"]],
    ["no address for a book", without(one(bookLine), "shippingAddress"), ["/shippingAddress"]],
    [
      "no address for a disc",
      without(one({ ...videoLine, delivery: "disc" }), "shippingAddress"),
      ["/shippingAddress"],
    ],
    [
      "a payment method in capitals",
      orderBody({ lines: [laptopLine], payment: { ...payment, method: "PIX" } }),
      ["/payment/method"],
    ],
    [
      "a payment without date",
      orderBody({ lines: [laptopLine], payment: { method: "pix", amount: 150_000 } }),
      ["/payment/paidAt"],
    ],
    [
      "a wrong amount",
      orderBody({ lines: [laptopLine], payment: { ...payment, amount: 1 } }),
      ["/payment/amount"],
    ],
    [
      "a fractional amount",
      orderBody({ lines: [laptopLine], payment: { ...payment, amount: 1.5 } }),
      ["/payment/amount"],
    ],
    [
      "an amount as text",
      orderBody({ lines: [laptopLine], payment: { ...payment, amount: "150000" } }),
      ["/payment/amount"],
    ],
    ["no lines", orderBody({ lines: [] }), ["/lines"]],
    ["lines that are not an array", { ...orderBody(), lines: {} }, ["/lines"]],
    ["a line that is not an object", { ...orderBody({ lines: [laptopLine] }), lines: [7] }, ["/lines/0"]],
    ["a quantity of 0", one({ ...laptopLine, quantity: 0 }), ["/lines/0/quantity"]],
    ["a negative quantity", one({ ...laptopLine, quantity: -3 }), ["/lines/0/quantity"]],
    ["a fractional quantity", one({ ...laptopLine, quantity: 0.5 }), ["/lines/0/quantity"]],
    ["a quantity over 10 000", one({ ...laptopLine, quantity: 10_001, unitPrice: 0 }), ["/lines/0/quantity"]],
    ["a negative price", one({ ...laptopLine, unitPrice: -1 }), ["/lines/0/unitPrice"]],
    [
      "a price over the largest amount",
      one({ ...laptopLine, unitPrice: 10 ** 12 + 1 }),
      ["/lines/0/unitPrice"],
    ],
    [
      "a discount above the price",
      orderBody({ lines: [{ ...laptopLine, discount: 150_001 }], payment: { ...payment, amount: 0 } }),
      ["/lines/0/discount"],
    ],
    [
      "two lines of one id",
      orderBody({
        lines: [
          { ...laptopLine, lineId: "A" },
          { ...bookLine, lineId: "A" },
        ],
      }),
      ["/lines/1/lineId"],
    ],
    [
      "a line id that is the number of another line",
      orderBody({ lines: [{ ...laptopLine, lineId: "2" }, bookLine] }),
      ["/lines/0/lineId"],
    ],
    ["an unknown line type", one({ ...laptopLine, type: "bok" }), ["/lines/0/type"]],
    ["the line type __proto__", one({ ...laptopLine, type: "__proto__" }), ["/lines/0/type"]],
    ["a line without a type", one(without(laptopLine, "type")), ["/lines/0/type"]],
    [
      "a book without its fields",
      one({ ...laptopLine, type: "book" }),
      ["/lines/0/isbn", "/lines/0/authors", "/lines/0/royaltyRateBps"],
    ],
    ["a royalty over 100 %", one({ ...bookLine, royaltyRateBps: 10_001 }), ["/lines/0/royaltyRateBps"]],
    ["a period of zero months", one({ ...membershipLine, period: "P0M" }), ["/lines/0/period"]],
    ["an upgrade without a plan", one(without(upgradeLine, "toPlan")), ["/lines/0/toPlan"]],
    ["an unknown delivery", one({ ...videoLine, delivery: "pigeon" }), ["/lines/0/delivery"]],
    ["a plan on a laptop", one({ ...laptopLine, plan: "basic" }), ["/lines/0/plan"]],
    ["a weight on a membership", one({ ...membershipLine, weightGrams: 1 }), ["/lines/0/weightGrams"]],
    ["an unknown field", orderBody({ custmer: {} }), ["/custmer"]],
    ["an unknown nested field", orderBody({ customer: { ...customer, "a/b~c": 1 } }), ["/customer/a~1b~0c"]],
    ["a line marked as free", one({ ...laptopLine, free: true }), ["/lines/0/free"]],
    [
      "21 pairs of metadata",
      orderBody({ metadata: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`k${i}`, ""])) }),
      ["/metadata"],
    ],
    ["a number in metadata", orderBody({ metadata: { a: 1 } }), ["/metadata/a"]],
  ])("with %s", (_, body, pointers) => {
    expect(pointersIn(body)).toEqual(pointers);
  });

  test("with a field named __proto__ at any depth", () => {
    const text = JSON.stringify(orderBody({ metadata: { a: "" } }))
      .replace('"metadata":{', '"__proto__":{"x":1},"metadata":{"__proto__":"x",')
      .replace('"type":', '"__proto__":1,"type":');
    const parsed = parseJson(text);
    if (!parsed.ok) throw new Error(parsed.error.detail);
    const order = parseOrder(parsed.value.json as object, { productTypes: {} }, parsed.value.protoKeys);
    expect(order.ok ? [] : order.error.map((issue) => issue.pointer).sort()).toEqual([
      "/__proto__",
      "/lines/0/__proto__",
      "/metadata/__proto__",
    ]);
  });

  test("with an amount that differs from a sum over the safe integers", () => {
    const line = { ...laptopLine, quantity: 10_000, unitPrice: 10 ** 12 };
    const body = orderBody({ lines: [line], payment: { ...payment, amount: 10 ** 12 } });
    expect(issuesIn(body)).toEqual([
      {
        pointer: "/payment/amount",
        detail: "must be 10000000000000000, the sum of quantity × unitPrice − discount over the lines",
      },
    ]);
  });
});

test("an order with several issues is refused with all of them", () => {
  const body = orderBody({
    orderId: "",
    payment,
    currency: "XYZ",
    colour: "red",
    lines: [
      { ...laptopLine, quantity: -3 },
      { ...bookLine, isbn: 7 },
      { type: "bok", sku: "" },
    ],
  });
  expect(pointersIn(body)).toEqual([
    "/orderId",
    "/currency",
    "/colour",
    "/lines/0/quantity",
    "/lines/1/isbn",
    "/lines/2/type",
    "/lines/2/sku",
    "/lines/2/title",
    "/lines/2/quantity",
    "/lines/2/unitPrice",
  ]);
});

test("the issues of an order have the documented messages", () => {
  const body = without(
    orderBody({ custmer: {}, lines: [{ ...laptopLine, quantity: 0, type: "bok" }] }),
    "customer",
  );
  expect(issuesIn(body)).toEqual([
    { pointer: "/customer", detail: "is required" },
    { pointer: "/custmer", detail: 'unknown field "custmer"; did you mean customer?' },
    {
      pointer: "/lines/0/type",
      detail: "must be one of physical, book, membership, membership_upgrade, video",
    },
    { pointer: "/lines/0/quantity", detail: "must be at least 1" },
  ]);
});
