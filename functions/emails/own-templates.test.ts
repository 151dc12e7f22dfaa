/** Mails of a rulebook's own templates, from a rulebook and an order over HTTP to the mailbox. */
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { MailTemplate } from "../../lib/domain/mail-template.ts";
import type { Order } from "../../lib/domain/order.ts";
import type { OrderLine } from "../../lib/domain/order-line.ts";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { eventFor, startFunctionStack, taskRow } from "../../test/support/function-stack.ts";
import { bookLine, laptopLine } from "../../test/support/order-body.ts";
import { orderWith } from "../../test/support/decisions.ts";
import { activateVersion, postOrder, saveVersion } from "../../test/support/rulebook-api.ts";
import { handler as slips } from "../packing-slips/handler.ts";
import { handler } from "./handler.ts";
import { renderEmail } from "../../lib/mails/layout.ts";
import { ownMail } from "../../lib/mails/own-template.ts";

const stack = await startFunctionStack();
await stack.sql.execute("insert into clients (client_id, created_at) values ('test-shop', now())");
beforeEach(clearRulesCache);

const RULES = `plans:
  gold: { title: { pt-BR: Ouro, en: Gold }, rank: 1 }
productTypes:
  poster: { ships: true, attributes: { size: string } }
  ticket: { ships: false, attributes: { venue: string, day: date, seat: string } }
templates:
  concert-ticket:
    per: line
    subject: { pt-BR: "Seu ingresso: {{line.title}}", en: "Your ticket: {{line.title}}" }
    body:
      pt-BR: |
        Nos vemos em {{line.venue}}, dia {{line.day}}.
        Assento {{line.seat}}, {{line.unitPrice}}.

        Pago em {{order.payment.paidAt}}.
      en: |
        See you at {{line.venue}} on {{line.day}}.
        Seat {{line.seat}}, {{line.unitPrice}}.

        Paid on {{order.payment.paidAt}}.
    button:
      label: { pt-BR: Ver ingresso, en: View ticket }
      link: "https://shop.example/tickets/{{order.orderId}}?seat={{line.seat}}"
  on-its-way:
    per: order
    subject: { pt-BR: "{{order.customer.name}}, seu pacote", en: "{{order.customer.name}}, your parcel" }
    body:
      pt-BR: "Enviamos produtos de {{order.goodsTotal}}, {{order.weightGrams}}."
      en: "We sent goods of {{order.goodsTotal}}, {{order.weightGrams}}."
rules:
  - id: slip
    when: line.type in ["physical", "book"]
    then: [{ packingSlip: { destination: shipping } }]
  - id: royalties
    when: line.type == "book"
    then: [{ packingSlip: { destination: royalties } }]
  - id: ticket-mail
    when: line.type == "ticket"
    then: [{ email: { template: concert-ticket } }]
  - id: parcel-mail
    when: line.type in ["physical", "book"] && has(order.weightGrams)
    then: [{ email: { template: on-its-way, after: packingSlip } }]
examples:
  - name: A ticket brings its mail
    order: { lines: [{ type: ticket, venue: Teatro, day: "2026-12-20", seat: A1 }] }
    expect: { emails: [concert-ticket] }
`;

const ticketLine = {
  type: "ticket",
  sku: "TICKET-1",
  title: "Tom & Jerry <live>",
  quantity: 1,
  unitPrice: 12_050,
  venue: "Sala São Paulo",
  day: "2026-12-20",
  seat: "A 12/1",
};

const mailbox = async (recipient: string) => {
  const mails = await stack.mailsTo(recipient);
  return mails.toSorted((one, other) => (one.subject < other.subject ? -1 : 1));
};

const version = await saveVersion(RULES);
expect((await activateVersion(version)).status).toBe(200);

type Task = { readonly type: string; readonly taskId: string; readonly template?: string };
const idsOf = (tasks: readonly Task[], type: string) =>
  tasks.filter((task) => task.type === type).map(({ taskId }) => taskId);

