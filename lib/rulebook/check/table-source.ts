/** Decision tables as people write them; `source-schema.ts` says how its schemas are read. */
import * as z from "zod";
import { ifMissing, text } from "../../domain/text-schema.ts";
import { POLICIES } from "../table.ts";
import { actionSourceSchema } from "./action-source.ts";

export const MAX_TABLES = 100;
export const MAX_ROWS = 500;
const MAX_ACTIONS = 20;

const CELL_FORM = 'a cell is a value, a list [a, b], a range such as 50000..100000, or lists["id"]';
const value = z.union([z.string().max(500), z.int(), z.boolean()], CELL_FORM);
const cell = z.union([value, z.array(value).min(1, "a list of values must not be empty")], CELL_FORM);

const actions = z
  .array(actionSourceSchema, ifMissing("the row has no `then`: what must happen?"))
  .min(1, `must hold 1 to ${MAX_ACTIONS} actions`)
  .max(MAX_ACTIONS, `must hold 1 to ${MAX_ACTIONS} actions`)
  .meta({ description: "what happens when the row fits" });

export const rowSourceSchema = z
  .strictObject({
    description: text(500).meta({ description: "what the row is for" }).optional(),
    when: z
      .record(
        z.string().max(200).meta({ title: "column" }),
        cell,
        ifMissing("the row has no `when`: which lines?"),
      )
      .meta({
        description:
          "the cells by column, such as { line.type: book, order.goodsTotal: 0..50000 }; a column left out means any",
      }),
    then: actions,
  })
  .meta({ title: "row" });

/** The keys of a table beside those that it shares with rules. */
export const tableKeys = {
  policy: z
    .enum(POLICIES)
    .meta({
      title: "policy",
      description:
        "unique: at most one row fits (the default); first: the first row that fits; collect: all that fit",
    })
    .optional(),
  rows: z
    .array(rowSourceSchema, ifMissing("the table has no `rows`"))
    .min(1, "must hold at least one row")
    .max(MAX_ROWS, `more than ${MAX_ROWS} rows`)
    .meta({ description: "the rows; row 2 of table rates is the rule rates/2" }),
  else: z
    .strictObject({
      description: text(500).meta({ description: "what it is for" }).optional(),
      then: actions,
    })
    .meta({ title: "else", description: "what happens where no row fits" })
    .optional(),
};
