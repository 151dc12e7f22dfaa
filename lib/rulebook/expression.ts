/**
 * The expression tree of a condition. The checker lowers a `when` to it; it is stored as JSON beside the source text
 * and evaluated without a CEL library. The schema refuses every other node, so no other code can run.
 */
import * as z from "zod";
import { CANCELLATION } from "../domain/cancellation-facts.ts";
import { FORBIDDEN_NAMES } from "../domain/forbidden-names.ts";
import { listId } from "../domain/list.ts";

export type Scalar = string | number | boolean;

/** The order, the line of the rule, or the current line of `exists`/`all`. */
export type FieldRoot = "order" | "line" | "each";

export type Field = {
  readonly op: "field";
  readonly of: FieldRoot;
  /** Path of the value in the accepted order, e.g. `["customer", "name"]` or `["attributes", "venue"]`. */
  readonly path: readonly string[];
};
/** Where lines are in an order as conditions see it, by the name that is written. */
export const LINE_PATHS = { lines: "customerLines", allLines: "lines" } as const;

/** Whether a field is one of the cancellation: it is written without `order.` before it. */
export const isOfCancellation = ({ of, path }: Pick<Field, "of" | "path">): boolean =>
  of === "order" && path[0] === CANCELLATION;

/** The names as written: attributes are nested in an accepted order, and `order.lines` leaves free lines out. */
export const writtenPath = ({ of, path }: Pick<Field, "of" | "path">): readonly string[] => {
  const [first, ...rest] = path;
  if (of !== "order") return first === "attributes" ? rest : path;
  if (first === LINE_PATHS.lines) return ["lines", ...rest];
  return first === LINE_PATHS.allLines ? ["allLines", ...rest] : path;
};

export type Literal = { readonly op: "literal"; readonly value: Scalar };
/** A text in lower case, by Unicode's rules and without those of a language. */
export type Lower = { readonly op: "lower"; readonly of: Field };
export type TextOperand = Field | Literal | Lower;
type Size = { readonly op: "size"; readonly of: TextOperand };
export const LINE_SCOPES = ["customer", "cancelled"] as const;
/** Which lines are looked at: the customer's only, or what is cancelled of the lines; without it, free lines too. */
export type LineScope = { readonly lines?: (typeof LINE_SCOPES)[number] | undefined };

/** How the lines are written. */
export const writtenLines = ({ lines }: LineScope): string => {
  if (lines === "cancelled") return `${CANCELLATION}.lines`;
  return lines === "customer" ? "order.lines" : "order.allLines";
};

type OverLines = LineScope & {
  /** The name the author gave the line, kept for explanations. */
  readonly name: string;
  readonly each: Expression;
};
/** A number over the lines for which `each` holds. `max` and `min` over no line are absent. */
export type Aggregate = OverLines &
  ({ readonly op: "count" } | { readonly op: "sum" | "max" | "min"; readonly field: Field });
export type Operand = TextOperand | Size | Aggregate;

/** Whether an operand is `line.type`. */
export const isLineType = (operand: Operand): boolean =>
  operand.op === "field" && operand.of === "line" && operand.path.length === 1 && operand.path[0] === "type";

export const COMPARISON_OPERATORS = ["==", "!=", "<", "<=", ">", ">="] as const;
export type ComparisonOperator = (typeof COMPARISON_OPERATORS)[number];

export type Compare = {
  readonly op: "compare";
  readonly by: ComparisonOperator;
  readonly left: Operand;
  readonly right: Operand;
};
/** A list that is kept apart from the rules. */
export type ListReference = { readonly op: "list"; readonly id: string };
export type In = {
  readonly op: "in";
  readonly item: Operand;
  /** Literals, a field that holds a list of text, or a list that is kept apart. */
  readonly among: readonly Scalar[] | Field | ListReference;
};
export const TEXT_TESTS = ["startsWith", "endsWith", "contains"] as const;
/** Whether a text begins or ends with another, or holds it anywhere. */
export type TextTest = {
  readonly op: (typeof TEXT_TESTS)[number];
  readonly text: TextOperand;
  readonly part: TextOperand;
};
type Has = { readonly op: "has"; readonly field: Field };
type Truth = { readonly op: "truth"; readonly of: Field | Literal };
export type Connective = { readonly op: "and" | "or"; readonly terms: readonly Expression[] };
type Not = { readonly op: "not"; readonly term: Expression };
export type LineQuantifier = OverLines & { readonly op: "exists" | "all" };

/** A condition: evaluates to true or false. */
export type Expression = Compare | In | TextTest | Has | Truth | Connective | Not | LineQuantifier;

const scalar = z.union([z.string(), z.int(), z.boolean()]);
const name = z
  .string()
  .min(1)
  .max(100)
  .refine((value) => !FORBIDDEN_NAMES.has(value), "is not a field name");
const field = z.strictObject({
  op: z.literal("field"),
  of: z.enum(["order", "line", "each"]),
  path: z.array(name).min(1).max(4),
});
const literal = z.strictObject({ op: z.literal("literal"), value: scalar });
const lower = z.strictObject({ op: z.literal("lower"), of: field });
const textOperand = z.discriminatedUnion("op", [field, literal, lower]);
const size = z.strictObject({ op: z.literal("size"), of: textOperand });
const overLines = {
  name,
  lines: z.enum(LINE_SCOPES).optional(),
  each: z.lazy((): z.ZodType<Expression> => expressionSchema),
};
const operand: z.ZodType<Operand> = z.discriminatedUnion("op", [
  field,
  literal,
  lower,
  size,
  z.strictObject({ op: z.literal("count"), ...overLines }),
  z.strictObject({ op: z.enum(["sum", "max", "min"]), ...overLines, field }),
]);

export const isAggregate = (operand: Operand): operand is Aggregate => "each" in operand;
const listReference = z.strictObject({ op: z.literal("list"), id: listId });

/** Parses a stored tree. */
export const expressionSchema: z.ZodType<Expression> = z.lazy(() =>
  z.discriminatedUnion("op", [
    z.strictObject({
      op: z.literal("compare"),
      by: z.enum(COMPARISON_OPERATORS),
      left: operand,
      right: operand,
    }),
    z.strictObject({
      op: z.literal("in"),
      item: operand,
      among: z.union([z.array(scalar), field, listReference]),
    }),
    z.strictObject({ op: z.enum(TEXT_TESTS), text: textOperand, part: textOperand }),
    z.strictObject({ op: z.literal("has"), field }),
    z.strictObject({ op: z.literal("truth"), of: z.union([field, literal]) }),
    z.strictObject({ op: z.enum(["and", "or"]), terms: z.array(expressionSchema).min(2) }),
    z.strictObject({ op: z.literal("not"), term: expressionSchema }),
    z.strictObject({ op: z.enum(["exists", "all"]), ...overLines }),
  ]),
);
