/**
 * A packing slip as a document: complete in itself, so that whoever prints or reads it needs nothing else. Written in
 * Portuguese, the language of our warehouse and of our royalty department, whatever the customer's is.
 */
import { formatDay, formatMoney } from "./format.ts";
import { lineTotal, shareOf } from "./money.ts";
import { type Address, type Order, orderTotal } from "./order.ts";
import { type OrderLine, typeFields } from "./order-line.ts";

/** Where a slip can go. Slips of an order are issued in this order. */
export const DESTINATIONS = ["shipping", "royalties"] as const;
export type Destination = (typeof DESTINATIONS)[number];

/** Who sends or receives, as printed. */
export type Party = {
  readonly name: string;
  readonly address: string;
  readonly phone?: string;
  readonly taxId?: string;
};

export type SlipLine = {
  readonly lineId: string;
  readonly sku: string;
  readonly title: string;
  readonly type: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly total: number;
  readonly free: boolean;
  /** Why a free line is free. */
  readonly reason?: string;
  readonly isbn?: string;
  readonly authors?: readonly string[];
  readonly royaltyRateBps?: number;
  readonly royaltyDue?: number;
};

export type Slip = {
  readonly number: string;
  readonly orderId: string;
  readonly destination: Destination;
  readonly issuedAt: string;
  readonly sender: Party;
  readonly recipient: Party;
  readonly lines: readonly SlipLine[];
  /** Sum over the lines whose weight is known; null when none is. */
  readonly weightGrams: number | null;
  readonly total: number;
  readonly currency: string;
  readonly notes: readonly string[];
};

/** What a slip is made of, but for its number. */
export type SlipInput = {
  readonly order: Order;
  readonly lines: readonly OrderLine[];
  readonly destination: Destination;
  readonly issuedAt: string;
  readonly sender: Party;
};

/** `2026-000123`. More than six digits when a year needs them. */
export const slipNumber = (year: number, sequence: number): string =>
  `${year}-${String(sequence).padStart(6, "0")}`;

const joined = (parts: readonly (string | undefined)[], separator: string): string =>
  parts.filter((part) => part !== undefined && part !== "").join(separator);

/** `Rua A, 123, ap. 4 — Centro — São Paulo/SP — 01010-000`; the country only when it is another one. */
export const addressLine = (address: Address): string =>
  joined(
    [
      joined([address.line1, address.number, address.complement], ", "),
      address.district,
      `${address.city}/${address.state}`,
      address.postalCode,
      address.country === "BR" ? undefined : address.country,
    ],
    " — ",
  );

const royaltyDue = (line: OrderLine): number =>
  shareOf(lineTotal(line), typeFields(line).royaltyRateBps ?? 0);

const royaltyFields = (line: OrderLine): Partial<SlipLine> => {
  const { isbn, authors, royaltyRateBps } = typeFields(line);
  return {
    ...(isbn === undefined ? {} : { isbn }),
    ...(authors === undefined ? {} : { authors }),
    ...(royaltyRateBps === undefined ? {} : { royaltyRateBps, royaltyDue: royaltyDue(line) }),
  };
};

const slipLine = (line: OrderLine, destination: Destination): SlipLine => ({
  lineId: line.lineId,
  sku: line.sku,
  title: line.title,
  type: line.type,
  quantity: line.quantity,
  unitPrice: line.unitPrice,
  total: lineTotal(line),
  free: line.free,
  ...(line.gift === undefined ? {} : { reason: line.gift.reason }),
  ...(destination === "royalties" ? royaltyFields(line) : {}),
});

const weightOf = (lines: readonly OrderLine[]): number | null => {
  const weighed = lines.flatMap((line) => {
    const { weightGrams } = typeFields(line);
    return weightGrams === undefined ? [] : [line.quantity * weightGrams];
  });
  return weighed.length === 0 ? null : weighed.reduce((sum, weight) => sum + weight, 0);
};

const notesOf = ({ order, lines, destination }: SlipInput): string[] => {
  const free = lines.flatMap((line) =>
    line.gift === undefined ? [] : [`Item gratuito: ${line.title} — ${line.gift.reason}`],
  );
  const unweighed = lines.some((line) => typeFields(line).weightGrams === undefined);
  const due = lines.reduce((sum, line) => sum + royaltyDue(line), 0);
  const own =
    destination === "royalties"
      ? [`Royalties devidos: ${formatMoney(due, order.currency, "pt-BR")}`]
      : [
          `Pagamento: ${order.payment.method}, em ${formatDay(order.payment.paidAt, "pt-BR")}`,
          ...(unweighed ? ["Peso: só o dos itens de peso conhecido"] : []),
        ];
  return [...free, ...own, "Não é documento fiscal"];
};

// The royalty department is ours, and its copy says nothing of the customer, whom it need not know.
const recipientOf = ({ order, destination, sender }: SlipInput): Party | undefined => {
  if (destination === "royalties")
    return { ...sender, name: `Departamento de Direitos Autorais — ${sender.name}` };
  if (order.shippingAddress === undefined) return undefined;
  const { name, phone, taxId } = order.customer;
  return {
    name,
    address: addressLine(order.shippingAddress),
    ...(phone === undefined ? {} : { phone }),
    ...(taxId === undefined ? {} : { taxId }),
  };
};

/** @returns the slip without its number, or undefined when there is no address to send to */
export const draftSlip = (input: SlipInput): Omit<Slip, "number"> | undefined => {
  const recipient = recipientOf(input);
  if (recipient === undefined) return undefined;
  return {
    orderId: input.order.orderId,
    destination: input.destination,
    issuedAt: input.issuedAt,
    sender: input.sender,
    recipient,
    lines: input.lines.map((line) => slipLine(line, input.destination)),
    weightGrams: weightOf(input.lines),
    total: orderTotal(input.lines),
    currency: input.order.currency,
    notes: notesOf(input),
  };
};
