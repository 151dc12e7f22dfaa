/** The parts of response schemas that task types define. */
import * as z from "zod";
import type { AnyDefinition } from "./definition.ts";
import { TASKS } from "./registry.ts";

type Definition = (typeof TASKS)[number];

type ResultsOf<List extends readonly { readonly result: unknown }[]> = {
  readonly [Position in keyof List]: List[Position]["result"];
};

/** The result of a done task, by type. */
export const RESULT_SCHEMAS = TASKS.map(({ result }) => result) as unknown as ResultsOf<typeof TASKS>;

const shownBy = ({ type, payload, shown }: Definition): [string, z.ZodOptional][] =>
  shown.map((name) => {
    const schema = (payload.shape as Readonly<Record<string, z.ZodType>>)[name]!;
    const required = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
    return [name, required.optional().describe(`${type} only`)];
  });

const detailsOf = ({ type, shownDetails }: AnyDefinition): [string, z.ZodOptional][] =>
  shownDetails === undefined
    ? []
    : [
        [shownDetails.name, shownDetails.schema.optional().describe(`${type} only`)],
        [
          `${shownDetails.name}Omitted`,
          z.int().optional().describe(`large orders only: how many more ${shownDetails.name} there are`),
        ],
      ];

/** The fields that a task shows beside its own, each present for one task type only. */
export const shownFieldSchemas: Readonly<Record<string, z.ZodOptional>> = Object.fromEntries([
  ...TASKS.flatMap(shownBy),
  ...TASKS.flatMap(detailsOf),
]);
