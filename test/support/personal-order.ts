/** Orders with a canary in every personal field: a text that occurs nowhere else. */
import type { Sql } from "../../lib/database/sql.ts";
import { bookLine, laptopLine, membershipLine, orderBody, upgradeLine, videoLine } from "./order-body.ts";

/** A line of the product type that `PERSONAL_RULES` declares. */
const ringLine = (name: string) => ({
  type: "ring",
  sku: "RING-1",
  title: "Ring",
  quantity: 1,
  unitPrice: 90_000,
  engraving: `${name}-engraving`,
  words: [`${name}-first-word`, "and"],
  width: 4,
  day: "2026-12-24",
});

/** @param name what all canaries of a person begin with, in lower case */
export const customerOf = (name: string) => ({
  customerId: `${name}-id`,
  // Longer than explanations show values.
  name: `${name}-name ${"of a long line of ancestors ".repeat(4)}`.trim(),
  email: `${name}-Mail@${name}-domain.example`,
  taxId: `${name}-tax`,
  phone: `${name}-phone`,
});

const brazilian = (name: string) => ({
  name: `${name}-recipient`,
  phone: `${name}-other-phone`,
  line1: `${name}-street`,
  number: `${name}-no`,
  complement: `${name}-complement`,
  district: `${name}-district`,
  city: `${name}-city`,
  state: "SP",
  postalCode: "01310-930",
  country: "BR",
});

const elsewhere = (name: string) => ({
  line1: `${name}-avenue`,
  city: `${name}-town`,
  state: `${name}-state`,
  postalCode: `${name}-zip`,
  country: "US",
});

export const firstOrderOf = (name: string): string => `${name.toUpperCase().slice(0, 1)}-1`;

/** Two orders: one with every type of line, the other to another country. */
export const personalOrders = (name: string) => [
  orderBody({
    orderId: firstOrderOf(name),
    customer: customerOf(name),
    shippingAddress: brazilian(name),
    // The catalogue has no link of the video, so that its mail is rejected.
    lines: [
      laptopLine,
      bookLine,
      membershipLine,
      { ...videoLine, sku: "VIDEO-LOST" },
      ringLine(name),
      videoLine,
    ],
    agentId: "A-1",
    metadata: { note: `${name}-metadata`, channel: "web", [`${name} key`]: `${name}-other-metadata` },
  }),
  orderBody({
    orderId: `${name.toUpperCase().slice(0, 1)}-2`,
    customer: customerOf(name),
    shippingAddress: elsewhere(name),
    lines: [laptopLine, upgradeLine],
    locale: "en",
  }),
];

/** The canaries of `personalOrders`, all in lower case. */
export const canariesOf = (name: string): string[] =>
  [
    ...JSON.stringify(personalOrders(name))
      .toLowerCase()
      .matchAll(new RegExp(`${name}[ -][a-z-]*[a-z]`, "g")),
  ].map(([canary]) => canary);

/**
 * Rules that read every personal field, so that explanations, mails and webhooks quote them.
 * @param name of a person whom a rule names
 */
export const PERSONAL_RULES = (name: string): string => `productTypes:
  ring: { ships: true, attributes: { engraving: string, words: list<string>, width: int, day: date } }
templates:
  on-its-way:
    per: order
    subject: { pt-BR: "{{order.customer.name}}, seu pacote", en: "{{order.customer.name}}, your parcel" }
    body: { pt-BR: "A {{order.shippingAddress.city}}.", en: "To {{order.shippingAddress.city}}." }
  taken-back:
    per: order
    subject: { pt-BR: "Cancelado: {{cancellation.reason}}", en: "Cancelled: {{cancellation.reason}}" }
    body: { pt-BR: "{{cancellation.reason}}", en: "{{cancellation.reason}}" }
rules:
  - id: taken-back
    forEach: cancellation
    when: cancellation.reason.contains("cancellation") && has(order.customer.phone) && order.customer.phone != "0"
    then:
      - note: { text: Taken back }
      - email: { template: taken-back }
      - webhook: { connection: erp, event: goods.returned, payload: { why: cancellation.reason, who: order.customer.name } }
  - id: slip
    when: line.type in ["physical", "book", "ring"] && order.customer.name.contains("name")
    then: [{ packingSlip: { destination: shipping } }]
  - id: royalties
    when: line.type == "book"
    then: [{ packingSlip: { destination: royalties } }]
  - id: membership
    when: line.type == "membership" && has(order.customer.taxId) && order.customer.taxId.endsWith("-tax")
    then: [{ membership: { change: activate } }, { email: { template: membership-changed, after: membership } }]
  - id: upgrade
    when: line.type == "membership_upgrade"
    then: [{ membership: { change: upgrade } }, { email: { template: membership-changed, after: membership } }]
  - id: parcel
    when: line.type == "physical" && order.customer.emailDomain.endsWith("canary-domain.example")
    then: [{ email: { template: on-its-way, after: packingSlip } }]
  - id: links
    when: line.type == "video"
    then: [{ email: { template: streaming-links } }]
  - id: commission
    when: has(order.agentId) && order.customer.email.contains("canary")
    then: [{ commission: {} }]
  - id: regular
    forEach: order
    when: order.customer.customerId in lists["regulars"] && lower(order.customer.email) in lists["addresses"]
    then: [{ note: { text: A regular customer } }]
  - id: to-erp
    forEach: order
    when: has(order.shippingAddress) && has(order.shippingAddress.city) && order.shippingAddress.city != "nowhere"
    then: [{ webhook: { connection: erp, event: goods.sold, payload: { who: order.customer.name, to: order.shippingAddress.city } } }]
  - id: engraved
    when: line.type == "ring" && line.engraving != "" && "and" in line.words
    then: [{ note: { text: An engraving } }]
  - id: by-name
    forEach: order
    when: lower(order.customer.email) == "${name}-mail@${name}-domain.example"
    then: [{ note: { text: A person of note } }]
  - id: never
    forEach: order
    when: has(order.metadata.note) && order.metadata.note == "nothing" || has(order.customer.phone) && order.customer.phone == "0"
    then: [{ note: { text: Never } }]
`;

/** Each table and view that has a text, with how many of its rows have it. */
export const placesOf = async (sql: Sql, text: string): Promise<Record<string, number>> => {
  const tables = await sql.many<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const places: Record<string, number> = {};
  for (const { name } of tables) {
    const { rows } = await sql.one<{ rows: number }>(
      `select count(*)::integer as rows from ${name} as t where strpos(lower(t::text), $1) > 0`,
      [text],
    );
    if (rows > 0) places[name] = rows;
  }
  return places;
};
