import { describe, expect, test } from "vitest";
import { orderBody } from "../../test/support/order-body.ts";
import { ticket, parse, placesIn, without } from "../../test/support/parsed-orders.ts";

describe("types that the active rulebook declares", () => {
  const line = { type: "ticket", sku: "T-1", title: "Concert", quantity: 1, unitPrice: 100 };

  test("are accepted, with their attributes apart", () => {
    const parsed = parse(orderBody({ lines: [{ ...line, venue: "Sala São Paulo", seats: ["A1"] }] }), ticket);
    expect(parsed.ok && parsed.value.lines[0]).toEqual({
      ...line,
      lineId: "1",
      discount: 0,
      free: false,
      attributes: { venue: "Sala São Paulo", seats: ["A1"] },
    });
  });

  test.each<[string, object, string]>([
    ["a required attribute that is missing", line, "/lines/0/venue"],
    ["an attribute of the wrong type", { ...line, venue: 7 }, "/lines/0/venue"],
    ["an unknown attribute", { ...line, venue: "", row: 1 }, "/lines/0/row"],
    ["a list with something else in it", { ...line, venue: "", seats: [1] }, "/lines/0/seats/0"],
    ["a weight on what is not sent", { ...line, venue: "", weightGrams: 1 }, "/lines/0/weightGrams"],
  ])("refuse %s", (_, given, place) => {
    expect(placesIn(orderBody({ lines: [given as Record<string, unknown>] }), ticket)).toEqual([place]);
  });

  test("ask for an address when they are sent by post", () => {
    const poster = { ...line, type: "poster", framed: true, weightGrams: 300 };
    expect(placesIn(orderBody({ lines: [poster] }), ticket)).toEqual([]);
    expect(placesIn(without(orderBody({ lines: [poster] }), "shippingAddress"), ticket)).toEqual([
      "/shippingAddress",
    ]);
  });

  test("are unknown under another rulebook", () => {
    expect(placesIn(orderBody({ lines: [{ ...line, venue: "" }] }))).toEqual(["/lines/0/type"]);
  });
});