describe("a ticket with venue, date and seat", () => {
  test("brings its own mail, as text and HTML, in the language of the order", async () => {
    const { status, json } = await postOrder({ lines: [ticketLine, { ...ticketLine, seat: "A13" }] });
    expect(status).toBe(202);
    expect(json.tasks).toMatchObject([
      { type: "email", template: "concert-ticket", lineIds: ["1"] },
      { type: "email", template: "concert-ticket", lineIds: ["2"] },
    ]);
    const order = await stack.sql.one<{ email: string }>(
      "select snapshot #>> '{customer,email}' as email from orders where order_id = $1",
      [json.orderId],
    );
    const [first, second] = idsOf(json.tasks, "email") as [string, string];
    await handler(eventFor([first]));
    expect(await taskRow(stack.sql, first)).toMatchObject({ status: "done" });
    const [mail] = await mailbox(order.email);
    expect(mail!.subject).toBe("Seu ingresso: Tom & Jerry <live>");
    expect(mail!.body.text).toBe(
      [
        "Olá, Carlos Silva!",
        "Nos vemos em Sala São Paulo, dia 20/12/2026.\nAssento A 12/1, R$ 120,50.",
        "Pago em 20/11/2026.",
        `Ver ingresso:\nhttps://shop.example/tickets/${json.orderId}?seat=A%2012%2F1`,
        `-- \nPedido ${json.orderId}\nDespacho Comércio Ltda.\nEsta é uma mensagem automática sobre o seu pedido.\n`,
      ].join("\n\n"),
    );
    expect(mail!.body.html).toContain("<title>Seu ingresso: Tom &amp; Jerry &lt;live&gt;</title>");
    expect(mail!.body.html).toContain("dia 20/12/2026.<br>Assento A 12/1, R$ 120,50.</p>");
    expect(mail!.body.html).toContain(`href="https://shop.example/tickets/${json.orderId}?seat=A%2012%2F1"`);

    await handler(eventFor([second]));
    expect(await mailbox(order.email)).toHaveLength(2);
  });

  test("of an order in English has the English text, as decided, whatever rulebook came later", async () => {
    const email = "dana@example.com";
    const customer = { customerId: "C-EN", name: "Dana", email };
    const { json } = await postOrder({ lines: [ticketLine], locale: "en", customer });
    const next = await saveVersion(RULES.replace("Your ticket: {{line.title}}", "Changed"));
    await activateVersion(next);
    clearRulesCache();
    await handler(eventFor(idsOf(json.tasks, "email")));
    await activateVersion(version);
    const [mail] = await mailbox(email);
    expect(mail!.subject).toBe("Your ticket: Tom & Jerry <live>");
    expect(mail!.body.text).toContain(
      "See you at Sala São Paulo on 20 December 2026.\nSeat A 12/1, R$120.50.",
    );
    expect(mail!.body.text).toContain("Paid on 20 November 2026.");
    expect(mail!.body.text).toContain("View ticket:\nhttps://shop.example/");
    expect(mail!.body.html).toContain('<html lang="en">');
  });
});

describe("a mail after the slips", () => {
  const email = "parcel@example.com";
  const customer = { customerId: "C-PARCEL", name: "Ana", email };
  const laptop = { ...laptopLine, unitPrice: 150_000, quantity: 1, weightGrams: 2_100 };
  const book = { ...bookLine, unitPrice: 3_000, quantity: 2, weightGrams: 450 };
  const poster = {
    ...{ type: "poster", sku: "POSTER-1", title: "Poster", size: "A2" },
    ...{ quantity: 1, unitPrice: 2_000, weightGrams: 550 },
  };

  test("is sent when every slip of the order is issued, once", async () => {
    const { json } = await postOrder({ lines: [laptop, book, poster], customer });
    const [mail] = idsOf(json.tasks, "email") as [string];
    const [one, other] = idsOf(json.tasks, "packing_slip") as [string, string];
    expect(json.tasks.at(-1)).toMatchObject({ taskId: mail, dependsOn: one, alsoDependsOn: [other] });
    await slips(eventFor([other]));
    await handler(eventFor([mail]));
    expect(await stack.mailsTo(email)).toEqual([]);
    await slips(eventFor([one]));
    await expect
      .poll(
        async () => {
          await stack.deliver("email", handler);
          return (await taskRow(stack.sql, mail)).status;
        },
        { timeout: 12_000 },
      )
      .toBe("done");
    const [sent, ...more] = await stack.mailsTo(email);
    expect(more).toEqual([]);
    expect(sent!.subject).toBe("Ana, seu pacote");
    expect(sent!.body.text).toContain("Enviamos produtos de R$ 1.580,00, 3,55 kg.");
  });
});

