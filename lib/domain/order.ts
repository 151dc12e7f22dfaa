/**
 * What a paid order is. The one description of its fields: the HTTP door parses with it, the rulebook checker
 * draws its vocabulary from it, OpenAPI is made from it.
 */
import * as z from "zod";
import { lineTotal, MAX_MONEY } from "./money.ts";
import { hasUnstorableText } from "./storable-text.ts";

const text = (max: number, min = 1) =>
  z
    .string()
    .min(min)
    .max(max)
    .refine((value) => !hasUnstorableText(value), "must not hold NUL or a lone surrogate");

/**
 * An id given by the platform. The whole alphabet is safe in a log line, and in a URL path but for the two names that mean
 * another place there.
 */
export const platformId = z
  .string()
  .regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/, "must be 1 to 64 of A-Z a-z 0-9 . _ -, and not . or ..");

export const money = z.int().min(0).max(MAX_MONEY).describe("whole minor units (centavos)");
export const basisPoints = z.int().min(0).max(10_000).describe("basis points; 10 000 is 100 %");

const instant = z.iso.datetime({ offset: true }).describe("RFC 3339 with offset");
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, "must be an ISO 4217 code")
  .refine((code) => Intl.supportedValuesOf("currency").includes(code), "is not an ISO 4217 code");

export const LOCALES = ["pt-BR", "en"] as const;
export type Locale = (typeof LOCALES)[number];

export const customerSchema = z.strictObject({
  customerId: platformId,
  name: text(200),
  email: z.email().max(254),
  taxId: text(32).describe("CPF or CNPJ, kept as given").optional(),
  phone: text(40).optional(),
});

export const addressSchema = z.strictObject({
  line1: text(200),
  number: text(20, 0).optional(),
  complement: text(200, 0).optional(),
  district: text(100, 0).optional(),
  city: text(100),
  state: text(50),
  postalCode: text(20),
  country: z.string().regex(/^[A-Z]{2}$/, "must be an ISO 3166-1 alpha-2 code"),
});

const paymentSchema = z.strictObject({
  method: z.string().regex(/^[a-z0-9_]{1,40}$/, "must be 1 to 40 of a-z 0-9 _"),
  paidAt: instant,
  amount: money,
});

/** Fields that every line has, whatever its type. `lineId` is optional here and numbered by the parser. */
export const lineBase = {
  lineId: platformId.optional(),
  sku: text(64),
  title: text(500),
  quantity: z.int().min(1).max(10_000),
  unitPrice: money,
  discount: money.optional(),
  agentId: platformId.optional(),
};

const weightGrams = z.int().min(0).max(10_000_000).optional();

export const PLAN_PATTERN = /^[a-z][a-z0-9_-]{0,39}$/;
const plan = z.string().regex(PLAN_PATTERN, "must be a plan name such as basic or plus");

/** ISO 8601 durations in whole years, months, weeks or days: P1M, P1Y, P30D. */
export const PERIOD_PATTERN = /^P([1-9]\d{0,2})([YMWD])$/;
const period = z.string().regex(PERIOD_PATTERN, "must be an ISO 8601 period such as P1M or P1Y");

export const physicalLine = z.strictObject({ type: z.literal("physical"), ...lineBase, weightGrams });
export const bookLine = z.strictObject({
  type: z.literal("book"),
  ...lineBase,
  isbn: text(20),
  authors: z.array(text(200)).min(1).max(50),
  royaltyRateBps: basisPoints,
  weightGrams,
});
export const membershipLine = z.strictObject({ type: z.literal("membership"), ...lineBase, plan, period });
export const membershipUpgradeLine = z.strictObject({
  type: z.literal("membership_upgrade"),
  ...lineBase,
  toPlan: plan,
});
export const videoLine = z.strictObject({
  type: z.literal("video"),
  ...lineBase,
  delivery: z.enum(["disc", "streaming"]),
  weightGrams,
});

/** The built-in product types. A rulebook may declare more. */
export const builtInLines = {
  physical: physicalLine,
  book: bookLine,
  membership: membershipLine,
  membership_upgrade: membershipUpgradeLine,
  video: videoLine,
} as const;
export type BuiltInLineType = keyof typeof builtInLines;

/** Everything of an order but its lines, whose allowed types depend on the active rulebook. */
export const orderHeaderFields = {
  orderId: platformId,
  placedAt: instant,
  currency,
  locale: z.enum(LOCALES).optional(),
  customer: customerSchema,
  shippingAddress: addressSchema.optional(),
  agentId: platformId.optional(),
  payment: paymentSchema,
  metadata: z
    .record(text(100), text(500, 0))
    .refine((pairs) => Object.keys(pairs).length <= 20, "must hold at most 20 pairs")
    .optional(),
};

export type Customer = z.infer<typeof customerSchema>;
export type Address = z.infer<typeof addressSchema>;

/** A value that a declared product type's attribute may hold. */
export type AttributeValue = string | number | boolean | string[];

/**
 * A line as accepted: id given or numbered, discount defaulted. Type-specific fields stand flat beside the common
 * ones, as on the wire. `free` lines are gifts that a rule added; they never come from outside.
 */
export type OrderLine = {
  readonly lineId: string;
  readonly type: string;
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly discount: number;
  readonly agentId?: string | undefined;
  readonly weightGrams?: number | undefined;
  readonly isbn?: string | undefined;
  readonly authors?: readonly string[] | undefined;
  readonly royaltyRateBps?: number | undefined;
  readonly plan?: string | undefined;
  readonly period?: string | undefined;
  readonly toPlan?: string | undefined;
  readonly delivery?: "disc" | "streaming" | undefined;
  readonly free: boolean;
  /** Only on free lines: the rule that gave it, its stated reason, and the line that earned it. */
  readonly gift?: { readonly ruleId: string; readonly reason: string; readonly causedBy: string } | undefined;
  /** Only on lines of a declared product type: its typed attributes. */
  readonly attributes?: Readonly<Record<string, AttributeValue>> | undefined;
};

/** A paid order as accepted and kept: parsed, defaults filled in. */
export type Order = {
  readonly orderId: string;
  readonly placedAt: string;
  readonly currency: string;
  readonly locale: Locale;
  readonly customer: Customer;
  readonly shippingAddress?: Address | undefined;
  readonly agentId?: string | undefined;
  readonly payment: { readonly method: string; readonly paidAt: string; readonly amount: number };
  readonly lines: readonly OrderLine[];
  readonly metadata: Readonly<Record<string, string>>;
};

/** Whether a line of a built-in type is sent by post. Declared types say so themselves. */
export const shipsByPost = (line: Pick<OrderLine, "type" | "delivery">): boolean =>
  line.type === "physical" || line.type === "book" || (line.type === "video" && line.delivery === "disc");

/** What the customer pays for the order, in minor units. */
export const orderTotal = (
  lines: readonly Pick<OrderLine, "quantity" | "unitPrice" | "discount">[],
): number => lines.reduce((sum, line) => sum + lineTotal(line), 0);

/** The agent who earns commission on a line: the line's own, else the order's, else none. */
export const agentOf = (
  order: Pick<Order, "agentId">,
  line: Pick<OrderLine, "agentId">,
): string | undefined => line.agentId ?? order.agentId;
