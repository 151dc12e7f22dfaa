/** A JSON schema as nested lists that a person can read. */
import type { JsonSchema } from "../../lib/contract/component-schemas.ts";
import { type Html, html } from "./html.ts";

const REF = "#/components/schemas/";

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const schemasIn = (value: unknown): JsonSchema[] => (Array.isArray(value) ? value.filter(isSchema) : []);

const link = (reference: string): Html => {
  const name = reference.startsWith(REF) ? reference.slice(REF.length) : reference;
  return html`<a href="#schema-${name}">${name}</a>`;
};

const bounds = (schema: JsonSchema): string[] => {
  const range = (least: unknown, most: unknown, unit: string): string[] => {
    if (least === undefined && most === undefined) return [];
    return [
      `${least === undefined ? "" : `${String(least)} `}…${most === undefined ? "" : ` ${String(most)}`}${unit}`,
    ];
  };
  return [
    ...range(schema.minimum, schema.maximum, ""),
    ...range(schema.minLength, schema.maxLength, " characters"),
    ...range(schema.minItems, schema.maxItems, " entries"),
    ...(typeof schema.pattern === "string" ? [schema.pattern] : []),
  ];
};

const values = (schema: JsonSchema): string | undefined => {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  return Array.isArray(schema.enum)
    ? schema.enum.map((value) => JSON.stringify(value)).join(" | ")
    : undefined;
};

/** The type of a value in a word or two. */
const kind = (schema: JsonSchema): Html => {
  if (typeof schema.$ref === "string") return link(schema.$ref);
  const choices = schemasIn(schema.anyOf ?? schema.oneOf);
  if (choices.length > 0 && choices.every((choice) => !isSchema(choice.properties)))
    return html`${choices.map((choice, index) => html`${index > 0 && " or "}${kind(choice)}`)}`;
  if (choices.length > 0) return html`one of ${choices.length} forms`;
  if (schema.type === "array" && isSchema(schema.items)) return html`list of ${kind(schema.items)}`;
  const base = values(schema) ?? schema.format ?? schema.type ?? "anything";
  return html`${String(base)}`;
};

const details = (schema: JsonSchema): Html => {
  const notes = [...bounds(schema), ...(typeof schema.description === "string" ? [schema.description] : [])];
  return html`${notes.length > 0 && html`<span class="note">${notes.join(" · ")}</span>`}`;
};

const inner = (schema: JsonSchema): Html | undefined => {
  if (isSchema(schema.properties)) return fieldList(schema);
  const choices = schemasIn(schema.anyOf ?? schema.oneOf).filter((choice) => isSchema(choice.properties));
  if (choices.length > 0)
    return html`<ol class="forms">${choices.map((choice) => html`<li>${details(choice)}${fieldList(choice)}</li>`)}</ol>`;
  for (const nested of [schema.items, schema.additionalProperties])
    if (isSchema(nested)) return inner(nested);
  return undefined;
};

const fieldList = (schema: JsonSchema): Html => {
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const fields = Object.entries(isSchema(schema.properties) ? schema.properties : {});
  return html`<ul class="fields">${fields.map(([name, field]) =>
    isSchema(field)
      ? html`<li><code>${name}</code> <span class="kind">${kind(field)}</span>${
          !required.has(name) && html` <span class="optional">optional</span>`
        } ${details(field)}${inner(field)}</li>`
      : "",
  )}</ul>`;
};

/** A schema with its fields, down to links to named schemas. */
export const schemaView = (schema: JsonSchema): Html =>
  html`<p><span class="kind">${kind(schema)}</span> ${details(schema)}</p>${inner(schema)}`;
