import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exampleLines, exampleOrderOf } from "../../contract/example-order.ts";
import { parseOrder } from "../../domain/parse-order.ts";
import type { ProductTypes } from "../../domain/product-type.ts";
import { fillOrder } from "./fill-order.ts";

const productTypes: ProductTypes = {
  ticket: {
    ships: false,
    attributes: { venue: { type: "string", optional: false }, seat: { type: "int", optional: true } },
  },
  crate: { ships: true, attributes: {} },
};
const context = { productTypes, plans: ["basic", "plus"] };

const ticket = { type: "ticket", sku: "T", title: "T", quantity: 1, unitPrice: 100, venue: "Hall" };
const lines = [...Object.values(exampleLines), ticket];
const complete = exampleOrderOf(lines);

type Path = readonly (string | number)[];

const replaced = (value: unknown, [first, ...rest]: Path, by: unknown): unknown => {
  if (first === undefined) return by;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value))
    return value.map((item, index) => (index === first ? replaced(item, rest, by) : item));
  const object = value as Record<string, unknown>;
  return { ...object, [first]: replaced(object[first], rest, by) };
};

const pathsIn = (value: unknown): Path[] =>
  typeof value !== "object" || value === null
    ? [[]]
    : [[], ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner).map((path) => [key, ...path]))];

const paths = pathsIn(complete)
  .filter((path) => path.length > 0 && path[0] !== "lines")
  .concat(
    lines.flatMap((line, index) => Object.keys(line).map((name): Path => ["lines", index, name])),
    [["lines", 0, "discount"], ["lines", 1, "lineId"], ["lines", 0, "extra"], ["extra"], ["metadata"]],
  );

const values = fc.oneof(
  fc.constantFrom("", " ", "x", "2", 0, 1, -1, 1.5, 10 ** 13, true, null, [], {}, [1], { a: "b" }),
  fc.constantFrom("book", "ticket", "disc", "P1M", "plus", "BRL", "XXX", "pt-BR", "2026-11-20T14:03:00Z"),
  fc.string({ maxLength: 20 }),
);

const changed = fc
  .array(fc.tuple(fc.constantFrom(...paths), values), { maxLength: 3 })
  .map(
    (changes) =>
      changes.reduce<unknown>((order, [path, by]) => replaced(order, path, by), complete) as object,
  );

/** The pointers of issues with what is there; what is missing, an example may leave out. */
const issuesOfPresentValues = (body: object): string[] => {
  const parsed = parseOrder(body, context);
  const issues = parsed.ok ? [] : parsed.error;
  return issues.filter(({ detail }) => !detail.startsWith("is required")).map(({ pointer }) => pointer);
};

describe("an order in an example", () => {
  test("that POST /orders accepts is accepted, and parsed to the same order", () => {
    fc.assert(
      fc.property(changed, (body) => {
        const asRequest = parseOrder(body, context);
        if (asRequest.ok) expect(fillOrder(body, context)).toEqual(asRequest);
      }),
      { numRuns: 2_000 },
    );
  });

  test("with a value that POST /orders refuses is refused at the same place", () => {
    fc.assert(
      fc.property(changed, (body) => {
        const filled = fillOrder(body, context);
        const refused = filled.ok ? [] : filled.error.map(({ pointer }) => pointer);
        expect(refused).toEqual(expect.arrayContaining(issuesOfPresentValues(body)));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("an example's filled order", () => {
  test.each(Object.keys(exampleLines))("of one %s line is an order that POST /orders accepts", (type) => {
    expect(fillOrder({ lines: [{ type }] }, context)).toMatchObject({
      ok: true,
      value: { lines: [{ type }] },
    });
  });

  test("of a declared type has its required attributes, and an address when it ships", () => {
    expect(fillOrder({ lines: [{ type: "ticket" }, { type: "crate" }] }, context)).toMatchObject({
      ok: true,
      value: { shippingAddress: { country: "BR" }, lines: [{ attributes: { venue: "example" } }, {}] },
    });
  });

  test.each([
    ["a wrong amount", { payment: { amount: 1 }, lines: [{ type: "book" }] }, "/payment/amount"],
    ["a discount over the price", { lines: [{ type: "book", discount: 10_001 }] }, "/lines/0/discount"],
    [
      "two lines of one id",
      {
        lines: [
          { type: "book", lineId: "1" },
          { type: "book", lineId: "1" },
        ],
      },
      "/lines/1/lineId",
    ],
    ["an unknown field", { chanel: "web", lines: [{ type: "book" }] }, "/chanel"],
    [
      "an offset that Postgres refuses",
      { placedAt: "2026-01-01T00:00:00+20:00", lines: [{ type: "book" }] },
      "/placedAt",
    ],
    ["a customer that is no mapping", { customer: "Ana", lines: [{ type: "book" }] }, "/customer"],
  ])("with %s is refused at its place", (_, order, pointer) => {
    const filled = fillOrder(order, context);
    expect(filled.ok ? [] : filled.error.map((issue) => issue.pointer)).toContain(pointer);
  });
});
