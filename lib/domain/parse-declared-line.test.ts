import { describe, expect, test } from "vitest";
import { orderBody } from "../../test/support/order-body.ts";
import { ticket, parse, pointersIn, without } from "../../test/support/parsed-orders.ts";

describe("lines of a type that the rulebook declares", () => {
  const line = { type: "ticket", sku: "T-1", title: "Concert", quantity: 1, unitPrice: 100 };

  test("are accepted, with their attributes in `attributes`", () => {
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
    ["a list with an item of the wrong type", { ...line, venue: "", seats: [1] }, "/lines/0/seats/0"],
    [
      "a weight when the type is not sent by post",
      { ...line, venue: "", weightGrams: 1 },
      "/lines/0/weightGrams",
    ],
  ])("are refused with %s", (_, given, pointer) => {
    expect(pointersIn(orderBody({ lines: [given as Record<string, unknown>] }), ticket)).toEqual([pointer]);
  });

  test.each([
    ["2026-12-24", []],
    ["2028-02-29", []],
    ["2026-02-29", ["/lines/0/day"]],
    ["2026-13-40", ["/lines/0/day"]],
    ["24/12/2026", ["/lines/0/day"]],
    ["2026-12-24T10:00:00-03:00", ["/lines/0/day"]],
    [20_261_224, ["/lines/0/day"]],
  ])("with a date of %s are accepted only when the calendar has it", (day, pointers) => {
    const types = {
      ticket: { ships: false, attributes: { day: { type: "date", optional: false } } },
    } as const;
    const body = orderBody({ lines: [{ ...line, day }] });
    expect(pointersIn(body, types)).toEqual(pointers);
    const parsed = parse(body, types);
    if (parsed.ok) expect(parsed.value.lines[0]!.attributes).toEqual({ day });
  });

  test("require an address when the type is sent by post", () => {
    const poster = { ...line, type: "poster", framed: true, weightGrams: 300 };
    expect(pointersIn(orderBody({ lines: [poster] }), ticket)).toEqual([]);
    expect(pointersIn(without(orderBody({ lines: [poster] }), "shippingAddress"), ticket)).toEqual([
      "/shippingAddress",
    ]);
  });

  test("are refused under a rulebook that does not declare the type", () => {
    expect(pointersIn(orderBody({ lines: [{ ...line, venue: "" }] }))).toEqual(["/lines/0/type"]);
  });
});
