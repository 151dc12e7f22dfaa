import { describe, expect, test } from "vitest";
import { book, firstAid, membership } from "../../test/support/orders.ts";
import type { Locale } from "../domain/order.ts";
import type { CancelledOrder } from "../tasks/email.ts";
import { orderCancelled } from "./order-cancelled.ts";

const LINES = [
  book({ lineId: "1", title: 'Trees & "Leaves"\n<b>' }),
  membership({ lineId: "2", title: "Básico", plan: "basic" }),
  firstAid({ lineId: "gift-1" }),
];

const cancelled = (fields: Partial<CancelledOrder> = {}): CancelledOrder => ({
  cancellationId: "X-1",
  lines: [
    { lineId: "1", quantity: 2 },
    { lineId: "2", quantity: 1 },
    { lineId: "gift-1", quantity: 1 },
  ],
  complete: false,
  ...fields,
});
const mail = (locale: Locale, fields?: Partial<CancelledOrder>) => {
  const { subject, body } = orderCancelled(cancelled(fields), { locale, currency: "BRL" }, LINES);
  return { subject, text: body.text.replaceAll(" ", " "), html: body.html.html };
};

describe("the mail about a cancellation", () => {
  test("lists what was cancelled with quantities and titles, and marks what was free", () => {
    const { subject, text } = mail("pt-BR");
    expect(subject).toBe("Parte do seu pedido foi cancelada");
    expect(text).toBe(
      'Estes itens do seu pedido foram cancelados:\n\n- 2 × Trees & "Leaves" <b>\n- 1 × Básico\n- 1 × First Aid (grátis)',
    );
  });

  test("says that the whole order is cancelled, and what is paid back", () => {
    const { subject, text, html } = mail("en", { complete: true, refund: 123_456 });
    expect(subject).toBe("Your order has been cancelled");
    expect(text).toContain("- 1 × First Aid (free)\n\nRefund: R$1,234.56");
    expect(html).toContain("<strong>R$1,234.56</strong>");
  });

  test("names no refund when the shop named none, and one of nothing when it named that", () => {
    expect(mail("pt-BR").text).not.toContain("Reembolso");
    expect(mail("pt-BR", { refund: 0 }).text).toContain("Reembolso: R$ 0,00");
  });

  test("escapes titles in HTML", () => {
    expect(mail("en").html).toContain("<li>2 × Trees &amp; &quot;Leaves&quot; &lt;b&gt;</li>");
  });
});
