/** The operators and functions of conditions, for editors. A test holds every usage to the checker. */
import { COMPARISON_OPERATORS, type ComparisonOperator, TEXT_TESTS } from "../expression.ts";
import { AGGREGATES, QUANTIFIERS, usageOf } from "./lower-over-lines.ts";
import type { ValueType } from "./vocabulary.ts";

export type LanguageEntry = {
  readonly name: string;
  readonly usage: string;
  readonly description: string;
  /** The types of value that it takes. */
  readonly types: readonly ValueType[];
  /** The type of the result. */
  readonly returns: ValueType;
};

const ORDERED: readonly ValueType[] = ["string", "int", "date"];

const COMPARISONS: Record<ComparisonOperator, string> = {
  "==": "is equal to",
  "!=": "is not equal to",
  "<": "is less than",
  "<=": "is at most",
  ">": "is greater than",
  ">=": "is at least",
};

const comparison = (name: ComparisonOperator): LanguageEntry => ({
  name,
  usage: `line.quantity ${name} 2`,
  description: COMPARISONS[name],
  types: name === "==" || name === "!=" ? [...ORDERED, "bool"] : ORDERED,
  returns: "bool",
});

const connective = (name: string, usage: string, description: string): LanguageEntry => ({
  name,
  usage,
  description,
  types: ["bool"],
  returns: "bool",
});

export const OPERATORS: readonly LanguageEntry[] = [
  ...COMPARISON_OPERATORS.map(comparison),
  {
    name: "in",
    usage: 'line.type in ["physical", "book"]',
    description: 'is one of; a list in brackets, of a field, or kept apart as lists["id"]',
    types: ORDERED,
    returns: "bool",
  },
  connective("&&", 'line.type == "book" && line.quantity >= 2', "and"),
  connective("||", 'line.type == "book" || line.quantity >= 2', "or"),
  connective("!", "!line.free", "not"),
];

const OVER_LINES: Record<(typeof QUANTIFIERS)[number] | (typeof AGGREGATES)[number], string> = {
  exists: "whether the condition holds for at least one line",
  all: "whether the condition holds for every line",
  count: "how many lines the condition holds for",
  sum: "the sum of a whole number over the lines that the condition holds for",
  max: "the largest of them; guard it with exists",
  min: "the smallest of them; guard it with exists",
};

const overLines = (name: keyof typeof OVER_LINES, returns: ValueType): LanguageEntry => ({
  name,
  usage: usageOf(name),
  description: OVER_LINES[name],
  types: ["lines"],
  returns,
});

const TEXTS: Record<(typeof TEXT_TESTS)[number], string> = {
  startsWith: "whether the text begins with another",
  endsWith: "whether the text ends with another",
  contains: "whether the text holds another anywhere",
};

const textTest = (name: keyof typeof TEXTS): LanguageEntry => ({
  name,
  usage: `line.sku.${name}("BOOK")`,
  description: TEXTS[name],
  types: ["string"],
  returns: "bool",
});

export const FUNCTIONS: readonly LanguageEntry[] = [
  {
    name: "has",
    usage: "has(line.agentId)",
    description: "whether the field is there",
    types: ["string", "int", "bool", "instant", "date", "list<string>", "map", "record"],
    returns: "bool",
  },
  {
    name: "size",
    usage: "size(order.lines)",
    description: "how many characters a text has, or how many entries a list",
    types: ["string", "list<string>", "lines", "map"],
    returns: "int",
  },
  ...TEXT_TESTS.map(textTest),
  {
    name: "lower",
    usage: "lower(line.sku)",
    description: "the text in lower case",
    types: ["string"],
    returns: "string",
  },
  ...QUANTIFIERS.map((name) => overLines(name, "bool")),
  ...AGGREGATES.map((name) => overLines(name, "int")),
];
