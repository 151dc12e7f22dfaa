/** What the seeded shop sells, who sells it, and its lists. Everything is made up. */

type Product = {
  readonly sku: string;
  readonly type: "physical" | "book" | "video";
  readonly title: string;
  readonly unitPrice: number;
  readonly fields?: object;
};

const TITLES = [
  "O Jardim do Norte",
  "Maré Alta",
  "Sete Janelas",
  "A Casa da Esquina",
  "Vento de Agosto",
  "Os Dias Longos",
  "Caderno Azul",
  "A Ponte e o Rio",
];
const AUTHORS = ["Lia Prado", "Caio Mendes", "Rosa Teles", "Davi Nunes", "Ana Luz", "Beto Farias"];

const SERIES = [
  { prefix: "POETRY", count: 24, price: 3_200, rate: 800 },
  { prefix: "KIDS", count: 30, price: 2_600, rate: 700 },
  { prefix: "TEXT", count: 20, price: 8_900, rate: 500 },
  { prefix: "NOVEL", count: 40, price: 4_500, rate: 1_000 },
];

const books: readonly Product[] = SERIES.flatMap(({ prefix, count, price, rate }) =>
  Array.from({ length: count }, (_, index) => ({
    sku: `${prefix}-${index + 1}`,
    type: "book" as const,
    title: `${TITLES[index % TITLES.length]}${index < TITLES.length ? "" : `, vol. ${Math.floor(index / TITLES.length) + 1}`}`,
    unitPrice: price + (index % 7) * 300,
    fields: {
      isbn: "978-0-618-00222-1",
      authors: [AUTHORS[index % AUTHORS.length]],
      royaltyRateBps: rate,
      weightGrams: 250 + (index % 5) * 120,
    },
  })),
);

const goods: readonly Product[] = [
  ...Array.from({ length: 6 }, (_, index) => ({
    sku: `LAPTOP-${index + 1}`,
    type: "physical" as const,
    title: `Notebook ${13 + index}"`,
    unitPrice: 290_000 + index * 60_000,
    fields: { weightGrams: 1_900 },
  })),
  ...Array.from({ length: 18 }, (_, index) => ({
    sku: `HOME-${index + 1}`,
    type: "physical" as const,
    title: ["Luminária", "Chaleira", "Manta", "Vaso", "Relógio", "Bandeja"][index % 6]!,
    unitPrice: 4_900 + index * 700,
    fields: { weightGrams: 800 + index * 50 },
  })),
  ...Array.from({ length: 5 }, (_, index) => ({
    sku: `CLEAR-${index + 1}`,
    type: "physical" as const,
    title: `Ponta de estoque ${index + 1}`,
    unitPrice: 1_900 + index * 400,
    fields: { weightGrams: 500 },
  })),
];

const videos: readonly Product[] = [
  { sku: "VIDEO-SKI", type: "video", title: "Learning to Ski", unitPrice: 3_000 },
  { sku: "VIDEO-COOKING", type: "video", title: "Cozinha do dia a dia", unitPrice: 5_900 },
  { sku: "VIDEO-GARDEN", type: "video", title: "Horta em casa", unitPrice: 4_900 },
];

export const PRODUCTS: readonly Product[] = [...books, ...goods, ...videos];

/** A video whose streaming link is still to come. */
export const VIDEO_WITHOUT_LINK: Product = {
  sku: "VIDEO-PILATES",
  type: "video",
  title: "Pilates para começar",
  unitPrice: 6_900,
};

/** What rules add for free. */
const GIFTS = [
  "BOOKMARK",
  "TOTE-BAG",
  "CALENDAR",
  "POEM-CARD",
  "STICKERS",
  "PENCIL",
  "APRON",
  "SLEEVE",
  "MUG",
];

export const CATALOGUE: readonly { readonly sku: string; readonly body: object }[] = [
  ...[...videos, VIDEO_WITHOUT_LINK].map(({ sku, title }) => ({
    sku,
    body: {
      type: "video",
      title,
      ...(sku === VIDEO_WITHOUT_LINK.sku ? {} : { link: `https://videos.example.com/${sku.toLowerCase()}` }),
    },
  })),
  ...GIFTS.map((sku) => ({ sku, body: { type: "physical", title: sku.replace("-", " ").toLowerCase() } })),
];

/** The agents who sell; every eighth manages those up to the next one. */
export const SELLERS: readonly string[] = Array.from({ length: 24 }, (_, index) => `A-${index + 1}`);
/** An agent who sells already and without a rate so far. */
export const AGENT_WITHOUT_RATE = "A-99";
const NAMED = ["EDITOR-POETRY", "EDITOR-KIDS", "EDITOR-TEXT", "STUDIO", "AFFILIATES"];

const NAMES = ["Marta", "Joana", "Paulo", "Sérgio", "Ivone", "Tadeu", "Clara", "Nelson"];

/** The bodies of `PUT /agents/{agentId}`, in the order in which they are to be sent. */
export const AGENTS: readonly { readonly agentId: string; readonly body: object }[] = [
  ...[...SELLERS, ...NAMED].map((agentId, index) => ({
    agentId,
    body: { name: `${NAMES[index % NAMES.length]} (${agentId})`, commissionRateBps: 300 + (index % 6) * 100 },
  })),
  ...SELLERS.flatMap((agentId, index) =>
    index % 8 === 0 ? [] : [{ agentId, body: { managerId: SELLERS[index - (index % 8)] } }],
  ),
];

export const LISTS: readonly { readonly listId: string; readonly body: object }[] = [
  { listId: "fragile", body: { kind: "sku", values: ["HOME-1", "HOME-4", "HOME-7", "HOME-10"] } },
  { listId: "vip", body: { kind: "customer", values: ["C-7", "C-77", "C-177", "C-277"] } },
];
