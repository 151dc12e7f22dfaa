/** Finds the schema of a part of a value, so that a message can name the part and the keys that it may have. */
import * as z from "zod";

/** A schema without the wrappers that only say whether a value may be absent. */
export const unwrapped = (schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? unwrapped(schema.unwrap()) : schema;

const child = (schema: z.core.$ZodType | undefined, step: PropertyKey): z.core.$ZodType | undefined => {
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Record<PropertyKey, z.core.$ZodType>;
    return Object.hasOwn(shape, step) ? unwrapped(shape[step]) : undefined;
  }
  if (schema instanceof z.ZodArray) return unwrapped(schema.element);
  if (schema instanceof z.ZodRecord) return unwrapped(schema.valueType);
  if (!(schema instanceof z.ZodUnion)) return undefined;
  return schema.options.map((option) => child(unwrapped(option), step)).find((found) => found !== undefined);
};

/** The schema at a path of a value; undefined where the schema knows no such path. */
export const schemaAt = (
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
): z.core.$ZodType | undefined => path.reduce<z.core.$ZodType | undefined>(child, unwrapped(schema));

/** The keys of an object schema, or of the object among a union's options. */
export const keysOfSchema = (schema: z.core.$ZodType | undefined): readonly string[] => {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  return schema instanceof z.ZodUnion ? schema.options.flatMap(keysOfSchema) : [];
};

export const titleOf = (schema: z.core.$ZodType | undefined): string | undefined =>
  schema && z.globalRegistry.get(schema)?.title;

export const descriptionOf = (schema: z.core.$ZodType | undefined): string | undefined =>
  schema && z.globalRegistry.get(schema)?.description;
