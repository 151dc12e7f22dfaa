/** The one parser of orders: for request bodies, files on the command line and the examples of a rulebook. */
import * as z from "zod";
import { money, platformId } from "./fields.ts";
import { countryIssues } from "./address.ts";
import { pointerTo } from "./json-pointer.ts";
import { type Order, orderHeader, ships } from "./order.ts";
import type { OrderLine } from "./order-line.ts";
import { parseLine } from "./parse-line.ts";
import type { OrderVocabulary, ProductTypes } from "./product-type.ts";
import { err, ok, type Result } from "./result.ts";
import { parseFields, type ValidationIssue } from "./validation-issue.ts";

export const MAX_LINES = 500;

const bodySchema = orderHeader.extend({ lines: z.array(z.unknown()).min(1) });

/** How many lines a body has, if it has a list of them. */
export const lineCount = (body: object): number =>
  "lines" in body && Array.isArray(body.lines) ? body.lines.length : 0;

/** An own property of a value that may be anything; undefined when there is none. */
const own = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

/** The id of a line as sent, or the number that it gets without one; undefined when it has neither. */
const idOf = (raw: unknown, index: number): string | undefined => {
  if (typeof raw !== "object" || raw === null) return undefined;
  const id = own(raw, "lineId");
  if (id === undefined) return String(index + 1);
  return platformId.safeParse(id).data;
};

const repeatedIds = (raw: readonly unknown[]): ValidationIssue[] => {
  const first = new Map<string, number>();
  return raw.flatMap((line, index) => {
    const id = idOf(line, index);
    const earlier = id === undefined ? undefined : first.get(id);
    if (id !== undefined && earlier === undefined) first.set(id, index);
    if (earlier === undefined) return [];
    // Of an id in the body and a number given by position, the sender can change the id.
    const at = own(line, "lineId") === undefined ? earlier : index;
    const other = at === index ? earlier : index;
    return [{ pointer: pointerTo(["lines", at, "lineId"]), detail: `is also the id of line ${other + 1}` }];
  });
};

const amountIssue = (lines: readonly OrderLine[], body: object): ValidationIssue[] => {
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

const addressIssue = (
  lines: readonly (OrderLine | undefined)[],
  productTypes: ProductTypes,
): ValidationIssue[] => {
  const index = lines.findIndex((line) => line !== undefined && ships(line, productTypes));
  if (index === -1) return [];
  return [{ pointer: "/shippingAddress", detail: `is required: line ${index + 1} is sent by post` }];
};

const parseLines = (body: object, vocabulary: OrderVocabulary) => {
  const value = own(body, "lines");
  const raw: readonly unknown[] = Array.isArray(value) ? value : [];
  const parsed = raw.map((line, index) => parseLine(line, index, vocabulary));
  const lines = parsed.map((line) => (line.ok ? line.value : undefined));
  const issues = parsed.flatMap((line) => (line.ok ? [] : line.error));
  return { lines, issues: [...issues, ...repeatedIds(raw)] };
};

const areAllValid = (lines: readonly (OrderLine | undefined)[]): lines is OrderLine[] =>
  lines.every((line) => line !== undefined);

// The schema and the JSON text both report a `__proto__` field.
const unique = (issues: readonly ValidationIssue[]): ValidationIssue[] => [
  ...new Map(issues.map((issue) => [`${issue.pointer} ${issue.detail}`, issue])).values(),
];

// An empty state is parsed as undefined.
const withoutAbsent = <H extends { readonly shippingAddress?: object | undefined }>(header: H): H =>
  header.shippingAddress === undefined
    ? header
    : {
        ...header,
        shippingAddress: Object.fromEntries(
          Object.entries(header.shippingAddress).filter(([, value]) => value !== undefined),
        ),
      };

/**
 * Parses an order. Checks that concern several fields are made also when a single field has an issue.
 * @param vocabulary the product types and plans of the rulebook
 * @param protoKeys issues of `__proto__` fields in the body's text, which its parsed value no longer has
 * @returns the order with its defaults, or every issue with the JSON Pointer of its field
 */
export const parseOrder = (
  body: object,
  vocabulary: OrderVocabulary,
  protoKeys: readonly ValidationIssue[] = [],
): Result<Order, readonly ValidationIssue[]> => {
  const header = parseFields(bodySchema, body);
  const { lines, issues: lineIssues } = parseLines(body, vocabulary);
  const issues = [
    ...(header.ok ? [] : header.error),
    ...protoKeys,
    ...(own(body, "shippingAddress") === undefined ? addressIssue(lines, vocabulary.productTypes) : []),
    ...countryIssues(own(body, "shippingAddress")),
    ...lineIssues,
    ...(lines.length > 0 && areAllValid(lines) ? amountIssue(lines, body) : []),
  ];
  if (!header.ok || !areAllValid(lines) || issues.length > 0) return err(unique(issues));
  const { locale = "pt-BR", metadata = {}, ...rest } = header.value;
  return ok({ ...withoutAbsent(rest), locale, metadata, lines });
};
