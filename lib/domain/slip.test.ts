import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { book, firstAid, laptop } from "../../test/support/orders.ts";
import { defaultSettings } from "./destination.ts";
import type { Address, Order } from "./order.ts";
import { addressLine, draftSlip, slipNumber } from "./slip.ts";

const sender = {
  name: "Despacho",
  address: "Rua B, 1",
  phone: "+55 11 5555-0100",
  taxId: "12.ABC.345/01DE-35",
};
const shippingAddress: Address = {
  line1: "Rua A",
  city: "São Paulo",
  state: "SP",
  postalCode: "01010-000",
  country: "BR",
};
const order: Order = {
  orderId: "WEB-1",
  placedAt: "2026-11-20T14:03:00-03:00",
  currency: "BRL",
  locale: "pt-BR",
  customer: { customerId: "C-1", name: "Carlos Silva", email: "carlos@example.com" },
  shippingAddress,
  payment: { method: "pix", paidAt: "2026-11-21T01:03:10Z", amount: 0 },
  lines: [],
  metadata: {},
};
const toDestination = (id: string) => ({ destination: id, settings: defaultSettings(id) });
const input = {
  order,
  sender,
  companyLanguage: "pt-BR",
  issuedAt: "2026-11-20T17:03:11.000Z",
  ...toDestination("shipping"),
} as const;

test("a slip number has the year and at least six digits", () => {
  expect(slipNumber(2026, 123)).toBe("2026-000123");
  expect(slipNumber(2027, 1_234_567)).toBe("2027-1234567");
});

test("an address line has the country only when it is not Brazil", () => {
  const full = { ...shippingAddress, number: "123", complement: "ap. 4", district: "Centro" };
  expect(addressLine(full)).toBe("Rua A, 123, ap. 4 — Centro — São Paulo/SP — 01010-000");
  expect(addressLine({ ...shippingAddress, complement: "" })).toBe("Rua A — São Paulo/SP — 01010-000");
  expect(addressLine({ line1: "1 Queen's Road", city: "Hong Kong", country: "HK" })).toBe(
    "1 Queen's Road — Hong Kong — HK",
  );
  expect(addressLine({ ...shippingAddress, country: "PT" })).toBe("Rua A — São Paulo/SP — 01010-000 — PT");
});

