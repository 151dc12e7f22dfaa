/** A paid order. The parser, the rulebook's vocabulary and OpenAPI are derived from these schemas. */
import * as z from "zod";
import { currency, money, platformId, text, anyText } from "./fields.ts";
import type { Immutable } from "./immutable.ts";
import { localInstantSchema } from "./instant.ts";
import { type Language, LANGUAGES } from "./localized-text.ts";
import { lineTotal } from "./money.ts";
import { deliveryOf, type OrderLine } from "./order-line.ts";
import { declaredType, type ProductTypes } from "./product-type.ts";

export const LOCALES = LANGUAGES;
export type Locale = Language;

export const customerSchema = z.strictObject({
  customerId: platformId,
  name: text(200),
  email: z.email().max(254),
  taxId: text(32).describe("CPF or CNPJ, kept as given").optional(),
  phone: text(40).optional(),
});

/** A field that not every country has: empty text counts as absent. */
const emptyIsAbsent = (max: number) =>
  anyText(max)
    .transform((value) => (value.trim() === "" ? undefined : value))
    .optional();

export const addressSchema = z.strictObject({
  name: text(200).describe("the recipient, when another than the customer").optional(),
  phone: text(40).describe("the recipient's").optional(),
  line1: text(200),
  number: anyText(20).optional(),
  complement: anyText(200).optional(),
  district: anyText(100).optional(),
  city: text(100),
  state: emptyIsAbsent(50).describe("required where the country has states; in BR one of the 27"),
  postalCode: emptyIsAbsent(20).describe("required where the country has them; in BR a CEP, kept as given"),
  country: z.string().regex(/^[A-Z]{2}$/, "must be an ISO 3166-1 alpha-2 code"),
});

const paymentSchema = z.strictObject({
  method: z.string().regex(/^[a-z0-9_]{1,40}$/, "must be 1 to 40 of a-z 0-9 _"),
  paidAt: localInstantSchema,
  amount: money,
});

/** Everything of an order but its lines, whose allowed types depend on the active rulebook. */
export const orderHeader = z.strictObject({
  orderId: platformId,
  placedAt: localInstantSchema,
  currency,
  locale: z.enum(LOCALES).optional(),
  customer: customerSchema,
  shippingAddress: addressSchema.optional(),
  agentId: platformId.optional(),
  payment: paymentSchema,
  metadata: z
    .record(anyText(100, 1), anyText(500))
    .refine((pairs) => Object.keys(pairs).length <= 20, "must hold at most 20 pairs")
    .optional(),
});

type OrderHeader = Immutable<z.infer<typeof orderHeader>>;
export type Address = NonNullable<OrderHeader["shippingAddress"]>;

/** An accepted order: parsed, with defaults filled in. */
export type Order = Omit<OrderHeader, "locale" | "metadata"> & {
  readonly locale: Locale;
  readonly metadata: Readonly<Record<string, string>>;
  readonly lines: readonly OrderLine[];
};

/** Whether a line of a built-in type is sent by post. A declared type states it itself. */
export const shipsByPost = (line: OrderLine): boolean =>
  line.type === "physical" || line.type === "book" || deliveryOf(line) === "disc";

/** Whether a line is sent by post. */
export const ships = (line: OrderLine, productTypes: ProductTypes): boolean =>
  shipsByPost(line) || (declaredType(productTypes, line.type)?.ships ?? false);

/** What the customer pays for the order, in minor units. */
export const orderTotal = (
  lines: readonly Pick<OrderLine, "quantity" | "unitPrice" | "discount">[],
): number => lines.reduce((sum, line) => sum + lineTotal(line), 0);

/** The agent of a line: the line's own, else the order's, else none. */
export const agentOf = (
  order: Pick<Order, "agentId">,
  line: Pick<OrderLine, "agentId">,
): string | undefined => line.agentId ?? order.agentId;

/** The agents of an order's lines, each once. */
export const agentsOf = (order: Order): readonly string[] => [
  ...new Set(order.lines.flatMap((line) => agentOf(order, line) ?? [])),
];
