/** The actions with their fields, for editors; derived from the schemas that actions are checked with. */
import * as z from "zod";
import { FOR_EACH, type ForEach } from "../../tasks/definition.ts";
import { ACTION_ENTRIES, type ActionName } from "./action-source.ts";

export type ActionField = {
  readonly name: string;
  readonly required: boolean;
  readonly type: string;
  readonly description?: string;
  readonly values?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
};

export type ActionDescription = {
  readonly name: ActionName;
  readonly description: string;
  readonly fields: readonly ActionField[];
  /** The rules that may have it. */
  readonly forEach: readonly ForEach[];
};

type JsonSchema = z.core.JSONSchema.BaseSchema;

const valuesOf = ({ const: only, enum: several }: JsonSchema): readonly string[] | undefined => {
  const values = only === undefined ? several : [only];
  return values?.filter((value) => typeof value === "string");
};

const typeOf = ({ type, anyOf = [] }: JsonSchema): string => {
  const alternatives = anyOf.map((one) => (typeof one === "object" ? typeOf(one) : "any"));
  return [...new Set(type === undefined ? alternatives : [type].flat())].join("|");
};

/** Safe integers have bounds of their own, which say nothing. */
const bound = (value: number | undefined): number | undefined =>
  value === undefined || Math.abs(value) === Number.MAX_SAFE_INTEGER ? undefined : value;

const fieldOf = (
  name: string,
  schema: JsonSchema,
  required: boolean,
  known: readonly string[] | undefined,
): ActionField => {
  const values = valuesOf(schema) ?? known;
  const [minimum, maximum] = [bound(schema.minimum), bound(schema.maximum)];
  return {
    name,
    required,
    type: typeOf(schema),
    ...(schema.description === undefined ? {} : { description: schema.description }),
    ...(values === undefined ? {} : { values }),
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
  };
};

/** @param known the values of a field that are declared elsewhere, by the field's name */
export const actionTable = (
  known: Readonly<Record<string, readonly string[]>>,
): readonly ActionDescription[] =>
  ACTION_ENTRIES.map(({ name, description, details, notForCancellations }) => {
    const { properties = {}, required = [] } = z.toJSONSchema(details, { io: "input" }) as JsonSchema;
    const fields = Object.entries(properties).flatMap(([field, schema]) =>
      typeof schema === "boolean" ? [] : [fieldOf(field, schema, required.includes(field), known[field])],
    );
    const forEach = FOR_EACH.filter((one) => one !== "cancellation" || notForCancellations === undefined);
    return { name, description, fields, forEach };
  });
