/** Product types that a rulebook declares or adds attributes to, and the schema of their attributes on an order line. */
import * as z from "zod";
import { dateSchema } from "./date.ts";
import { anyText } from "./fields.ts";
import { FORBIDDEN_NAMES } from "./forbidden-names.ts";
import { MAX_MONEY } from "./money.ts";
import type { Plans } from "./plan.ts";

export const PRODUCT_TYPE_PATTERN = /^[a-z][a-z0-9_]{0,39}$/;
export const ATTRIBUTE_PATTERN = /^[a-z][A-Za-z0-9]{0,39}$/;

export const ATTRIBUTE_TYPES = ["string", "int", "bool", "date", "list<string>"] as const;
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];

const isAllowedName = (name: string): boolean => !FORBIDDEN_NAMES.has(name);

const attributeDeclaration = z.strictObject({ type: z.enum(ATTRIBUTE_TYPES), optional: z.boolean() });
export type Attribute = z.infer<typeof attributeDeclaration>;

const productType = z.strictObject({
  /** Whether lines of the type go by post; absent for a built-in type, to which a rulebook only adds attributes. */
  ships: z.boolean().optional(),
  attributes: z.record(z.string().regex(ATTRIBUTE_PATTERN).refine(isAllowedName), attributeDeclaration),
});
export type ProductType = z.infer<typeof productType>;

/** Product types by name, as a stored rulebook holds them. */
export const productTypesSchema = z.record(
  z.string().regex(PRODUCT_TYPE_PATTERN).refine(isAllowedName),
  productType,
);
export type ProductTypes = Readonly<Record<string, ProductType>>;

/** What a rulebook says about the orders that it decides. */
export type OrderVocabulary = {
  readonly productTypes: ProductTypes;
  /** The names of the plans; undefined when any plan is accepted. */
  readonly plans?: readonly string[] | undefined;
  readonly planDetails?: Plans | undefined;
};

/** The value of an attribute on an order line. */
export type AttributeValue = string | number | boolean | readonly string[];

const attributeText = anyText(500);

const VALUE_SCHEMAS: Record<AttributeType, z.ZodType> = {
  string: attributeText,
  int: z.int().min(-MAX_MONEY).max(MAX_MONEY),
  bool: z.boolean(),
  date: dateSchema,
  "list<string>": z.array(attributeText).max(50),
};

/** The attributes of a type as fields of a zod object. */
export const attributesShape = ({ attributes }: ProductType): Record<string, z.ZodType> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { type, optional }]) => [
      name,
      optional ? VALUE_SCHEMAS[type].optional() : VALUE_SCHEMAS[type],
    ]),
  );

/** The declaration of a product type; undefined when the rulebook says nothing about a type of that name. */
export const declaredType = (productTypes: ProductTypes, name: string): ProductType | undefined =>
  Object.hasOwn(productTypes, name) ? productTypes[name] : undefined;
