/**
 * Fills an example's order up to a whole one, so that people write only what matters: often just the lines. What they
 * do write is validated like an order from outside.
 */
import * as z from "zod";
import { lineTotal } from "../../domain/money.ts";
import {
  type AttributeValue,
  builtInLines,
  type Order,
  type OrderLine,
  orderHeaderFields,
  shipsByPost,
} from "../../domain/order.ts";
import type { Attribute, AttributeType, ProductType } from "../rulebook.ts";

type Json = Readonly<Record<string, unknown>>;
export type FillContext = {
  readonly productTypes: Readonly<Record<string, ProductType>>;
  readonly plans: readonly string[];
};
export type OrderIssue = { readonly path: readonly (string | number)[]; readonly message: string };

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const objectOr = (value: unknown): Json => (isObject(value) ? value : {});

/** An arbitrary working day: examples must not depend on the clock. */
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

const ATTRIBUTE_FILL: Record<AttributeType, AttributeValue> = {
  string: "example",
  int: 1,
  bool: true,
  "list<string>": ["example"],
};

const typeFill = (type: unknown, { plans, productTypes }: FillContext): Json => {
  const plan = plans[0] ?? "basic";
  const built: Readonly<Record<string, Json>> = {
    book: { isbn: "978-0-00-000000-2", authors: ["An Author"], royaltyRateBps: 600 },
    membership: { plan, period: "P1M" },
    membership_upgrade: { toPlan: plans.at(-1) ?? plan },
    video: { delivery: "disc" },
  };
  if (typeof type !== "string") return {};
  if (Object.hasOwn(built, type)) return built[type]!;
  const declared = Object.hasOwn(productTypes, type) ? productTypes[type] : undefined;
  const required = Object.entries(declared?.attributes ?? {}).filter(([, { optional }]) => !optional);
  return Object.fromEntries(required.map(([name, attribute]) => [name, ATTRIBUTE_FILL[attribute.type]]));
};

const fillLine = (raw: unknown, index: number, context: FillContext): unknown => {
  if (!isObject(raw)) return raw;
  const sku = typeof raw.sku === "string" ? raw.sku : `SKU-${index + 1}`;
  const base = { lineId: String(index + 1), sku, title: sku, quantity: 1, unitPrice: 10_000 };
  return { ...base, ...typeFill(raw.type, context), ...raw };
};

const ATTRIBUTE_SCHEMA: Record<AttributeType, z.ZodType> = {
  string: z.string().max(500),
  int: z.int(),
  bool: z.boolean(),
  "list<string>": z.array(z.string().max(500)).max(50),
};

const declaredSchema = (name: string, type: ProductType): z.ZodType => {
  const { type: _type, weightGrams, ...common } = builtInLines.physical.shape;
  const attributes = Object.entries(type.attributes).map(([key, attribute]: [string, Attribute]) => {
    const schema = ATTRIBUTE_SCHEMA[attribute.type];
    return [key, attribute.optional ? schema.optional() : schema] as const;
  });
  return z.strictObject({
    ...common,
    ...Object.fromEntries(attributes),
    ...(type.ships ? { weightGrams } : {}),
    type: z.literal(name),
  });
};

const schemaOf = (type: unknown, { productTypes }: FillContext): z.ZodType | undefined => {
  if (typeof type !== "string") return undefined;
  if (Object.hasOwn(builtInLines, type)) return builtInLines[type as keyof typeof builtInLines];
  const declared = Object.hasOwn(productTypes, type) ? productTypes[type] : undefined;
  return declared && declaredSchema(type, declared);
};

const issuesOf = (schema: z.ZodType, value: unknown, at: readonly (string | number)[]): OrderIssue[] => {
  const result = schema.safeParse(value);
  if (result.success) return [];
  return result.error.issues.map(({ path, message }) => ({
    path: [...at, ...path.map((part) => (typeof part === "number" ? part : String(part)))],
    message,
  }));
};

const lineIssues = (line: unknown, index: number, context: FillContext): OrderIssue[] => {
  const at = ["lines", index];
  if (!isObject(line)) return [{ path: at, message: "a line must be a mapping" }];
  const schema = schemaOf(line.type, context);
  if (schema) return issuesOf(schema, line, at);
  const known = [...Object.keys(builtInLines), ...Object.keys(context.productTypes)];
  return [{ path: [...at, "type"], message: `the line needs a type: ${known.join(", ")}` }];
};

const acceptLine = (raw: Json, context: FillContext): OrderLine => {
  const declared = context.productTypes[String(raw.type)];
  const names = new Set(Object.keys(declared?.attributes ?? {}));
  const entries = Object.entries(raw);
  const flat = Object.fromEntries(entries.filter(([name]) => !names.has(name)));
  const attributes = Object.fromEntries(entries.filter(([name]) => names.has(name)));
  const line = { discount: 0, ...flat, free: false, ...(declared ? { attributes } : {}) };
  return line as unknown as OrderLine;
};

const ships = (line: OrderLine, { productTypes }: FillContext): boolean =>
  shipsByPost(line) || (productTypes[line.type]?.ships ?? false);

const headFor = (raw: Json, lines: readonly OrderLine[], context: FillContext) => {
  const payment = objectOr(raw.payment);
  const amount = lines.reduce((sum, line) => sum + lineTotal(line), 0);
  const address =
    raw.shippingAddress !== undefined || lines.some((line) => ships(line, context))
      ? { shippingAddress: { ...ADDRESS, ...objectOr(raw.shippingAddress) } }
      : {};
  return {
    orderId: "EXAMPLE-1",
    placedAt: typeof payment.paidAt === "string" ? payment.paidAt : PAID_AT,
    currency: "BRL",
    locale: "pt-BR",
    metadata: {},
    ...Object.fromEntries(Object.entries(raw).filter(([name]) => name !== "lines")),
    customer: { ...CUSTOMER, ...objectOr(raw.customer) },
    ...address,
    payment: { method: "pix", paidAt: PAID_AT, amount, ...payment },
  };
};

const repeatedIds = (lines: readonly OrderLine[]): OrderIssue[] => {
  const seen = new Set<string>();
  return lines.flatMap(({ lineId }, index) => {
    if (seen.has(lineId))
      return [{ path: ["lines", index, "lineId"], message: `lineId ${lineId} stands here twice` }];
    seen.add(lineId);
    return [];
  });
};

const headSchema = z.strictObject(orderHeaderFields);

/** Fills and validates an example's order. */
export const fillOrder = (
  raw: unknown,
  context: FillContext,
): { ok: true; order: Order } | { ok: false; issues: readonly OrderIssue[] } => {
  const written = objectOr(raw);
  if (!Array.isArray(written.lines) || written.lines.length === 0 || written.lines.length > 500)
    return { ok: false, issues: [{ path: ["lines"], message: "the order needs 1 to 500 `lines`" }] };
  const filled = written.lines.map((line, index) => fillLine(line, index, context));
  const wrong = filled.flatMap((line, index) => lineIssues(line, index, context));
  if (wrong.length > 0) return { ok: false, issues: wrong };
  const lines = (filled as Json[]).map((line) => acceptLine(line, context));
  const head = headFor(written, lines, context);
  const issues = [...issuesOf(headSchema, head, []), ...repeatedIds(lines)];
  return issues.length > 0
    ? { ok: false, issues }
    : { ok: true, order: { ...(head as Omit<Order, "lines">), lines } };
};
