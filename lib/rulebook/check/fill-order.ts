/**
 * Fills the order of an example: people write only what matters, often just the lines. The filled order is parsed as
 * `POST /orders` parses a body, so an example accepts what a request accepts.
 */
import { lineTotal, MAX_MONEY } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { builtInLines } from "../../domain/order-line.ts";
import { MAX_LINES, parseOrder } from "../../domain/parse-order.ts";
import {
  type AttributeType,
  type AttributeValue,
  declaredType,
  type ProductTypes,
} from "../../domain/product-type.ts";
import { planIn, type Plans } from "../../domain/plan.ts";
import { err, type Result } from "../../domain/result.ts";
import type { ValidationIssue } from "../../domain/validation-issue.ts";

type Json = Readonly<Record<string, unknown>>;
export type FillContext = {
  readonly productTypes: ProductTypes;
  readonly plans: readonly string[];
  readonly planDetails?: Plans | undefined;
};

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A fixed working day: examples must not depend on the clock. */
const PAID_AT = "2026-01-15T12:00:00-03:00";

const CUSTOMER = { customerId: "C-1", name: "Ana Souza", email: "ana.souza@example.com" };
const ADDRESS = {
  line1: "Rua A",
  number: "1",
  city: "São Paulo",
  state: "SP",
  postalCode: "01010-000",
  country: "BR",
};

const ATTRIBUTE_VALUES: Record<AttributeType, AttributeValue> = {
  string: "example",
  int: 1,
  bool: true,
  date: "2026-12-24",
  "list<string>": ["example"],
};

/** Values for the fields that a line of the type must have. */
const requiredFields = (
  { type, plan: written }: Json,
  { plans, planDetails, productTypes }: FillContext,
): Json => {
  const plan = plans[0] ?? "basic";
  const known = planIn(planDetails, typeof written === "string" ? written : plan)?.period;
  const builtIn: Readonly<Record<string, Json>> = {
    book: { isbn: "978-0-00-000000-2", authors: ["An Author"], royaltyRateBps: 600 },
    membership: known === undefined ? { plan, period: "P1M" } : { plan },
    membership_upgrade: { toPlan: plans.at(-1) ?? plan },
    video: { delivery: "disc" },
  };
  if (typeof type !== "string") return {};
  if (Object.hasOwn(builtIn, type)) return builtIn[type]!;
  const attributes = Object.entries(declaredType(productTypes, type)?.attributes ?? {});
  const required = attributes.filter(([, { optional }]) => !optional);
  return Object.fromEntries(required.map(([name, attribute]) => [name, ATTRIBUTE_VALUES[attribute.type]]));
};

const fillLine = (raw: unknown, index: number, context: FillContext): unknown => {
  if (!isObject(raw)) return raw;
  const sku = typeof raw.sku === "string" ? raw.sku : `SKU-${index + 1}`;
  const base = { sku, title: sku, quantity: 1, unitPrice: 10_000 };
  return { ...base, ...requiredFields(raw, context), ...raw };
};

const isAmount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Math.abs(value as number) <= MAX_MONEY;

// A line with a value that is no amount has an issue of its own, whatever the sum.
const totalOf = (line: unknown): number => {
  if (!isObject(line)) return 0;
  const { quantity, unitPrice, discount = 0 } = line;
  if (!isAmount(quantity) || !isAmount(unitPrice) || !isAmount(discount)) return 0;
  return lineTotal({ quantity, unitPrice, discount });
};

const shipsByPost = (line: unknown, { productTypes }: FillContext): boolean => {
  if (!isObject(line) || typeof line.type !== "string") return false;
  if (line.type === "video") return line.delivery === "disc";
  if (Object.hasOwn(builtInLines, line.type)) return line.type === "physical" || line.type === "book";
  return declaredType(productTypes, line.type)?.ships ?? false;
};

/** The default with the written fields over it. What is written as something else stays, for the parser to report. */
const over = (fields: Json, written: unknown): unknown =>
  written === undefined ? fields : isObject(written) ? { ...fields, ...written } : written;

const fillHeader = (written: Json, lines: readonly unknown[], context: FillContext): Json => {
  const amount = lines.reduce<number>((sum, line) => sum + totalOf(line), 0);
  const payment = over({ method: "pix", paidAt: PAID_AT, amount }, written.payment);
  const needsAddress =
    written.shippingAddress !== undefined || lines.some((line) => shipsByPost(line, context));
  return {
    orderId: "EXAMPLE-1",
    placedAt: isObject(payment) && typeof payment.paidAt === "string" ? payment.paidAt : PAID_AT,
    currency: "BRL",
    ...written,
    customer: over(CUSTOMER, written.customer),
    ...(needsAddress ? { shippingAddress: over(ADDRESS, written.shippingAddress) } : {}),
    payment,
  };
};

/** What an example's order would be as the body of `POST /orders`, with everything that it leaves out. */
export const orderBodyOf = (raw: unknown, context: FillContext): Json | undefined => {
  const written = isObject(raw) ? raw : {};
  if (!Array.isArray(written.lines) || written.lines.length === 0 || written.lines.length > MAX_LINES)
    return undefined;
  const lines = written.lines.map((line, index) => fillLine(line, index, context));
  return { ...fillHeader(written, lines, context), lines };
};

/** Fills and parses an example's order. */
export const fillOrder = (raw: unknown, context: FillContext): Result<Order, readonly ValidationIssue[]> => {
  const body = orderBodyOf(raw, context);
  return body === undefined
    ? err([{ pointer: "/lines", detail: `the order needs 1 to ${MAX_LINES} \`lines\`` }])
    : parseOrder(body, context);
};
