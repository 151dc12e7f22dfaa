/** The clauses of an explanation, for readers that translate them. */
import * as z from "zod";
import { CLAUSE_OPERATORS } from "../../rulebook/clause.ts";

const scalar = z.union([z.string(), z.int(), z.boolean()]);
const value = z.union([scalar, z.array(z.string()), z.null()]);

const fields = {
  path: z
    .string()
    .describe(
      "what was compared, such as line.type, sum(order.lines.quantity); order.lines.type is of a line inside exists or all",
    ),
  op: z.enum(CLAUSE_OPERATORS),
  values: z.array(value).describe("with what; the first ones of a long list, longer texts are cut"),
  valuesOmitted: z.int().optional().describe("how many further values there are"),
  was: value.describe("the value that it had; null: absent; true: a group of fields that is there"),
  against: z.string().optional().describe("the field that the values are of"),
  list: z
    .object({ id: z.string(), version: z.int().nullable() })
    .optional()
    .describe("the list that it was looked up in"),
  where: z.string().optional().describe("the condition of the lines that were looked at"),
  lines: z
    .array(z.object({ lineId: z.string(), value: z.int() }))
    .optional()
    .describe("of a number over lines: the first lines that it comes from"),
};

export const clauseSchema = z
  .object({
    ...fields,
    lineId: z.string().optional().describe("of exists and all: the line that decided"),
    clauses: z.array(z.object(fields)).optional().describe("of exists and all: those of that line"),
  })
  .meta({ id: "Clause" });
