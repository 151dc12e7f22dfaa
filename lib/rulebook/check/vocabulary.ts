/**
 * The fields a rule may speak of. Drawn from the zod schemas that orders are parsed with, and from the product types
 * that the rulebook declares, so that the language cannot drift from the orders.
 */
import * as z from "zod";
import { builtInLines, orderHeaderFields } from "../../domain/order.ts";
import type { ProductType } from "../rulebook.ts";

export type ValueType = "string" | "int" | "bool" | "instant" | "list<string>" | "lines" | "map" | "record";

export type FieldInfo = {
  readonly type: ValueType;
  /** The accepted order may lack it (or, with `requiredOn`, may lack it on other types of line). */
  readonly optional: boolean;
  /** The only values it can have. */
  readonly values?: readonly string[];
  /** Whether a line of another rulebook could have values besides; if so, nothing is proved from `values`. */
  readonly open?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  /** For fields of some types of line only: the types that have it, and those that always have it. */
  readonly availableOn?: ReadonlySet<string>;
  readonly requiredOn?: ReadonlySet<string>;
  /** Where it is kept in the accepted order; the name itself unless told otherwise. */
  readonly path: readonly string[];
  readonly fields?: Fields;
};
export type Fields = ReadonlyMap<string, FieldInfo>;

export type Vocabulary = {
  readonly order: Fields;
  readonly line: Fields;
  readonly lineTypes: readonly string[];
  /** Types whose lines always go by post, so that their orders have a shipping address. */
  readonly shippedTypes: ReadonlySet<string>;
};

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Optional on the wire, but filled in when the order is accepted. `lineId` is numbered, the others defaulted. */
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

const infoOf = (name: string, schema: JsonSchema, optional: boolean): FieldInfo => {
  const values = valuesOf(schema);
  return {
    type: typeOf(schema),
    optional,
    path: [name],
    ...(values ? { values } : {}),
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
      return [[name, infoOf(name, property, optional)]];
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

const declaredFields = (type: ProductType): Fields => {
  const common = [...builtInFields.get("physical")!].filter(([name]) => lineBaseNames.has(name));
  const own = Object.entries(type.attributes).map(([name, attribute]): [string, FieldInfo] => [
    name,
    { type: attribute.type, optional: attribute.optional, path: ["attributes", name] },
  ]);
  // What goes by post may be weighed, whatever it is.
  const weight = builtInFields.get("physical")!.get("weightGrams")!;
  return new Map([...common, ...own, ...(type.ships ? [["weightGrams", weight] as const] : [])]);
};

/** Merges what the types say of one field: who has it, who always has it. */
const mergeField = (name: string, perType: ReadonlyMap<string, Fields>): FieldInfo => {
  const having = [...perType].flatMap(([type, fields]) => {
    const info = fields.get(name);
    return info ? [{ type, info }] : [];
  });
  const { values: _values, ...first } = having[0]!.info;
  const values = [...new Set(having.flatMap(({ info }) => info.values ?? []))];
  const required = having.filter(({ info }) => !info.optional).map(({ type }) => type);
  const merged = { ...first, ...(values.length > 0 ? { values } : {}) };
  if (required.length === perType.size) return merged;
  const on = new Set(having.map(({ type }) => type));
  return { ...merged, optional: true, availableOn: on, requiredOn: new Set(required) };
};

const PLAN_FIELDS = ["plan", "toPlan"];

const lineFields = (perType: ReadonlyMap<string, Fields>, plans: readonly string[]): Fields => {
  const names = new Set([...perType.values()].flatMap((fields) => [...fields.keys()]));
  const fields = new Map([...names].map((name) => [name, mergeField(name, perType)]));
  fields.set("type", { ...fields.get("type")!, values: [...perType.keys()] });
  fields.set("free", { type: "bool", optional: false, path: ["free"] });
  for (const name of PLAN_FIELDS) fields.set(name, { ...fields.get(name)!, values: plans, open: true });
  return fields;
};

/** Field names that a declared product type may not take: they mean something already. */
export const reservedFieldNames: ReadonlySet<string> = new Set([
  ...[...builtInFields.values()].flatMap((fields) => [...fields.keys()]),
  "free",
  "gift",
  "attributes",
]);

export const builtInTypeNames: readonly string[] = [...builtInFields.keys()];

const orderFields: Fields = new Map([
  ...schemaFields(z.strictObject(orderHeaderFields)),
  ["lines", { type: "lines", optional: false, path: ["lines"] }],
]);

/** The vocabulary of one rulebook. */
export const vocabularyOf = (
  productTypes: Readonly<Record<string, ProductType>>,
  plans: readonly string[],
): Vocabulary => {
  const declared = Object.entries(productTypes);
  const perType = new Map([
    ...builtInFields,
    ...declared.map(([name, type]): [string, Fields] => [name, declaredFields(type)]),
  ]);
  const posted = declared.filter(([, type]) => type.ships).map(([name]) => name);
  return {
    order: orderFields,
    line: lineFields(perType, plans),
    lineTypes: [...perType.keys()],
    shippedTypes: new Set(["physical", "book", ...posted]),
  };
};
