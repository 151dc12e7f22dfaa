/**
 * The fields that a condition may read. They are derived from the zod schemas that orders are parsed with, and from the
 * product types that the rulebook declares, so that conditions and orders have the same fields.
 */
import * as z from "zod";
import { cancellationFacts } from "../../domain/cancellation-facts.ts";
import type { ListKind } from "../../domain/list.ts";
import { builtInLines, weightGrams } from "../../domain/order-line.ts";
import { orderHeader } from "../../domain/order.ts";
import type { OrderVocabulary, ProductType } from "../../domain/product-type.ts";
import { basisPoints, money } from "../../domain/fields.ts";
import { LINE_PATHS } from "../expression.ts";

export type ValueType =
  | "string"
  | "int"
  | "bool"
  | "instant"
  | "date"
  | "list<string>"
  | "lines"
  | "map"
  | "record";

export type FieldInfo = {
  readonly type: ValueType;
  /** An accepted order may lack it; with `requiredOn`, only lines of other types may lack it. */
  readonly optional: boolean;
  /** The only values it can have. */
  readonly values?: readonly string[];
  /** A condition may read it without `has(…)`, although an order may lack it: a comparison with it is then false. */
  readonly unguarded?: boolean;
  /** Orders of earlier rulebooks may have other values, so nothing is proven from `values`. */
  readonly open?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  /** What the numbers from `minimum` to `maximum` are; to compare it with any other is a mistake. */
  readonly range?: string;
  /** For fields of some types of line only: the types that have it, and those that always have it. */
  readonly availableOn?: ReadonlySet<string>;
  readonly requiredOn?: ReadonlySet<string>;
  /** What a whole number counts, when texts for customers show it in its unit. */
  readonly unit?: "money" | "rate" | "weight";
  /** Its path in the accepted order. */
  readonly path: readonly string[];
  readonly fields?: Fields;
};
export type Fields = ReadonlyMap<string, FieldInfo>;

/** The value of a key of an order's metadata. */
export const METADATA_VALUE: FieldInfo = { type: "string", optional: true, path: [] };

export type Vocabulary = {
  readonly order: Fields;
  readonly line: Fields;
  /** Of rules for each cancellation. */
  readonly cancellation: Fields;
  readonly lineTypes: readonly string[];
  /** Types whose lines always go by post: their orders have a shipping address. */
  readonly shippedTypes: ReadonlySet<string>;
  /** Whether a condition may see free lines: their types prove nothing about the order's shipping address. */
  readonly seesFreeLines: boolean;
  /** The kinds of the lists that conditions may look into, by id; undefined when they are not known. */
  readonly lists: ReadonlyMap<string, ListKind> | undefined;
};

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Optional in a request, but present in an accepted order: `lineId` is numbered, the others have defaults. */
const FILLED_IN: ReadonlySet<string> = new Set(["locale", "metadata", "lineId", "discount"]);

const typeOf = (schema: JsonSchema): ValueType => {
  if (schema.type === "integer") return "int";
  if (schema.type === "boolean") return "bool";
  if (schema.type === "array") return "list<string>";
  if (schema.type === "object") return schema.properties ? "record" : "map";
  return schema.format === "date-time" ? "instant" : "string";
};

const valuesOf = (schema: JsonSchema): readonly string[] | undefined => {
  if (typeof schema.const === "string") return [schema.const];
  return schema.enum?.filter((value) => typeof value === "string");
};

const UNITS: ReadonlyMap<string | undefined, FieldInfo["unit"]> = new Map([
  [money.description, "money"],
  [basisPoints.description, "rate"],
  [weightGrams.unwrap().description, "weight"],
]);

const schemaFieldInfo = (name: string, schema: JsonSchema, optional: boolean): FieldInfo => {
  const values = valuesOf(schema);
  return {
    type: typeOf(schema),
    optional,
    path: [name],
    ...(values ? { values } : {}),
    ...(UNITS.has(schema.description) ? { unit: UNITS.get(schema.description)! } : {}),
    ...(schema.minimum === undefined ? {} : { minimum: schema.minimum }),
    ...(schema.maximum === undefined ? {} : { maximum: schema.maximum }),
    ...(schema.properties ? { fields: fieldsOf(schema) } : {}),
  };
};

