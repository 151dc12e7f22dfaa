/** The named schemas of the API's description: zod schemas with `.meta({ id })`, as JSON Schema. */
import * as z from "zod";

export type JsonSchema = { readonly [key: string]: unknown };

const PREFIX = "#/components/schemas/";

export const referenceTo = (name: string): JsonSchema => ({ $ref: `${PREFIX}${name}` });

/** The name that a schema's metadata gives it, if any. */
export const schemaName = (schema: z.ZodType): string | undefined => z.globalRegistry.get(schema)?.id;

// A format says more than the pattern that checks it, and the safe integers are no bound worth showing.
const simplify = ({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void => {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
};

/** A zod schema as JSON Schema. Schemas with a name, the outermost one too, are in `$defs`. */
export const jsonSchemaOf = (schema: z.ZodType): JsonSchema => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override: simplify,
  });
  return rest;
};

type Definitions = Readonly<Record<string, JsonSchema>>;

const withoutId = ({ id: _id, ...schema }: JsonSchema): JsonSchema => schema;

/** The named schemas and every named schema within them, by name. */
export const componentSchemas = (schemas: Iterable<z.ZodType>): Record<string, JsonSchema> => {
  const components: Record<string, JsonSchema> = {};
  for (const schema of schemas)
    for (const [name, definition] of Object.entries((jsonSchemaOf(schema).$defs ?? {}) as Definitions))
      components[name] ??= withoutId(definition);
  return JSON.parse(JSON.stringify(components).replaceAll('"$ref":"#/$defs/', `"$ref":"${PREFIX}`));
};
