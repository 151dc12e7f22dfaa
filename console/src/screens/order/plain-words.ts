/** Conditions in the reader's words. What is not understood completely is not translated at all. */
import { locale } from "../../i18n/locale.ts";

const FIELDS: Readonly<Record<string, readonly [pt: string, en: string]>> = {
  "line.type": ["tipo", "type"],
  "line.sku": ["SKU", "SKU"],
  "line.title": ["título", "title"],
  "line.quantity": ["quantidade", "quantity"],
  "line.unitPrice": ["preço unitário", "unit price"],
  "line.total": ["total do item", "line total"],
  "line.delivery": ["entrega", "delivery"],
  "line.plan": ["plano", "plan"],
  "line.free": ["grátis", "free"],
  "order.total": ["total do pedido", "order total"],
  "order.currency": ["moeda", "currency"],
  "order.agentId": ["agente", "agent"],
  "payment.method": ["forma de pagamento", "payment method"],
  "customer.customerId": ["cliente", "customer"],
};

const OPERATORS: Readonly<Record<string, readonly [pt: string, en: string]>> = {
  "==": ["é", "is"],
  "!=": ["não é", "is not"],
  in: ["é um de", "is one of"],
  ">": ["mais que", "more than"],
  ">=": ["pelo menos", "at least"],
  "<": ["menos que", "less than"],
  "<=": ["no máximo", "at most"],
};

const VALUE = String.raw`(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\]|-?\d+(?:\.\d+)?|true|false)`;
const CLAUSE = new RegExp(
  String.raw`^([\w.]+) (==|!=|in|>=|<=|>|<) (${VALUE}) \(was (${VALUE}|absent|missing|null)\)$`,
);

const pick = ([pt, en]: readonly [string, string]): string => (locale.value === "en" ? en : pt);

const shownValue = (text: string): string =>
  text.replace(/^\[|\]$/g, "").replace(/"((?:[^"\\]|\\.)*)"/g, "“$1”");

const clause = (text: string): string | undefined => {
  const found = CLAUSE.exec(text.trim());
  if (found === null) return undefined;
  const [, field = "", operator = "", wanted = "", was = ""] = found;
  const name = FIELDS[field];
  if (name === undefined) return undefined;
  const holds = `${pick(name)} ${pick(OPERATORS[operator]!)} ${shownValue(wanted)}`;
  const same = operator === "==" && wanted === was;
  return same ? holds : `${holds} (${pick(["é", "it is"])} ${shownValue(was)})`;
};

/** The words of a condition that is a list of clauses; undefined when it has anything else. */
export const plainWords = (explanation: string): string | undefined => {
  if (explanation.includes("||")) return undefined;
  const clauses = explanation.split(" && ").map(clause);
  return clauses.every((one) => one !== undefined) ? clauses.join(pick([" e ", " and "])) : undefined;
};