const fieldsOf = (schema: JsonSchema): Fields =>
  new Map(
    Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
      if (typeof property === "boolean") return [];
      const optional = !schema.required?.includes(name) && !FILLED_IN.has(name);
      return [[name, schemaFieldInfo(name, property, optional)]];
    }),
  );

const schemaFields = (schema: z.ZodType): Fields =>
  fieldsOf(z.toJSONSchema(schema, { io: "input" }) as JsonSchema);

const builtInFields: ReadonlyMap<string, Fields> = new Map(
  Object.entries(builtInLines).map(([type, schema]) => [type, schemaFields(schema)]),
);

const lineBaseNames: ReadonlySet<string> = new Set(
  [...builtInFields.get("physical")!.keys()].filter((name) =>
    [...builtInFields.values()].every((fields) => fields.has(name)),
  ),
);

const attributeFields = ({ attributes }: ProductType): readonly (readonly [string, FieldInfo])[] =>
  Object.entries(attributes).map(([name, { type, optional }]) => [
    name,
    { type, optional, path: ["attributes", name] },
  ]);

const declaredFields = (type: ProductType): Fields => {
  const common = [...builtInFields.get("physical")!].filter(([name]) => lineBaseNames.has(name));
  const own = attributeFields(type);
  // A line of any type that goes by post may have a weight.
  const weight = builtInFields.get("physical")!.get("weightGrams")!;
  return new Map([...common, ...own, ...(type.ships ? [["weightGrams", weight] as const] : [])]);
};

/** Merges the entries of all types for one field: the types that have it, and those that always have it. */
const mergeField = (name: string, perType: ReadonlyMap<string, Fields>): FieldInfo => {
  const entries = [...perType].flatMap(([type, fields]) => {
    const info = fields.get(name);
    return info ? [{ type, info }] : [];
  });
  const { values: _values, ...first } = entries[0]!.info;
  const values = [...new Set(entries.flatMap(({ info }) => info.values ?? []))];
  const required = entries.filter(({ info }) => !info.optional).map(({ type }) => type);
  const merged = { ...first, ...(values.length > 0 ? { values } : {}) };
  if (required.length === perType.size) return merged;
  const availableOn = new Set(entries.map(({ type }) => type));
  return { ...merged, optional: true, availableOn, requiredOn: new Set(required) };
};

type PlanDeclarations = Pick<OrderVocabulary, "planDetails"> & { readonly plans: readonly string[] };

const PLAN_FIELDS = ["plan", "toPlan"];

const lineFields = (
  perType: ReadonlyMap<string, Fields>,
  { plans, planDetails = {} }: PlanDeclarations,
): Fields => {
  const names = new Set([...perType.values()].flatMap((fields) => [...fields.keys()]));
  const fields = new Map([...names].map((name) => [name, mergeField(name, perType)]));
  fields.set("type", { ...fields.get("type")!, values: [...perType.keys()] });
  fields.set("free", { type: "bool", optional: false, path: ["free"] });
  const { minimum: _minimum, maximum: _maximum, ...weight } = fields.get("weightGrams")!;
  const computed: readonly FieldInfo[] = [
    { type: "string", optional: true, path: ["agent"] },
    { type: "int", optional: false, path: ["total"], unit: "money" },
    { ...weight, path: ["weightTotal"] },
  ];
  // An attribute that a rulebook has declared under such a name stays what the name means there.
  for (const info of computed) {
    const [name] = info.path as [string];
    if (!fields.has(name)) fields.set(name, info);
  }
  for (const name of PLAN_FIELDS) fields.set(name, { ...fields.get(name)!, values: plans, open: true });
  // Where no plan has a period, every membership has its own.
  if (Object.values(planDetails).every(({ period }) => period === undefined))
    fields.set("period", { ...fields.get("period")!, requiredOn: new Set(["membership"]) });
  return fields;
};

/** Names that an attribute of a declared product type cannot have: every line may have such a field. */
export const reservedFieldNames: ReadonlySet<string> = new Set([
  ...[...builtInFields.values()].flatMap((fields) => [...fields.keys()]),
  "free",
  "gift",
  "attributes",
]);

export const builtInTypeNames: readonly string[] = [...builtInFields.keys()];

