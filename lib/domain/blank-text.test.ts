import { expect, test } from "vitest";
import { agentBody, catalogueBody } from "../contract/registry-bodies.ts";
import { bookLine, laptopLine, orderBody } from "../../test/support/order-body.ts";
import { parse, customer } from "../../test/support/parsed-orders.ts";

const BLANK = [" ", "\t\n", "\u00a0", "\u200b", "\u3000", "\u2800", "\u3164", "\ufeff", "\u202e"];

test.each(BLANK.map((text) => [JSON.stringify(text), text]))(
  "a name, title or author of %s is refused in orders, agents and the catalogue",
  (_, text) => {
    const lines = [
      { ...laptopLine, title: text, sku: text },
      { ...bookLine, authors: [text] },
    ];
    const parsed = parse(orderBody({ lines, customer: { ...customer, name: text } }));
    expect(parsed.ok ? [] : parsed.error.map(({ pointer }) => pointer)).toEqual([
      "/customer/name",
      "/lines/0/sku",
      "/lines/0/title",
      "/lines/1/authors/0",
    ]);
    expect(agentBody.safeParse({ name: text, commissionRateBps: 1 }).success).toBe(false);
    expect(catalogueBody.safeParse({ type: "physical", title: text }).success).toBe(false);
  },
);

test("a duplicate lineId is reported beside the issues of both lines", () => {
  const lines = [
    { ...laptopLine, lineId: "A", quantity: 0 },
    { ...laptopLine, lineId: "A", unitPrice: -1 },
    { type: "bok", lineId: "A" },
  ];
  const parsed = parse(orderBody({ lines }));
  const pointers = parsed.ok ? [] : parsed.error.map(({ pointer }) => pointer);
  for (const pointer of [
    "/lines/0/quantity",
    "/lines/1/unitPrice",
    "/lines/1/lineId",
    "/lines/2/type",
    "/lines/2/lineId",
  ])
    expect(pointers).toContain(pointer);
});
