/** The lines of an order body: built-in types, and those that the active rulebook declares. */
import * as z from "zod";
import { MAX_MONEY } from "../domain/money.ts";
import {
  type AttributeValue,
  builtInLines,
  lineBase,
  type OrderLine,
  physicalLine,
} from "../domain/order.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { hasUnstorableText } from "../domain/storable-text.ts";
import type { Attribute, ProductType, Rulebook } from "../rulebook/rulebook.ts";
import { toValidationIssues, parseBody } from "./validation-issues.ts";
import { pointerTo } from "./json-pointer.ts";
import type { ValidationIssue } from "./problem.ts";

export type ProductTypes = Rulebook["productTypes"];

const attributeText = z
  .string()
  .max(500)
  .refine((value) => !hasUnstorableText(value), "must not hold NUL or a lone surrogate");

const attributeSchema = ({ type, optional }: Attribute): z.ZodType => {
  const schema = {
    string: attributeText,
    int: z.int().min(-MAX_MONEY).max(MAX_MONEY),
    bool: z.boolean(),
    "list<string>": z.array(attributeText).max(50),
  }[type];
  return optional ? schema.optional() : schema;
};

/** The attributes of a declared type, as zod knows them. */
export const attributesShape = (declared: ProductType): Record<string, z.ZodType> =>
  Object.fromEntries(
    Object.entries(declared.attributes).map(([name, attribute]) => [name, attributeSchema(attribute)]),
  );

const declaredLine = (name: string, declared: ProductType): z.ZodObject =>
  z.strictObject({
    ...attributesShape(declared),
    ...(declared.ships ? { weightGrams: physicalLine.shape.weightGrams } : {}),
    type: z.literal(name),
    ...lineBase,
  });

type LineSchemas = ReadonlyMap<string, z.ZodObject>;

// A rulebook is immutable, so the schemas of its types are made once.
const known = new WeakMap<ProductTypes, LineSchemas>();

/** Every line type that may be ordered, with its schema. */
const lineSchemas = (productTypes: ProductTypes): LineSchemas => {
  const found = known.get(productTypes);
  if (found !== undefined) return found;
  const declared = Object.entries(productTypes).map(
    ([name, type]) => [name, declaredLine(name, type)] as const,
  );
  const made = new Map<string, z.ZodObject>([...declared, ...Object.entries(builtInLines)]);
  known.set(productTypes, made);
  return made;
};

/** The names of the line types, built-in ones first. */
export const lineTypes = (productTypes: ProductTypes): string[] => [
  ...Object.keys(builtInLines),
  ...Object.keys(productTypes).filter((name) => !Object.hasOwn(builtInLines, name)),
];

const baseOnly = z.looseObject(lineBase);

const unknownType = (
  raw: object,
  path: readonly PropertyKey[],
  types: readonly string[],
): ValidationIssue[] => {
  const given = Object.hasOwn(raw, "type");
  const allowed = `must be one of ${types.join(", ")}`;
  const fault = {
    pointer: pointerTo([...path, "type"]),
    detail: given ? allowed : `is required: ${allowed}`,
  };
  return [
    fault,
    ...toValidationIssues(baseOnly.safeParse(raw, { reportInput: true }).error?.issues ?? [], path),
  ];
};

const typeOf = (raw: object): unknown => (Object.hasOwn(raw, "type") && "type" in raw ? raw.type : undefined);

type BaseFields = Omit<OrderLine, "lineId" | "discount" | "free"> & { lineId?: string; discount?: number };

const accept = (fields: BaseFields, number: number, declared: ProductType | undefined): OrderLine => {
  const { lineId = String(number), discount = 0, ...rest } = fields;
  if (declared === undefined) return { ...rest, lineId, discount, free: false };
  const isAttribute = ([name]: [string, unknown]) => Object.hasOwn(declared.attributes, name);
  const entries = Object.entries(rest);
  return {
    ...(Object.fromEntries(entries.filter((entry) => !isAttribute(entry))) as typeof rest),
    lineId,
    discount,
    free: false,
    attributes: Object.fromEntries(entries.filter(isAttribute)) as Record<string, AttributeValue>,
  };
};

const discountFault = (line: OrderLine, path: readonly PropertyKey[]): ValidationIssue[] =>
  BigInt(line.discount) > BigInt(line.quantity) * BigInt(line.unitPrice)
    ? [{ pointer: pointerTo([...path, "discount"]), detail: "must not exceed quantity × unitPrice" }]
    : [];

/**
 * Parses one line.
 * @param index its position, which numbers it when it has no id of its own
 */
export const parseLine = (
  raw: unknown,
  index: number,
  productTypes: ProductTypes,
): Result<OrderLine, readonly ValidationIssue[]> => {
  const path = ["lines", index];
  if (typeof raw !== "object" || raw === null || Array.isArray(raw))
    return err([{ pointer: pointerTo(path), detail: "must be an object" }]);
  const type = typeOf(raw);
  const schema = typeof type === "string" ? lineSchemas(productTypes).get(type) : undefined;
  if (schema === undefined) return err(unknownType(raw, path, lineTypes(productTypes)));
  const parsed = parseBody(schema, raw, path);
  if (!parsed.ok) return parsed;
  const declared = Object.hasOwn(builtInLines, String(type)) ? undefined : productTypes[String(type)];
  const line = accept(parsed.value as BaseFields, index + 1, declared);
  const faults = discountFault(line, path);
  return faults.length > 0 ? err(faults) : ok(line);
};
