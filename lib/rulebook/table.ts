/** Decision tables: each row is stored as a rule of its own, and the table is kept for display and for what rows share. */
import * as z from "zod";
import { FORBIDDEN_NAMES } from "../domain/forbidden-names.ts";

const ID = "[a-z][a-z0-9-]{0,63}";

/** Ids of tables and of rules that are written one by one. */
export const RULE_ID_PATTERN = new RegExp(`^${ID}$`);
/** Ids of rules as they are stored: rows of tables too. */
export const STORED_ID_PATTERN = new RegExp(`^${ID}(/([1-9][0-9]{0,2}|else))?$`);

export const POLICIES = ["unique", "first", "collect"] as const;

const scalar = z.union([z.string(), z.int(), z.boolean()]);
export const cellSchema = z.union([scalar, z.array(scalar)]);
export type Cell = z.infer<typeof cellSchema>;

/** A table as it is stored beside the rules that its rows are. */
export const tableSchema = z.strictObject({
  id: z
    .string()
    .regex(RULE_ID_PATTERN)
    .refine((name) => !FORBIDDEN_NAMES.has(name)),
  description: z.string().optional(),
  owner: z.string().optional(),
  policy: z.enum(POLICIES),
  /** The cells of each row as written. */
  rows: z.array(z.record(z.string(), cellSchema)),
  hasElse: z.boolean(),
});
export type Table = z.infer<typeof tableSchema>;

export const ELSE = "else";

export const rowId = (tableId: string, row: number | typeof ELSE): string => `${tableId}/${row}`;

/** The table of a row; undefined for a rule that is no row. */
export const tableOf = (ruleId: string): string | undefined => {
  const slash = ruleId.indexOf("/");
  return slash === -1 ? undefined : ruleId.slice(0, slash);
};

/** Whether an id names the rule, or the table that the rule is a row of. */
export const isNamedBy = (ruleId: string, id: string): boolean => ruleId === id || tableOf(ruleId) === id;
