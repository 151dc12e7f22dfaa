/** Parses and type-checks an expression with cel-js. The only file that knows that library. */
import { type ASTNode, Environment, ParseError } from "@marcbachmann/cel-js";
import type { Fields, ValueType, Vocabulary } from "./vocabulary.ts";

export type CelNode = ASTNode;
export type CelIssue = { readonly start: number; readonly end: number; readonly detail: string };

export const MAX_EXPRESSION_LENGTH = 2000;
export const MAX_EXPRESSION_DEPTH = 32;

const LIMITS = {
  maxAstNodes: 2000,
  maxDepth: MAX_EXPRESSION_DEPTH,
  maxListElements: 500,
  maxMapEntries: 1,
  maxCallArguments: 2,
};

const CEL_TYPES: Record<Exclude<ValueType, "record">, string> = {
  string: "string",
  instant: "string",
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

/** An environment that knows the vocabulary's fields and their types, and nothing else. */
export const celEnvironmentOf = (vocabulary: Vocabulary): Environment => {
  const env = new Environment({ unlistedVariablesAreDyn: false, limits: LIMITS });
  declare(env, "Line", vocabulary.line);
  declare(env, "Order", vocabulary.order);
  return env.registerVariable("order", "Order").registerVariable("line", "Line");
};

const WORDS: Readonly<Record<string, string>> = {
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
  const word = WORDS[here ?? ""] ?? WORDS[before ?? ""];
  if (word) return word;
  const rest = text.slice(at);
  if (/^=[^=]/.test(rest)) return "write == to compare";
  if (/^&[^&]/.test(rest)) return "write && for and";
  if (/^\|[^|]/.test(rest)) return "write || for or";
  return rest.startsWith("<>") ? "write != for different" : undefined;
};

const TOKENS: Readonly<Record<string, string>> = {
  EOF: "the end of the expression",
  IDENTIFIER: "a name",
};

const plainWords = (message: string): string =>
  message
    .replace(/\b[A-Z]{2,}\b/g, (token) => TOKENS[token] ?? token.toLowerCase())
    .replace(/^./, (first) => first.toLowerCase());

const syntaxFault = (text: string, error: unknown): CelIssue => {
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

/** Parses only. */
export const parseCel = (
  env: Environment,
  text: string,
): { ok: true; ast: CelNode; check: () => CelIssue | undefined } | { ok: false; fault: CelIssue } => {
  try {
    const parsed = env.parse(text);
    return { ok: true, ast: parsed.ast, check: () => checked(parsed.check()) };
  } catch (error) {
    return { ok: false, fault: syntaxFault(text, error) };
  }
};

const checked = (result: ReturnType<ReturnType<Environment["parse"]>["check"]>): CelIssue | undefined => {
  if (result.valid) return undefined;
  const { start, end } = result.error?.range ?? { start: 0, end: 1 };
  return { start, end, detail: `type mismatch: ${result.error?.summary ?? "unknown"}` };
};

export type { Environment };
