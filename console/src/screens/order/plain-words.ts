/** The clauses of an explanation in the reader's words. */
import type { Because } from "../../api/types.ts";
import { t } from "../../i18n/core.ts";
import { locale } from "../../i18n/locale.ts";
import { type Both, FIELD_WORDS, NUMBER_WORDS } from "./field-words.ts";

export type Clause = NonNullable<Because["clauses"]>[number];
type Op = Clause["op"];
const OPERATORS: Readonly<Record<Op, Both>> = {
  "==": ["é", "is"],
  "!=": ["não é", "is not"],
  "<": ["menor que", "less than"],
  "<=": ["no máximo", "at most"],
  ">": ["maior que", "more than"],
  ">=": ["no mínimo", "at least"],
  in: ["é um de", "is one of"],
  "not in": ["não é nenhum de", "is none of"],
  startsWith: ["começa com", "begins with"],
  "not startsWith": ["não começa com", "does not begin with"],
  endsWith: ["termina com", "ends with"],
  "not endsWith": ["não termina com", "does not end with"],
  contains: ["contém", "contains"],
  "not contains": ["não contém", "does not contain"],
  has: ["está presente", "is given"],
  "not has": ["está ausente", "is absent"],
  exists: ["algum item com", "some line with"],
  "not exists": ["nenhum item com", "no line with"],
  all: ["todos os itens com", "every line with"],
  "not all": ["nem todos os itens com", "not every line with"],
};

const QUANTIFIERS: ReadonlySet<Op> = new Set(["exists", "not exists", "all", "not all"]);
const PRESENCE: ReadonlySet<Op> = new Set(["has", "not has"]);

const pick = ([pt, en]: Both): string => (locale.value === "en" ? en : pt);

const valueText = (value: Clause["was"]): string => {
  if (value === null) return pick(["ausente", "absent"]);
  if (Array.isArray(value)) return value.map(valueText).join(", ");
  if (typeof value === "boolean") return value ? pick(["sim", "yes"]) : pick(["não", "no"]);
  return typeof value === "string" ? `“${t().value[value] ?? value}”` : String(value);
};

/** A group of fields is named by the rule as it is written. */
const fieldName = (path: string): string => {
  const ofLine = path.replace(/^(order|cancellation)\.(lines|allLines)\./, "line.");
  const name = FIELD_WORDS[path] ?? NUMBER_WORDS[path] ?? FIELD_WORDS[ofLine];
  return name === undefined ? path : pick(name);
};

const wanted = ({ values, valuesOmitted, list, against }: Clause): string => {
  if (list !== undefined) return `${pick(["lista", "list"])} ${list.id}`;
  const more = valuesOmitted === undefined ? [] : [`… +${valuesOmitted}`];
  const text = [...values.map(valueText), ...more].join(", ");
  return against === undefined ? text : `${fieldName(against)} ${text}`;
};

/** Says again what holds only where that adds something. */
const actual = ({ op, values, was }: Clause): string => {
  if (op === "==" && values[0] === was) return "";
  return ` (${pick(["é", "it is"])} ${valueText(was)})`;
};

const clauseText = (clause: Clause): string => {
  const { op, path, where, lineId } = clause;
  const operator = pick(OPERATORS[op]);
  if (QUANTIFIERS.has(op))
    return `${operator} ${where ?? ""}${lineId === undefined ? "" : ` (${pick(["item", "line"])} ${lineId})`}`;
  if (PRESENCE.has(op)) return `${fieldName(path)} ${operator}`;
  return `${fieldName(path)} ${operator} ${wanted(clause)}${actual(clause)}`;
};

/** The words of an explanation; undefined when it has no clauses, as those of earlier orders. */
export const plainWords = (clauses: readonly Clause[] | undefined): string | undefined =>
  clauses === undefined || clauses.length === 0
    ? undefined
    : clauses.map(clauseText).join(pick([" e ", " and "]));