const plain: MailTemplate = {
  per: "line",
  subject: { "pt-BR": [{ of: "line", path: ["title"], as: "text" }], en: ["e"] },
  body: {
    "pt-BR": [
      "Antes ",
      { of: "line", path: ["sku"], as: "text" },
      "\n\n",
      { of: "line", path: ["title"], as: "text" },
    ],
    en: ["e"],
  },
  button: {
    label: { "pt-BR": [{ of: "line", path: ["title"], as: "text" }], en: ["e"] },
    link: ["https://shop.example/a/", { of: "line", path: ["title"], as: "text" }, "?b=1"],
  },
};

const mailFor = (template: MailTemplate, line: Partial<OrderLine>, fields: Partial<Order> = {}) => {
  const lines = [{ ...laptopLine, lineId: "1", discount: 0, free: false, ...line } as OrderLine];
  const order = orderWith(lines, fields);
  const task = { order, freeLines: [], lineIds: ["1"], history: null, payload: {} } as never;
  const plans = { gold: { title: { "pt-BR": "Ouro", en: "Gold" }, rank: 1 } };
  const { locale, customer, orderId } = order;
  return renderEmail({
    locale,
    customerName: customer.name,
    orderId,
    senderName: "S",
    ...ownMail({ template, plans, productTypes: {} }, task),
  });
};

test("no value of an order adds markup, a paragraph, a header, or leads elsewhere", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
    fc.constantFrom(
      '<script>alert("x")</script>',
      '"><img src=x onerror=alert(1)>',
      "Ana\r\nBcc: everyone@example.com",
      "a\n\nb\u2028\u2029c",
      "//evil.example/x?y#z",
      "../../..",
      "{{order.customer.email}}",
      "\u202Egnp.exe",
    ),
  );
  const expected = mailFor(plain, { title: "T", sku: "S" });
  const tags = (text: string) => text.match(/<[^>]*>/g)!.map((tag) => tag.replace(/"[^"]*"/g, '""'));
  fc.assert(
    fc.property(hostile, (value) => {
      fc.pre(value.trim() !== "" && value.isWellFormed());
      const mail = mailFor(plain, { title: `x${value}`, sku: `y${value}` });
      expect(tags(mail.html)).toEqual(tags(expected.html));
      expect(mail.subject).not.toMatch(/[\r\n\u2028\u2029]/);
      expect(mail.text.split(/[\r\n\u2028\u2029]/)).toHaveLength(expected.text.split("\n").length);
      const link = /https:\S*/.exec(mail.text)![0];
      expect(link).toBe(`https://shop.example/a/${encodeURIComponent(`x${value}`)}?b=1`);
      expect(new URL(link).origin).toBe("https://shop.example");
    }),
  );
});

test.each([
  ["money", "pt-BR", 123_456, "R$ 1.234,56"],
  ["money", "en", 123_456, "R$1,234.56"],
  ["rate", "pt-BR", 1_250, "12,5%"],
  ["weight", "pt-BR", 12_250, "12,25 kg"],
  ["weight", "en", 500, "0.5 kg"],
  ["bool", "pt-BR", true, "sim"],
  ["bool", "en", false, "no"],
  ["list", "en", ["A", "B", "C"], "A, B, and C"],
  ["instant", "en", "2026-11-20T01:00:00.000Z", "19 November 2026"],
  ["date", "pt-BR", "2026-12-24", "24/12/2026"],
  ["date", "en", "2026-12-24", "24 December 2026"],
  ["plan", "pt-BR", "gold", "Ouro"],
  ["plan", "en", "basic", "basic"],
  ["period", "pt-BR", "P1M", "1 mês"],
  ["period", "en", "P12M", "12 months"],
  ["number", "pt-BR", 2_026, "2026"],
  ["text", "en", undefined, ""],
] as const)(
  "a value of the format %s in %s is shown in the reader's language",
  (as, locale, value, shown) => {
    const text = ["-", { of: "line" as const, path: ["attributes", "x"], as }, "-"];
    const template: MailTemplate = {
      per: "line",
      subject: { "pt-BR": text, en: text },
      body: { "pt-BR": ["b"], en: ["b"] },
    };
    expect(mailFor(template, { attributes: { x: value } } as never, { locale }).subject).toBe(`-${shown}-`);
  },
);

test("a subject is cut where an order would make it very long", () => {
  expect(mailFor(plain, { title: "é".repeat(500) }).subject).toHaveLength(251);
});
