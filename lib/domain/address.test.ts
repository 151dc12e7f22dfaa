import { describe, expect, test } from "vitest";
import { laptopLine, orderBody } from "../../test/support/order-body.ts";
import { parse } from "../../test/support/parsed-orders.ts";

const address = { line1: "Street 1", city: "City" };
const parseWith = (fields: Record<string, unknown>) =>
  parse(orderBody({ lines: [laptopLine], shippingAddress: { ...address, ...fields } }));
const pointersIn = (fields: Record<string, unknown>) => {
  const parsed = parseWith(fields);
  return parsed.ok ? [] : parsed.error.map(({ pointer }) => pointer);
};
const POSTAL_CODE = "/shippingAddress/postalCode";
const STATE = "/shippingAddress/state";

describe("an address is accepted", () => {
  test.each(["HK", "IE", "AE", "PA", "QA", "UY"])("without state and postal code in %s", (country) => {
    expect(pointersIn({ country })).toEqual([]);
  });
  test.each(["DE", "SG", "GB", "PT", "FR", "AR"])("with a postal code and no state in %s", (country) => {
    expect(pointersIn({ country, postalCode: "12345" })).toEqual([]);
  });
  test.each(["01010-000", "01010000"])("in BR with the CEP %s, kept as given", (postalCode) => {
    const parsed = parseWith({ country: "BR", state: "SP", postalCode });
    expect(parsed).toMatchObject({ ok: true, value: { shippingAddress: { postalCode, state: "SP" } } });
  });
  test.each(["", "  "])("with the state %j, which counts as absent", (state) => {
    const parsed = parseWith({ country: "DE", postalCode: "10115", state });
    expect(parsed.ok && parsed.value.shippingAddress).toEqual({
      ...address,
      country: "DE",
      postalCode: "10115",
    });
  });
  test("with a recipient's name and phone", () => {
    const recipient = { name: "Bia Lima", phone: "+55 11 98888-7777" };
    const parsed = parseWith({ country: "BR", state: "SP", postalCode: "01010-000", ...recipient });
    expect(parsed.ok && parsed.value.shippingAddress).toMatchObject(recipient);
  });
});

describe("an address is refused, with the pointer of the field,", () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    ["without state and CEP in BR", { country: "BR" }, [STATE, POSTAL_CODE]],
    ["with a blank state in BR", { country: "BR", state: " ", postalCode: "01010-000" }, [STATE]],
    ["with a state that BR lacks", { country: "BR", state: "XX", postalCode: "01010-000" }, [STATE]],
    [
      "with the name of a state of BR",
      { country: "BR", state: "São Paulo", postalCode: "01010-000" },
      [STATE],
    ],
    ["without postal code in DE", { country: "DE" }, [POSTAL_CODE]],
    ["without state in US", { country: "US", postalCode: "10001" }, [STATE]],
    ["with a blank recipient", { country: "HK", name: " " }, ["/shippingAddress/name"]],
    ["with a blank city", { country: "HK", city: "\u200b" }, ["/shippingAddress/city"]],
  ])("%s", (_, fields, pointers) => {
    expect(pointersIn(fields)).toEqual(pointers);
  });

  test.each(["1", "0101-0000", "01010_000", "010100000", "ABCDE-FGH", "01010-00"])(
    "with the CEP %s",
    (postalCode) => {
      expect(pointersIn({ country: "BR", state: "SP", postalCode })).toEqual([POSTAL_CODE]);
    },
  );
});

test("every state of Brazil is accepted", () => {
  const states = "AC AL AP AM BA CE DF ES GO MA MT MS MG PA PB PR PE PI RJ RN RS RO RR SC SP SE TO".split(
    " ",
  );
  expect(states).toHaveLength(27);
  for (const state of states)
    expect(pointersIn({ country: "BR", state, postalCode: "01010-000" })).toEqual([]);
});
