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
  placesIn,
  without,
  customer,
  payment,
  one,
} from "../../test/support/parsed-orders.ts";
import { parseOrder } from "./parse-order.ts";
import { parseJson } from "../contract/json.ts";

test("the contract's own example is accepted, with its defaults filled in", () => {
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

describe("accepted", () => {
  test.each<[string, object]>([
    ["the longest id", orderBody({ orderId: "a".repeat(64) })],
    ["names in any script", orderBody({ customer: { ...customer, name: "Łukasz 山田 Ñandú 🎁" } })],
    ["the alphanumeric CNPJ", orderBody({ customer: { ...customer, taxId: "12.ABC.345/01DE-35" } })],
    ["an order that costs nothing", orderBody({ lines: [{ ...laptopLine, unitPrice: 0 }] })],
    ["a discount of all there is", orderBody({ lines: [{ ...laptopLine, discount: 150_000 }] })],
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
    ["English", orderBody({ locale: "en" })],
    ["an agent on a line", one({ ...laptopLine, agentId: "A-9" })],
    ["500 lines", orderBody({ lines: Array.from({ length: 500 }, () => laptopLine) })],
  ])("%s", (_, body) => {
    expect(issuesIn(body)).toEqual([]);
  });
});

describe("refused, at its place", () => {
  test.each<[string, object, string[]]>([
    ["no id", without(orderBody(), "orderId"), ["/orderId"]],
    ["an id with a blank", orderBody({ orderId: "A 1" }), ["/orderId"]],
    ["an id that is too long", orderBody({ orderId: "a".repeat(65) }), ["/orderId"]],
    ["a number for an id", orderBody({ orderId: 7 }), ["/orderId"]],
    ["a day that does not exist", orderBody({ placedAt: "2026-02-30T00:00:00Z" }), ["/placedAt"]],
    ["a time without offset", orderBody({ placedAt: "2026-11-20T14:03:00" }), ["/placedAt"]],
    ["a year that Postgres lacks", orderBody({ placedAt: "0000-01-01T00:00:00Z" }), ["/placedAt"]],
    ["an instant beyond the year 9999", orderBody({ placedAt: "9999-12-31T23:59:59-03:00" }), ["/placedAt"]],
    [
      "a fraction without end",
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
    ["an e-mail that is none", orderBody({ customer: { ...customer, email: "ana" } }), ["/customer/email"]],
    ["an empty name", orderBody({ customer: { ...customer, name: "" } }), ["/customer/name"]],
    [
      "an address without city",
      orderBody({ shippingAddress: { line1: "A", state: "SP", postalCode: "1", country: "BR" } }),
      ["/shippingAddress/city"],
    ],
    ["null for an address", orderBody({ shippingAddress: null }), ["/shippingAddress"]],
    ["no address for a laptop", without(one(laptopLine), "shippingAddress"), ["/shippingAddress"]],
    ["no address for a book", without(one(bookLine), "shippingAddress"), ["/shippingAddress"]],
    [
      "no address for a disc",
      without(one({ ...videoLine, delivery: "disc" }), "shippingAddress"),
      ["/shippingAddress"],
    ],
    [
      "a method in capitals",
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
      "an amount that is no whole number",
      orderBody({ lines: [laptopLine], payment: { ...payment, amount: 1.5 } }),
      ["/payment/amount"],
    ],
    [
      "an amount in text",
      orderBody({ lines: [laptopLine], payment: { ...payment, amount: "150000" } }),
      ["/payment/amount"],
    ],
    ["no lines", orderBody({ lines: [] }), ["/lines"]],
    ["lines that are no list", { ...orderBody(), lines: {} }, ["/lines"]],
    ["a line that is no object", { ...orderBody({ lines: [laptopLine] }), lines: [7] }, ["/lines/0"]],
    ["a quantity of nothing", one({ ...laptopLine, quantity: 0 }), ["/lines/0/quantity"]],
    ["a negative quantity", one({ ...laptopLine, quantity: -3 }), ["/lines/0/quantity"]],
    ["half a piece", one({ ...laptopLine, quantity: 0.5 }), ["/lines/0/quantity"]],
    ["too many pieces", one({ ...laptopLine, quantity: 10_001, unitPrice: 0 }), ["/lines/0/quantity"]],
    ["a negative price", one({ ...laptopLine, unitPrice: -1 }), ["/lines/0/unitPrice"]],
    ["a price beyond all bounds", one({ ...laptopLine, unitPrice: 10 ** 12 + 1 }), ["/lines/0/unitPrice"]],
    [
      "a discount above the price",
      orderBody({ lines: [{ ...laptopLine, discount: 150_001 }], payment: { ...payment, amount: 0 } }),
      ["/lines/0/discount"],
    ],
    [
      "one id for two lines",
      orderBody({
        lines: [
          { ...laptopLine, lineId: "A" },
          { ...bookLine, lineId: "A" },
        ],
      }),
      ["/lines/1/lineId"],
    ],
    [
      "an id that is another line's number",
      orderBody({ lines: [{ ...laptopLine, lineId: "2" }, bookLine] }),
      ["/lines/0/lineId"],
    ],
    ["an unknown type", one({ ...laptopLine, type: "bok" }), ["/lines/0/type"]],
    ["a type named after a trap", one({ ...laptopLine, type: "__proto__" }), ["/lines/0/type"]],
    ["no type", one(without(laptopLine, "type")), ["/lines/0/type"]],
    [
      "a book without its fields",
      one({ ...laptopLine, type: "book" }),
      ["/lines/0/isbn", "/lines/0/authors", "/lines/0/royaltyRateBps"],
    ],
    ["a royalty above the whole", one({ ...bookLine, royaltyRateBps: 10_001 }), ["/lines/0/royaltyRateBps"]],
    ["a membership without end", one({ ...membershipLine, period: "P0M" }), ["/lines/0/period"]],
    ["an upgrade to nothing", one(without(upgradeLine, "toPlan")), ["/lines/0/toPlan"]],
    ["a video by pigeon", one({ ...videoLine, delivery: "pigeon" }), ["/lines/0/delivery"]],
    ["a plan on a laptop", one({ ...laptopLine, plan: "basic" }), ["/lines/0/plan"]],
    ["a weight on a stream's plan", one({ ...membershipLine, weightGrams: 1 }), ["/lines/0/weightGrams"]],
    ["an unknown field", orderBody({ custmer: {} }), ["/custmer"]],
    [
      "an unknown field deep inside",
      orderBody({ customer: { ...customer, "a/b~c": 1 } }),
      ["/customer/a~1b~0c"],
    ],
    ["a gift that the platform claims", one({ ...laptopLine, free: true }), ["/lines/0/free"]],
    [
      "21 pairs of metadata",
      orderBody({ metadata: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`k${i}`, ""])) }),
      ["/metadata"],
    ],
    ["a number in metadata", orderBody({ metadata: { a: 1 } }), ["/metadata/a"]],
  ])("%s", (_, body, places) => {
    expect(placesIn(body)).toEqual(places);
  });

  test("a field named __proto__ at any depth", () => {
    const text = JSON.stringify(orderBody({ metadata: { a: "" } }))
      .replace('"metadata":{', '"__proto__":{"x":1},"metadata":{"__proto__":"x",')
      .replace('"type":', '"__proto__":1,"type":');
    const parsed = parseJson(text);
    if (!parsed.ok) throw new Error(parsed.error.detail);
    const order = parseOrder(parsed.value.json as object, {}, parsed.value.protoKeys);
    expect(order.ok ? [] : order.error.map((issue) => issue.pointer).sort()).toEqual([
      "/__proto__",
      "/lines/0/__proto__",
      "/metadata/__proto__",
    ]);
  });

  test("sums beyond the safe integers are compared exactly", () => {
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

test("every issue is listed, not only the first", () => {
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
  expect(placesIn(body)).toEqual([
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

test("issues are described in words", () => {
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
