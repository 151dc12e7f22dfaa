import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { rulebookJsonSchema } from "./json-schema.ts";

const schema = rulebookJsonSchema();
const validate = new Ajv2020({ allErrors: true, validateFormats: false }).compile(schema);

const rulebook = (file: string): unknown =>
  parse(readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8"));
const errorsOf = (value: unknown) => {
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
};
/** A rulebook of one rule, with the given keys in place of its own. */
const withRule = (yaml: string) => ({
  rules: [{ ...parse("{ id: a, when: line.free, then: [commission] }"), ...parse(yaml) }],
});

/** Every property of the schema, with the path that leads to it. */
const propertiesOf = (part: unknown, path: string): [path: string, property: Record<string, unknown>][] => {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, inner]) => {
    const nested = propertiesOf(inner, key === "properties" ? path : `${path}/${key}`);
    if (key !== "properties") return nested;
    const own = Object.entries(inner as Record<string, Record<string, unknown>>);
    return [
      ...own.map(([name, one]): [string, Record<string, unknown>] => [`${path}/${name}`, one]),
      ...nested,
    ];
  });
};

describe("the JSON Schema of rulebooks", () => {
  test("is of draft 2020-12 and accepts the starting rulebook", () => {
    expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(errorsOf(rulebook("rules/default.yaml"))).toEqual([]);
  });

  test.each([
    "then: [commission]",
    "then: [commission: ]",
    "then: [commission: {}]",
    "then: [packingSlip: { destination: shipping }]",
    "when: true",
  ])("accepts a rule with %s", (yaml) => expect(errorsOf(withRule(yaml))).toEqual([]));

  test.each([
    ["an unknown key", "wehn: line.free", "/rules/0 additionalProperties"],
    ["an unknown action", "then: [packingSlp: {}]", "/rules/0/then/0 additionalProperties"],
    ["two actions in one entry", "then: [{ commission: {}, email: {} }]", "/rules/0/then/0 maxProperties"],
    ["no actions", "then: []", "/rules/0/then minItems"],
    ["an id in capitals", "id: A", "/rules/0/id pattern"],
  ])("refuses a rule with %s", (_name, yaml, error) => {
    expect(errorsOf(withRule(yaml))).toContain(error);
  });

  test("describes every key", () => {
    const undescribed = propertiesOf(schema, "").filter(
      ([, { description }]) => typeof description !== "string",
    );
    expect(undescribed.map(([path]) => path)).toEqual([]);
  });
});
