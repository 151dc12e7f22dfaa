/**
 * The content of a packing slip. A slip contains all the data that printing it needs. Its texts are in Portuguese, the
 * language of the warehouse and the royalty department, also when the customer's locale is another one; texts of rules are in
 * that of the slip's recipient.
 */
import type { SlipSettings } from "./destination.ts";
import type { Language } from "./localized-text.ts";
import { type Note, noteIn } from "./note.ts";
import { formatDay, formatMoney, oneLine } from "./format.ts";
import { lineTotal, shareOf } from "./money.ts";
import { type Address, type Order, orderTotal } from "./order.ts";
import { isLineOf, type OrderLine, weightOf } from "./order-line.ts";

/** The sender or the recipient, as printed. */
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
  /** Absent, as the total is, on a slip without prices. */
  readonly unitPrice?: number;
  readonly total?: number;
  readonly free: boolean;
  /** The reason of the rule that added a free line. */
  readonly reason?: string;
  readonly isbn?: string;
  readonly authors?: readonly string[];
  readonly royaltyRateBps?: number;
  readonly royaltyDue?: number;
};

/** What a slip is besides an ordinary one: lines that come back, or a royalty copy with negative units and royalties. */
export const UNDOING_KINDS = ["return", "reversal"] as const;
export type UndoingKind = (typeof UNDOING_KINDS)[number];

export const SLIP_KINDS = ["slip", ...UNDOING_KINDS] as const;

/** How a slip follows from another one, because of a cancellation. */
export type SlipOrigin = {
  /** Absent on an ordinary slip. */
  readonly kind?: UndoingKind;
  /** The number of the voided slip that it replaces. */
  readonly replaces?: string;
  /** The number of the slip whose lines come back, or are reversed. */
  readonly reverses?: string;
};

export type Slip = SlipOrigin & {
  readonly number: string;
  readonly orderId: string;
  readonly destination: string;
  /** `1ª via — Expedição`; absent on slips of earlier versions. */
  readonly title?: string;
  readonly issuedAt: string;
  readonly sender: Party;
  readonly recipient: Party;
  readonly lines: readonly SlipLine[];
  /** The sum over the lines with a known weight; null when no weight is known. */
  readonly weightGrams: number | null;
  /** Absent on a slip without prices. */
  readonly total?: number;
  readonly currency: string;
  readonly notes: readonly string[];
};

/** A slip with what happened to it after its issue. */
export type IssuedSlip = Slip & {
  readonly voidedAt?: string;
  /** The number of the slip that replaces the voided one. */
  readonly replacedBy?: string;
};

/** The data that a slip is drafted from. Its number is given when it is stored. */
export type SlipInput = {
  readonly order: Order;
  readonly lines: readonly OrderLine[];
  readonly destination: string;
  readonly settings: SlipSettings;
  readonly issuedAt: string;
  readonly sender: Party;
  /** Of the order. */
  readonly notes?: readonly Note[];
  /** The company's language, which departments read. Customers read that of their order. */
  readonly companyLanguage: Language;
  /** Of a slip that a cancellation leads to. */
  readonly origin?: SlipOrigin | undefined;
};

/** The number of a slip, such as `2026-000123`. From 1 000 000 slips a year on, the sequence has more than six digits. */
export const slipNumber = (year: number, sequence: number): string =>
  `${year}-${String(sequence).padStart(6, "0")}`;

const joined = (parts: readonly (string | undefined)[], separator: string): string =>
  parts.filter((part) => part !== undefined && part !== "").join(separator);

/** `Rua A, 123, ap. 4 — Centro — São Paulo/SP — 01010-000`; the country only when it is not Brazil. */
export const addressLine = (address: Address): string =>
  joined(
    [
      joined([address.line1, address.number, address.complement], ", "),
      address.district,
      joined([address.city, address.state], "/"),
      address.postalCode,
      address.country === "BR" ? undefined : address.country,
    ],
    " — ",
  );

/** The royalties of a line in minor units, half-even; 0 for what is not a book. */
export const royaltyDue = (line: OrderLine): number =>
  isLineOf(line, "book") ? shareOf(lineTotal(line), line.royaltyRateBps) : 0;

const royaltyFields = (line: OrderLine): Partial<SlipLine> => {
  if (!isLineOf(line, "book")) return {};
  const { isbn, authors, royaltyRateBps } = line;
  return { isbn, authors, royaltyRateBps, royaltyDue: royaltyDue(line) };
};

const pricesOf = (line: OrderLine): Partial<SlipLine> => ({
  unitPrice: line.unitPrice,
  total: lineTotal(line),
});

/** The language of the slip's readers, in which it has the texts of rules. */
const languageOf = ({ order, settings, companyLanguage }: SlipInput): Language =>
  settings.recipient === "customer" ? order.locale : companyLanguage;

