/** Parses the lines of an order: built-in types, and those that the active rulebook declares. */
import * as z from "zod";
import { planId } from "./fields.ts";
import { pointerTo } from "./json-pointer.ts";
import { builtInLines, lineBase, type OrderLine, weightGrams } from "./order-line.ts";
import {
  attributesShape,
  declaredType,
  type ProductType,
  type OrderVocabulary,
  type ProductTypes,
} from "./product-type.ts";
import { planIn } from "./plan.ts";
import { err, ok, type Result } from "./result.ts";
import { parseFields, toValidationIssues, type ValidationIssue } from "./validation-issue.ts";

const declaredLine = (name: string, declared: ProductType): z.ZodObject =>
  z.strictObject({
    ...attributesShape(declared),
    ...(declared.ships ? { weightGrams } : {}),
    type: z.literal(name),
    ...lineBase,
  });

/** The schema of a built-in type or of its catalogue entries, with the attributes that a rulebook adds. */
export const withAttributes = (schema: z.ZodObject, added: ProductType | undefined): z.ZodObject =>
  added === undefined ? schema : schema.extend(attributesShape(added));

type LineSchemas = ReadonlyMap<string, z.ZodObject>;

// A rulebook is immutable, so the schemas of its types are built once.
const schemasByTypes = new WeakMap<ProductTypes, LineSchemas>();

const lineSchemas = (productTypes: ProductTypes): LineSchemas => {
  const cached = schemasByTypes.get(productTypes);
  if (cached !== undefined) return cached;
  const declared = Object.entries(productTypes).map(
    ([name, type]) => [name, declaredLine(name, type)] as const,
  );
  const builtIn = Object.entries(builtInLines).map(
    ([name, schema]) => [name, withAttributes(schema, declaredType(productTypes, name))] as const,
  );
  const schemas = new Map<string, z.ZodObject>([...declared, ...builtIn]);
  schemasByTypes.set(productTypes, schemas);
  return schemas;
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
  const allowed = `must be one of ${types.join(", ")}`;
  const detail = Object.hasOwn(raw, "type") ? allowed : `is required: ${allowed}`;
  const others = baseOnly.safeParse(raw, { reportInput: true }).error?.issues ?? [];
  return [{ pointer: pointerTo([...path, "type"]), detail }, ...toValidationIssues(others, path)];
};

const typeOf = (raw: object): unknown => (Object.hasOwn(raw, "type") && "type" in raw ? raw.type : undefined);

type ParsedFields = Readonly<Record<string, unknown>> & {
  readonly lineId?: string;
  readonly discount?: number;
};

// Attributes are stored apart from the other fields, so that neither can overwrite the other.
const accept = (fields: ParsedFields, number: number, declared: ProductType | undefined): OrderLine => {
  const { lineId = String(number), discount = 0, ...rest } = fields;
  if (declared === undefined) return { ...rest, lineId, discount, free: false } as OrderLine;
  const isAttribute = ([name]: [string, unknown]) => Object.hasOwn(declared.attributes, name);
  const entries = Object.entries(rest);
  const common = Object.fromEntries(entries.filter((entry) => !isAttribute(entry)));
  const attributes = Object.fromEntries(entries.filter(isAttribute));
  const line = { ...common, lineId, discount, free: false };
  // A line of a built-in type without attributes stays as it was before the type had any.
  const isPlain = declared.ships === undefined && Object.keys(attributes).length === 0;
  return (isPlain ? line : { ...line, attributes }) as OrderLine;
};

const discountIssue = (line: OrderLine, path: readonly PropertyKey[]): ValidationIssue[] =>
  BigInt(line.discount) > BigInt(line.quantity) * BigInt(line.unitPrice)
    ? [{ pointer: pointerTo([...path, "discount"]), detail: "must not exceed quantity × unitPrice" }]
    : [];

const PLAN_FIELDS: Readonly<Record<string, string>> = { membership: "plan", membership_upgrade: "toPlan" };

/** The issue of a membership for which neither the line nor its plan has a period. */
const periodIssues = (
  raw: object,
  type: string,
  path: readonly PropertyKey[],
  { planDetails }: OrderVocabulary,
): ValidationIssue[] => {
  const { plan, period } = Object.fromEntries(Object.entries(raw));
  if (type !== "membership" || period !== undefined) return [];
  const known = typeof plan === "string" ? planIn(planDetails, plan)?.period : undefined;
  return known === undefined ? [{ pointer: pointerTo([...path, "period"]), detail: "is required" }] : [];
};

/** The issue of a plan that the rulebook does not name. Text that cannot be a plan is an issue of the schema. */
const namedPlanIssues = (
  raw: object,
  type: string,
  path: readonly PropertyKey[],
  { plans }: OrderVocabulary,
): ValidationIssue[] => {
  const name = Object.hasOwn(PLAN_FIELDS, type) ? PLAN_FIELDS[type]! : undefined;
  if (name === undefined || plans === undefined) return [];
  const plan = planId.safeParse(new Map<string, unknown>(Object.entries(raw)).get(name)).data;
  if (plan === undefined || plans.includes(plan)) return [];
  const detail =
    plans.length === 0 ? "the rulebook names no plan" : `must be a plan of the rulebook: ${plans.join(", ")}`;
  return [{ pointer: pointerTo([...path, name]), detail }];
};

/** The issues of a line or an entry of the catalogue that concern the plans of the rulebook. */
export const planIssues = (
  raw: object,
  type: string,
  path: readonly PropertyKey[],
  vocabulary: OrderVocabulary,
): ValidationIssue[] => [
  ...namedPlanIssues(raw, type, path, vocabulary),
  ...periodIssues(raw, type, path, vocabulary),
];

/**
 * Parses one line.
 * @param index its position from 0; a line without `lineId` gets the position from 1 as its id
 * @returns the line with its defaults, or its issues
 */
export const parseLine = (
  raw: unknown,
  index: number,
  vocabulary: OrderVocabulary,
): Result<OrderLine, readonly ValidationIssue[]> => {
  const { productTypes } = vocabulary;
  const path = ["lines", index];
  if (typeof raw !== "object" || raw === null || Array.isArray(raw))
    return err([{ pointer: pointerTo(path), detail: "must be an object" }]);
  const type = typeOf(raw);
  const schema = typeof type === "string" ? lineSchemas(productTypes).get(type) : undefined;
  if (schema === undefined) return err(unknownType(raw, path, lineTypes(productTypes)));
  const parsed = parseFields(schema, raw, path);
  const unknownPlans = planIssues(raw, String(type), path, vocabulary);
  if (!parsed.ok) return err([...parsed.error, ...unknownPlans]);
  const line = accept(parsed.value, index + 1, declaredType(productTypes, String(type)));
  const issues = [...discountIssue(line, path), ...unknownPlans];
  return issues.length > 0 ? err(issues) : ok(line);
};
