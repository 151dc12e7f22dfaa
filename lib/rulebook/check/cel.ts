/** Parses and type-checks an expression with cel-js. The only file that imports that library. */
import { type ASTNode, Environment, ParseError } from "@marcbachmann/cel-js";
import { CANCELLATION } from "../../domain/cancellation-facts.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { inLowerCase } from "../text-functions.ts";
import type { Fields, ValueType, Vocabulary } from "./vocabulary.ts";

export type CelNode = ASTNode;
/** An issue at offsets into the expression's text. */
export type CelIssue = { readonly start: number; readonly end: number; readonly detail: string };

export type ParsedCel = {
  readonly ast: CelNode;
  /** Type-checks the expression; undefined when its types agree. */
  readonly check: () => CelIssue | undefined;
};

export const MAX_EXPRESSION_DEPTH = 32;

const LIMITS = {
  maxAstNodes: 2000,
  maxDepth: MAX_EXPRESSION_DEPTH,
  maxListElements: 500,
  maxMapEntries: 1,
  maxCallArguments: 3,
};

const CEL_TYPES: Record<Exclude<ValueType, "record">, string> = {
  string: "string",
  instant: "string",
  date: "string",
  int: "int",
  bool: "bool",
  "list<string>": "list<string>",
  lines: "list<Line>",
  map: "map<string, string>",
};

const typeName = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}Record`;

const declare = (env: Environment, name: string, fields: Fields): void => {
  const types = [...fields].map(([field, info]): [string, string] => {
    if (info.type !== "record") return [field, CEL_TYPES[info.type]];
    declare(env, typeName(field), info.fields ?? new Map());
    return [field, typeName(field)];
  });
  env.registerType(name, { fields: Object.fromEntries(types) });
};

const AGGREGATE_SIGNATURES = [
  "list.count(ast, ast): int",
  "list.sum(ast, ast, ast): int",
  "list.max(ast, ast, ast): int",
  "list.min(ast, ast, ast): int",
];

/** Lowering has checked the types inside an aggregate. cel-js never evaluates one. */
const AGGREGATE_MACRO = (args: readonly unknown[]) => ({
  args,
  typeCheck: (checker: { getType: (name: string) => unknown }) => checker.getType("int"),
  evaluate: () => 0n,
  async: false,
});

/** An environment with the vocabulary's fields and their types, and nothing else. */
export const celEnvironmentOf = (vocabulary: Vocabulary): Environment => {
  const env = new Environment({ unlistedVariablesAreDyn: false, limits: LIMITS });
  declare(env, "Line", vocabulary.line);
  declare(env, "Order", vocabulary.order);
  declare(env, "Cancellation", vocabulary.cancellation);
  for (const signature of AGGREGATE_SIGNATURES)
    env.registerFunction(signature, ({ args }: { args: readonly unknown[] }) => AGGREGATE_MACRO(args));
  return env
    .registerFunction("lower(string): string", inLowerCase)
    .registerVariable("order", "Order")
    .registerVariable("line", "Line")
    .registerVariable(CANCELLATION, "Cancellation")
    .registerVariable("lists", "map<string, list<string>>");
};

const OPERATOR_HINTS: Readonly<Record<string, string>> = {
  and: "write && for and",
  or: "write || for or",
  not: "write ! for not",
  AND: "write && for and",
  OR: "write || for or",
  NOT: "write ! for not",
};

const hintFor = (text: string, at: number): string | undefined => {
  const before = /([A-Za-z]+)\s*$/.exec(text.slice(0, at))?.[1];
  const here = /^[A-Za-z]+/.exec(text.slice(at))?.[0];
  const word = OPERATOR_HINTS[here ?? ""] ?? OPERATOR_HINTS[before ?? ""];
  if (word) return word;
  const rest = text.slice(at);
  if (/^=[^=]/.test(rest)) return "write == to compare";
  if (/^&[^&]/.test(rest)) return "write && for and";
  if (/^\|[^|]/.test(rest)) return "write || for or";
  return rest.startsWith("<>") ? "write != for different" : undefined;
};

const TOKEN_NAMES: Readonly<Record<string, string>> = {
  EOF: "the end of the expression",
  IDENTIFIER: "a name",
};

const plainWords = (message: string): string =>
  message
    .replace(/\b[A-Z]{2,}\b/g, (token) => TOKEN_NAMES[token] ?? token.toLowerCase())
    .replace(/^./, (first) => first.toLowerCase());

const syntaxIssue = (text: string, error: unknown): CelIssue => {
  if (!(error instanceof ParseError)) return { start: 0, end: 1, detail: "the expression cannot be read" };
  const { start, end } = error.range ?? { start: 0, end: 1 };
  if (error.code === "limit_exceeded") {
    const detail = error.summary.includes("maxDepth")
      ? `nested more than ${MAX_EXPRESSION_DEPTH} levels deep`
      : `the expression is too large: ${plainWords(error.summary)}`;
    return { start, end, detail };
  }
  const hint = hintFor(text, start);
  return { start, end: Math.max(end, start + 1), detail: `syntax: ${hint ?? plainWords(error.summary)}` };
};

/** Parses an expression; type-checking is a step of its own, after the checks with better messages. */
export const parseCel = (env: Environment, text: string): Result<ParsedCel, CelIssue> => {
  try {
    const parsed = env.parse(text);
    return ok({ ast: parsed.ast, check: () => typeIssueOf(parsed.check()) });
  } catch (error) {
    return err(syntaxIssue(text, error));
  }
};

const typeIssueOf = (result: ReturnType<ReturnType<Environment["parse"]>["check"]>): CelIssue | undefined => {
  if (result.valid) return undefined;
  const { start, end } = result.error?.range ?? { start: 0, end: 1 };
  return { start, end, detail: `type mismatch: ${result.error?.summary ?? "unknown"}` };
};

export type { Environment };