// Before addresses depended on the country, every address had these, and rulebooks read them without a guard.
const UNGUARDED = ["state", "postalCode"];

const withUnguarded = (address: FieldInfo): FieldInfo => {
  const fields = new Map(address.fields);
  for (const name of UNGUARDED) fields.set(name, { ...fields.get(name)!, unguarded: true });
  return { ...address, fields };
};

const headerFields = schemaFields(orderHeader);

const withEmailDomain = (customer: FieldInfo): FieldInfo => ({
  ...customer,
  fields: new Map([
    ...(customer.fields ?? []),
    ["emailDomain", { type: "string", optional: false, path: ["emailDomain"] }],
  ]),
});

const total = (name: string): FieldInfo => ({ type: "int", optional: false, path: [name], minimum: 0 });

/** What the customer had before. Orders of earlier times and of rulebooks that did not ask for it lack it. */
const HISTORY: FieldInfo = {
  type: "record",
  optional: true,
  path: ["history"],
  fields: new Map<string, FieldInfo>([
    ["orders", total("orders")],
    ["paidTotal", { ...total("paidTotal"), unit: "money" }],
    ["firstPaidAt", { type: "date", optional: true, path: ["firstPaidAt"] }],
  ]),
};

const clockField = (name: string, minimum: number, maximum: number, range: string): [string, FieldInfo] => [
  name,
  { type: "int", optional: false, path: [name], minimum, maximum, range },
];

/** An instant as a calendar and a clock in São Paulo show it. */
const CLOCK_FIELDS: readonly (readonly [string, FieldInfo])[] = [
  clockField("month", 1, 12, "1 to 12"),
  clockField("day", 1, 31, "1 to 31"),
  clockField("weekday", 1, 7, "1 (Monday) to 7 (Sunday)"),
  clockField("hour", 0, 23, "0 to 23"),
];

/** When the order was paid. */
const PAID: FieldInfo = { type: "record", optional: false, path: ["paid"], fields: new Map(CLOCK_FIELDS) };

/** The facts, the cancelled lines, and when it was. */
const cancellationFields: Fields = new Map([
  ...schemaFields(cancellationFacts),
  ["lines", { type: "lines", optional: false, path: ["lines"] }],
  ...CLOCK_FIELDS,
]);

const orderFields: Fields = new Map([
  ...headerFields,
  ["shippingAddress", withUnguarded(headerFields.get("shippingAddress")!)],
  ["customer", withEmailDomain(headerFields.get("customer")!)],
  ["lines", { type: "lines", optional: false, path: [LINE_PATHS.lines] }],
  ["allLines", { type: "lines", optional: false, path: [LINE_PATHS.allLines] }],
  ["goodsTotal", { type: "int", optional: false, path: ["goodsTotal"], unit: "money" }],
  ["weightGrams", { type: "int", optional: true, path: ["weightGrams"], unit: "weight" }],
  ["history", HISTORY],
  ["paid", PAID],
]);

/**
 * The vocabulary of one rulebook.
 * @param addsFreeItems whether any rule adds free items
 * @param lists the kinds of the lists that there are; undefined when they are not known
 */
export const vocabularyOf = (
  productTypes: Readonly<Record<string, ProductType>>,
  plans: PlanDeclarations,
  addsFreeItems: boolean,
  lists?: ReadonlyMap<string, ListKind>,
): Vocabulary => {
  const types = Object.entries(productTypes);
  const declared = types.filter(([name]) => !builtInFields.has(name));
  const added = types.filter(([name]) => builtInFields.has(name));
  const perType = new Map([
    ...builtInFields,
    ...added.map(([name, type]): [string, Fields] => [
      name,
      new Map([...builtInFields.get(name)!, ...attributeFields(type)]),
    ]),
    ...declared.map(([name, type]): [string, Fields] => [name, declaredFields(type)]),
  ]);
  const shipped = declared.filter(([, type]) => type.ships).map(([name]) => name);
  return {
    order: orderFields,
    line: lineFields(perType, plans),
    cancellation: cancellationFields,
    lineTypes: [...perType.keys()],
    shippedTypes: new Set(["physical", "book", ...shipped]),
    seesFreeLines: addsFreeItems,
    lists,
  };
};
