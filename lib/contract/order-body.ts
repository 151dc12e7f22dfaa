/** The body of `POST /orders` and `POST /decisions`: parsed whole, with every fault at its place. */
import * as z from "zod";
import { money, type Order, type OrderLine, orderHeaderFields, shipsByPost } from "../domain/order.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { parseBody } from "./validation-issues.ts";
import { isStorableInstant, UNSTORABLE_INSTANT } from "./instant.ts";
import { type ProductTypes, parseLine } from "./order-lines.ts";
import { pointerTo } from "./json-pointer.ts";
import type { ValidationIssue } from "./problem.ts";

export const MAX_LINES = 500;

const bodySchema = z.strictObject({ ...orderHeaderFields, lines: z.array(z.unknown()).min(1) });

/** How many lines a body has, when it has a list of them: too many are refused before anything else is looked at. */
export const lineCount = (body: object): number =>
  "lines" in body && Array.isArray(body.lines) ? body.lines.length : 0;

const repeatedIds = (
  lines: readonly (OrderLine | undefined)[],
  given: readonly boolean[],
): ValidationIssue[] => {
  const first = new Map<string, number>();
  return lines.flatMap((line, index) => {
    if (line === undefined) return [];
    const earlier = first.get(line.lineId);
    if (earlier === undefined) {
      first.set(line.lineId, index);
      return [];
    }
    // Of a given id and a number, the given one can be changed.
    const at = given[index] ? index : earlier;
    const other = at === index ? earlier : index;
    return [{ pointer: pointerTo(["lines", at, "lineId"]), detail: `is also the id of line ${other + 1}` }];
  });
};

const amountFault = (lines: readonly OrderLine[], body: object): ValidationIssue[] => {
  const amount = own(own(body, "payment"), "amount");
  if (!money.safeParse(amount).success) return [];
  const due = lines.reduce(
    (sum, line) => sum + BigInt(line.quantity) * BigInt(line.unitPrice) - BigInt(line.discount),
    0n,
  );
  if (due === BigInt(amount as number)) return [];
  const detail = `must be ${due}, the sum of quantity × unitPrice − discount over the lines`;
  return [{ pointer: "/payment/amount", detail }];
};

const addressFault = (
  lines: readonly (OrderLine | undefined)[],
  productTypes: ProductTypes,
): ValidationIssue[] => {
  const ships = (line: OrderLine | undefined) =>
    line !== undefined &&
    (shipsByPost(line) ||
      (Object.hasOwn(productTypes, line.type) && productTypes[line.type]?.ships === true));
  const index = lines.findIndex(ships);
  if (index === -1) return [];
  return [{ pointer: "/shippingAddress", detail: `is required: line ${index + 1} is sent by post` }];
};

const own = (body: unknown, name: string): unknown =>
  typeof body === "object" && body !== null && Object.hasOwn(body, name)
    ? (body as Record<string, unknown>)[name]
    : undefined;

const instantFaults = (body: object): ValidationIssue[] => {
  const paidAt = own(own(body, "payment"), "paidAt");
  const beyond = (value: unknown) =>
    typeof value === "string" && !Number.isNaN(Date.parse(value)) && !isStorableInstant(value);
  return [
    ...(beyond(own(body, "placedAt")) ? [{ pointer: "/placedAt", detail: UNSTORABLE_INSTANT }] : []),
    ...(beyond(paidAt) ? [{ pointer: "/payment/paidAt", detail: UNSTORABLE_INSTANT }] : []),
  ];
};

// A schema that met a fault gives no value, but the faults that concern several fields are looked for all the same.
const parseLines = (body: object, productTypes: ProductTypes) => {
  const raw = own(body, "lines");
  const parsed = (Array.isArray(raw) ? raw : []).map((line, index) => parseLine(line, index, productTypes));
  const lines = parsed.map((line) => (line.ok ? line.value : undefined));
  const given = (Array.isArray(raw) ? raw : []).map(
    (line) => typeof line === "object" && line !== null && Object.hasOwn(line, "lineId"),
  );
  const faults = parsed.flatMap((line) => (line.ok ? [] : line.error));
  return { lines, faults: [...faults, ...repeatedIds(lines, given)] };
};

const whole = (lines: readonly (OrderLine | undefined)[]): lines is OrderLine[] =>
  lines.every((line) => line !== undefined);

// Both zod and the text tell of a `__proto__` field.
const once = (faults: readonly ValidationIssue[]): ValidationIssue[] => [
  ...new Map(faults.map((fault) => [`${fault.pointer} ${fault.detail}`, fault])).values(),
];

/**
 * Parses an order.
 * @param productTypes the types that the active rulebook declares
 * @param hidden faults that were found in the body's text, before anything looked at its fields
 */
export const parseOrder = (
  body: object,
  productTypes: ProductTypes,
  hidden: readonly ValidationIssue[] = [],
): Result<Order, readonly ValidationIssue[]> => {
  const head = parseBody(bodySchema, body);
  const { lines, faults: lineFaults } = parseLines(body, productTypes);
  const faults = [
    ...(head.ok ? [] : head.error),
    ...hidden,
    ...instantFaults(body),
    ...(own(body, "shippingAddress") === undefined ? addressFault(lines, productTypes) : []),
    ...lineFaults,
    ...(lines.length > 0 && whole(lines) ? amountFault(lines, body) : []),
  ];
  if (!head.ok || !whole(lines) || faults.length > 0) return err(once(faults));
  const { locale = "pt-BR", metadata = {}, ...rest } = head.value;
  return ok({ ...rest, locale, metadata, lines });
};