const reasonIn = ({ reason, reasonTexts }: NonNullable<OrderLine["gift"]>, language: Language): string =>
  reasonTexts?.[language] ?? reason;

const slipLine = (line: OrderLine, { prices, royalties }: SlipSettings, language: Language): SlipLine => ({
  lineId: line.lineId,
  sku: line.sku,
  title: line.title,
  type: line.type,
  quantity: line.quantity,
  ...(prices ? pricesOf(line) : {}),
  free: line.free,
  ...(line.gift === undefined ? {} : { reason: reasonIn(line.gift, language) }),
  ...(royalties ? royaltyFields(line) : {}),
});

const totalWeight = (lines: readonly OrderLine[]): number | null => {
  const weighed = lines.flatMap((line) => {
    const weight = weightOf(line);
    return weight === undefined ? [] : [line.quantity * weight];
  });
  return weighed.length === 0 ? null : weighed.reduce((sum, weight) => sum + weight, 0);
};

/** Why there is a slip that a cancellation leads to. */
const originNotes = ({ replaces, reverses, kind }: SlipOrigin = {}): string[] => {
  if (replaces !== undefined) return [`Substitui o romaneio ${replaces}`];
  if (reverses === undefined) return [];
  return [kind === "reversal" ? `Estorno do romaneio ${reverses}` : `Devolução do romaneio ${reverses}`];
};

const notesOf = (input: SlipInput): string[] => {
  const { order, lines, settings } = input;
  const language = languageOf(input);
  const free = lines.flatMap((line) =>
    line.gift === undefined ? [] : [`Item gratuito: ${line.title} — ${reasonIn(line.gift, language)}`],
  );
  const unweighed = lines.some((line) => weightOf(line) === undefined);
  const due = lines.reduce((sum, line) => sum + royaltyDue(line), 0);
  const payment = `Pagamento: ${order.payment.method}, em ${formatDay(order.payment.paidAt, "pt-BR")}`;
  const kind = input.origin?.kind;
  const ofDestination = settings.royalties
    ? // A reversing copy has its exact amounts in its lines.
      kind === "reversal"
      ? []
      : [`Royalties devidos: ${formatMoney(due, order.currency, "pt-BR")}`]
    : [
        ...(settings.prices && kind !== "return" ? [payment] : []),
        ...(unweighed ? ["Peso: só o dos itens de peso conhecido"] : []),
      ];
  const written = (input.notes ?? []).map((note) => oneLine(noteIn(note, language)));
  return [...originNotes(input.origin), ...free, ...ofDestination, ...written, "Não é documento fiscal"];
};

/** The names of departments whose destination's title is another. */
const DEPARTMENTS: ReadonlyMap<string, string> = new Map([
  ["Royalties", "Departamento de Direitos Autorais"],
]);

// The slip of a department contains no personal data of the customer.
const recipientOf = ({ order, settings, sender }: SlipInput): Party | undefined => {
  if (settings.recipient === "department") {
    const title = settings.title["pt-BR"];
    return { ...sender, name: `${DEPARTMENTS.get(title) ?? title} — ${sender.name}` };
  }
  if (order.shippingAddress === undefined) return undefined;
  const { customer, shippingAddress } = order;
  const { name = customer.name } = shippingAddress;
  // The customer's phone and tax id are not those of another recipient.
  const own: Partial<typeof customer> = name === customer.name ? customer : {};
  const { phone = own.phone } = shippingAddress;
  return {
    name,
    address: addressLine(shippingAddress),
    ...(phone === undefined ? {} : { phone }),
    ...(own.taxId === undefined ? {} : { taxId: own.taxId }),
  };
};

/** `1ª via — Expedição`, `Devolução — Expedição`, `Estorno — Royalties` */
const titleOf = ({ settings, origin }: SlipInput): string => {
  const which = { return: "Devolução", reversal: "Estorno" };
  const copy = origin?.kind === undefined ? `${settings.copy}ª via` : which[origin.kind];
  return `${copy} — ${settings.title["pt-BR"]}`;
};

/**
 * Drafts the slip of the given lines.
 * @returns the slip without its number; undefined when the order has no address for a slip of the customer
 */
export const draftSlip = (input: SlipInput): Omit<Slip, "number"> | undefined => {
  const recipient = recipientOf(input);
  if (recipient === undefined) return undefined;
  return {
    orderId: input.order.orderId,
    destination: input.destination,
    title: titleOf(input),
    ...input.origin,
    issuedAt: input.issuedAt,
    sender: input.sender,
    recipient,
    lines: input.lines.map((line) => slipLine(line, input.settings, languageOf(input))),
    weightGrams: totalWeight(input.lines),
    ...(input.settings.prices ? { total: orderTotal(input.lines) } : {}),
    currency: input.order.currency,
    notes: notesOf(input),
  };
};
