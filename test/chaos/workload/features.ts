/**
 * The rulebooks of the workload: the starting rules, and features that are added to them. The reference model says in
 * reference/decide.ts what each feature means, without reading these texts.
 */

export const FEATURES = [
  "wrapping",
  "bookmark",
  "first-order",
  "kit",
  "card-back",
  "library",
  "managers",
  "named-agent",
  "list-rate",
  "house",
  "webhooks",
  "thanks",
  "cancellations",
] as const;
export type Feature = (typeof FEATURES)[number];

/** SKUs that a list of rules holds. */
export const LISTED_SKUS = ["BOOK-1", "LAPTOP-2"];

const DECLARATIONS = `plans:
  basic: { title: { pt-BR: Básico, en: Basic }, rank: 1 }
  plus: { title: { pt-BR: Plus, en: Plus }, rank: 2 }
destinations:
  shipping: { title: { pt-BR: Expedição, en: Shipping }, recipient: customer }
  royalties:
    { title: { pt-BR: Direitos autorais, en: Royalties }, recipient: department, lines: books, royalties: true }
  gift-wrapping: { title: { pt-BR: Presentes, en: Wrapping }, recipient: department, prices: false }
  returns: { title: { pt-BR: Devoluções, en: Returns }, recipient: department, prices: false }
templates:
  thanks:
    per: order
    subject: { pt-BR: "Obrigado pelo pedido {{order.orderId}}", en: "Thank you for order {{order.orderId}}" }
    body: { pt-BR: "Está a caminho.", en: "It is on its way." }
  send-it-back:
    per: order
    subject: { pt-BR: "Devolução do pedido {{order.orderId}}", en: "Return of order {{order.orderId}}" }
    body: { pt-BR: "Motivo: {{cancellation.reason}}.", en: "Reason: {{cancellation.reason}}." }
`;

const exceptLibrary = `
    except:
      - id: library-agreement
        when: order.customer.customerId == "C-0"
        reason: The library pays the publishers itself
        owner: legal@example.com`;

const startingRules = (features: ReadonlySet<Feature>): string => `rules:
  - id: packing-slip
    when: line.type in ["physical", "book"] || (line.type == "video" && line.delivery == "disc")
    then: [{ packingSlip: { destination: shipping } }]
  - id: royalty-copy
    when: line.type == "book"${features.has("library") ? exceptLibrary : ""}
    then: [{ packingSlip: { destination: royalties } }]
  - id: membership-activation
    when: line.type == "membership"
    then: [{ membership: { change: activate } }]
  - id: membership-upgrade
    when: line.type == "membership_upgrade"
    then: [{ membership: { change: upgrade } }]
  - id: membership-email
    when: line.type in ["membership", "membership_upgrade"]
    then: [{ email: { template: membership-changed, after: membership } }]
  - id: ski-first-aid
    when: line.sku == "VIDEO-SKI"
    then: [{ addFreeItem: { sku: VIDEO-FIRST-AID, reason: Court decision } }]
  - id: streaming-links
    when: line.type == "video" && line.delivery == "streaming"
    then: [{ email: { template: streaming-links } }]
  - id: commission
    when: line.type in ["physical", "book"]
    then: [{ commission: {} }]
`;

const RULES: Readonly<Record<Feature, string>> = {
  wrapping: `  - id: wrap
    when: line.type in ["physical", "book"] && !line.free && has(order.metadata.gift)
    then: [{ packingSlip: { destination: gift-wrapping, insteadOf: shipping } }]
`,
  bookmark: `  - id: bookmark
    forEach: order
    when: order.lines.sum(l, l.type == "book", l.quantity) >= 3
    then: [{ addFreeItem: { sku: BOOKMARK, reason: Three books or more } }]
`,
  "first-order": `  - id: first-order
    forEach: order
    when: order.goodsTotal > 0 && has(order.history) && order.history.orders == 0
    then: [{ addFreeItem: { sku: POSTCARD, reason: The first order } }]
`,
  kit: `  - id: kit
    when: line.type == "membership" && line.plan == "plus"
    then: [{ addFreeItem: { sku: WELCOME-KIT, reason: Welcome } }]
`,
  "card-back": `  - id: card-back
    when: line.sku == "CARD-BACK"
    then: [{ membership: { change: deactivate } }]
`,
  library: "",
  managers: `  - id: manager
    when: line.type == "physical" && !line.free
    then: [{ commission: { to: manager, rateBps: 100 } }]
`,
  "named-agent": `  - id: named-agent
    when: line.type == "video" && !line.free
    then: [{ commission: { to: A-NAMED, rateBps: 250 } }]
`,
  "list-rate": `  - id: list-rate
    overrides: [commission]
    when: line.type in ["physical", "book"] && !line.free && line.sku in lists["chaos-skus"]
    then: [{ commission: { rateBps: 1000 } }]
`,
  house: `  - id: house
    forEach: order
    when: order.customer.emailDomain == "house.example"
    suppress: [commission]
    reason: Our own people buy without an agent
    owner: sales@example.com
`,
  webhooks: `  - id: book-sold
    when: line.type == "book"
    then:
      - webhook: { connection: erp, event: book.sold, payload: { order: order.orderId, sku: line.sku } }
  - id: large-order
    forEach: order
    when: order.payment.amount > 100000
    then:
      - webhook: { connection: erp, event: order.large, payload: { order: order.orderId } }
      - note: { text: Two people pack this order }
`,
  thanks: `  - id: thanks
    forEach: order
    when: order.goodsTotal > 0
    then: [{ email: { template: thanks, after: packingSlip } }]
`,
  cancellations: `  - id: goods-come-back
    forEach: cancellation
    when: cancellation.lines.exists(l, l.type in ["physical", "book"])
    then:
      - packingSlip: { destination: returns }
      - email: { template: send-it-back, after: packingSlip }
  - id: given-back
    forEach: cancellation
    when: cancellation.complete || cancellation.lines.sum(l, !l.free, l.quantity) >= 10
    then:
      - webhook: { connection: erp, event: order.given-back, payload: { why: cancellation.reason } }
`,
};

const MARK = "# features:";

/** The text of a rulebook with some features; they are named in its first line. */
export const rulebookText = (features: readonly Feature[]): string => {
  const set = new Set(features);
  const added = FEATURES.filter((feature) => set.has(feature)).map((feature) => RULES[feature]);
  return `${MARK} ${features.join(" ")}\n${DECLARATIONS}${startingRules(set)}${added.join("")}`;
};

/** The features of a rulebook of the workload; none for the starting rulebook. */
export const featuresOf = (source: string): ReadonlySet<Feature> => {
  const [first = ""] = source.split("\n");
  if (!first.startsWith(MARK)) return new Set();
  const named = new Set(first.slice(MARK.length).trim().split(" "));
  return new Set(FEATURES.filter((feature) => named.has(feature)));
};
