/** A slip's labels and number formats, in Portuguese. */
import { formatDay, formatMoney } from "../../lib/domain/format.ts";
import { FULL_BPS } from "../../lib/domain/money.ts";
import type { IssuedSlip, Party, Slip, SlipLine } from "../../lib/domain/slip.ts";

export const NOT_FISCAL_LABEL = "Não é documento fiscal";

/** Slips of earlier versions have no title. */
const TITLES = new Map([
  ["shipping", "1ª via — Expedição"],
  ["royalties", "2ª via — Royalties"],
]);

/** Which copy the slip is. */
export const copyLabel = ({ title, destination }: Slip): string =>
  title ?? TITLES.get(destination) ?? destination;

const HEADINGS = { slip: "Romaneio", return: "Devolução", reversal: "Estorno" } as const;

/** What the slip is, with its number. */
export const heading = ({ kind, number }: Slip): string => `${HEADINGS[kind ?? "slip"]} ${number}`;

/** The slip from which this one follows; undefined on a slip that follows from none. */
export const originLabel = ({ replaces, reverses }: Slip): string | undefined => {
  if (replaces !== undefined) return `Substitui o romaneio ${replaces}`;
  return reverses === undefined ? undefined : `Referente ao romaneio ${reverses}`;
};

/** In both languages: not all readers of a slip know Portuguese. */
export const VOID_LABEL = "CANCELADO / VOID";

/** When the slip was voided, and what replaces it; undefined on a slip that counts. */
export const voidDetails = ({ voidedAt, replacedBy }: IssuedSlip): string | undefined =>
  voidedAt === undefined
    ? undefined
    : `em ${formatDay(voidedAt, "pt-BR")}${replacedBy === undefined ? "" : ` · substituído por ${replacedBy}`}`;

/** Whether the slip has the royalties of books. */
export const hasRoyalties = ({ lines }: Slip): boolean =>
  lines.some(({ royaltyDue }) => royaltyDue !== undefined);

const TYPES = new Map([
  ["physical", "Produto"],
  ["book", "Livro"],
  ["video", "Vídeo"],
  ["membership", "Assinatura"],
  ["membership_upgrade", "Upgrade"],
]);

/** A product type that a rulebook declares is shown by its own name. */
export const typeName = (type: string): string => TYPES.get(type) ?? type;

export const money = (amount: number, { currency }: Pick<Slip, "currency">): string =>
  formatMoney(amount, currency, "pt-BR");

const decimals = (maximumFractionDigits: number): Intl.NumberFormat =>
  new Intl.NumberFormat("pt-BR", { maximumFractionDigits });

export const count = (number: number): string => decimals(0).format(number);

/** `6,25%` */
export const rate = (rateBps: number): string => `${decimals(2).format((rateBps * 100) / FULL_BPS)}%`;

/** `3 kg`, `0,45 kg` */
export const weight = (grams: number): string => `${decimals(3).format(grams / 1000)} kg`;

/** `1 item`, `2 itens` */
export const pluralize = (number: number, one: string, many: string): string =>
  `${count(number)} ${number === 1 ? one : many}`;

/** A CPF has 11 digits; a CNPJ has 14 characters, of which the first twelve may be alphanumeric. */
const taxId = (value: string): string => {
  const characters = value.replace(/[^0-9A-Za-z]/g, "").length;
  return `${characters === 11 ? "CPF" : characters === 14 ? "CNPJ" : "CPF/CNPJ"} ${value}`;
};

export const contact = ({ phone, taxId: id }: Party): string =>
  [...(phone === undefined ? [] : [`Tel. ${phone}`]), ...(id === undefined ? [] : [taxId(id)])].join(" · ");

/** Why a line is free, or its discount. */
export const priceNote = (line: SlipLine, slip: Slip): string[] => {
  if (line.free) return [line.reason === undefined ? "grátis" : `grátis — ${line.reason}`];
  if (line.unitPrice === undefined || line.total === undefined) return [];
  // The units and the total of a reversing copy are negative.
  const discount = Math.abs(line.quantity * line.unitPrice) - Math.abs(line.total);
  return discount > 0 ? [`desconto de ${money(discount, slip)}`] : [];
};