describe("a slip", () => {
  test("omits fields that the order lacks", () => {
    const slip = draftSlip({ ...input, lines: [laptop({ lineId: "1", weightGrams: undefined })] });
    expect(slip!.recipient).toEqual({ name: "Carlos Silva", address: "Rua A — São Paulo/SP — 01010-000" });
    expect(slip!.weightGrams).toBeNull();
    expect(slip!.lines[0]).not.toHaveProperty("reason");
  });

  test("has notes on the payment, on free items with their reasons, and that it is not a tax document", () => {
    const lines = [laptop({ lineId: "1" }), firstAid({ lineId: "2", delivery: "disc" })];
    expect(draftSlip({ ...input, lines })!.notes).toEqual([
      "Item gratuito: First Aid — Court decision, 1997",
      "Pagamento: pix, em 20/11/2026",
      "Peso: só o dos itens de peso conhecido",
      "Não é documento fiscal",
    ]);
  });

  test("has a reason in two languages in that of its reader: of the order for the customer, of the company for a department", () => {
    const reasonTexts = { "pt-BR": "Decisão", en: "Decision" };
    const gift = { ruleId: "r", reason: "Decision", reasonTexts, causedBy: "1" };
    const lines = [firstAid({ lineId: "2", delivery: "disc", gift })];
    const settings = { ...defaultSettings("royalties"), royalties: false };
    const reasonOf = (locale: "pt-BR" | "en", companyLanguage: "pt-BR" | "en", to: object) => {
      const slip = draftSlip({ ...input, ...to, order: { ...order, locale }, lines, companyLanguage })!;
      expect(slip.notes[0]).toBe(`Item gratuito: First Aid — ${slip.lines[0]!.reason}`);
      return slip.lines[0]!.reason;
    };
    expect(reasonOf("en", "pt-BR", {})).toBe("Decision");
    expect(reasonOf("pt-BR", "en", {})).toBe("Decisão");
    expect(reasonOf("en", "pt-BR", { settings })).toBe("Decisão");
    expect(reasonOf("pt-BR", "en", { settings })).toBe("Decision");
  });

  test("for the royalty department is addressed to the sender and needs no shipping address", () => {
    const slip = draftSlip({
      ...input,
      order: { ...order, shippingAddress: undefined },
      ...toDestination("royalties"),
      lines: [book({ lineId: "1" })],
    });
    expect(slip!.recipient).toEqual({ ...sender, name: "Departamento de Direitos Autorais — Despacho" });
  });

  test("for shipping names the recipient of the address, without the customer's phone and tax id", () => {
    const customer = { ...order.customer, phone: "+55 11 1", taxId: "123" };
    const of = (fields: object) =>
      draftSlip({
        ...input,
        order: { ...order, customer, shippingAddress: { ...shippingAddress, ...fields } },
        lines: [laptop({ lineId: "1" })],
      })!.recipient;
    const address = addressLine(shippingAddress);
    expect(of({})).toEqual({ name: customer.name, address, phone: "+55 11 1", taxId: "123" });
    expect(of({ phone: "+55 21 2" })).toEqual({
      name: customer.name,
      address,
      phone: "+55 21 2",
      taxId: "123",
    });
    expect(of({ name: "Bia Lima", phone: "+55 21 2" })).toEqual({
      name: "Bia Lima",
      address,
      phone: "+55 21 2",
    });
    expect(of({ name: "Bia Lima" })).toEqual({ name: "Bia Lima", address });
  });

  test("for shipping is undefined without an address", () => {
    const lines = [laptop({ lineId: "1" })];
    expect(draftSlip({ ...input, order: { ...order, shippingAddress: undefined }, lines })).toBeUndefined();
  });

  test("of a department without prices has its title, no money, and no address of the customer", () => {
    const title = { "pt-BR": "Presentes", en: "Wrapping" };
    const slip = draftSlip({
      ...input,
      destination: "gift-wrapping",
      settings: { title, recipient: "department", prices: false, royalties: false, copy: 3 },
      lines: [laptop({ lineId: "1" })],
    });
    expect(slip).toMatchObject({
      destination: "gift-wrapping",
      title: "3ª via — Presentes",
      recipient: { ...sender, name: "Presentes — Despacho" },
      notes: ["Não é documento fiscal"],
    });
    expect(slip).not.toHaveProperty("total");
    expect(slip!.lines[0]).not.toHaveProperty("unitPrice");
    expect(slip!.lines[0]).not.toHaveProperty("total");
  });

  test("has the exact royalties, rounded half to even, and the exact total", () => {
    const line = fc
      .record({
        quantity: fc.integer({ min: 1, max: 10_000 }),
        unitPrice: fc.nat(10 ** 8),
        royaltyRateBps: fc.nat(10_000),
        share: fc.nat(100),
      })
      .map(({ share, ...fields }) => ({
        ...fields,
        discount: Math.floor((fields.quantity * fields.unitPrice * share) / 100),
      }));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (all) => {
        const lines = all.map((fields, index) => book({ lineId: String(index), ...fields }));
        const slip = draftSlip({ ...input, ...toDestination("royalties"), lines })!;
        for (const [index, { royaltyDue, total }] of slip.lines.entries()) {
          // The royalty differs from the exact share by at most half a centavo, and at exactly half it is even.
          const exact = BigInt(total!) * BigInt(lines[index]!.royaltyRateBps);
          const doubled = 2n * (BigInt(royaltyDue!) * 10_000n - exact);
          expect(doubled >= -10_000n && doubled <= 10_000n).toBe(true);
          if (doubled === 10_000n || doubled === -10_000n) expect(royaltyDue! % 2).toBe(0);
        }
        expect(slip.total).toBe(slip.lines.reduce((sum, { total }) => sum + total!, 0));
      }),
    );
  });
});
