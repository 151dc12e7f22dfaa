/** The clauses of an explanation in the reader's words. */
import type { Because } from "../../api/types.ts";
import { t } from "../../i18n/core.ts";
import { locale } from "../../i18n/locale.ts";

export type Clause = NonNullable<Because["clauses"]>[number];
type Op = Clause["op"];
type Both = readonly [pt: string, en: string];

const FIELDS: Readonly<Record<string, Both>> = {
  "line.type": ["tipo", "type"],
  "line.sku": ["SKU", "SKU"],
  "line.title": ["título", "title"],
  "line.quantity": ["quantidade", "quantity"],
  "line.unitPrice": ["preço unitário", "unit price"],
  "line.total": ["total do item", "line total"],
  "line.discount": ["desconto", "discount"],
  "line.delivery": ["entrega", "delivery"],
  "line.plan": ["plano", "plan"],
  "line.toPlan": ["plano novo", "new plan"],
  "line.free": ["grátis", "free"],
  "line.agent": ["agente", "agent"],
  "line.agentId": ["agente do item", "agent of the line"],
  "line.weightGrams": ["peso", "weight"],
  "line.isbn": ["ISBN", "ISBN"],
  "order.total": ["total do pedido", "order total"],
  "order.currency": ["moeda", "currency"],
  "order.locale": ["idioma", "language"],
  "order.agentId": ["agente", "agent"],
  "order.payment.method": ["forma de pagamento", "payment method"],
  "order.customer.customerId": ["cliente", "customer"],
  "order.customer.emailDomain": ["domínio do e-mail", "e-mail domain"],
  "order.shippingAddress": ["endereço de entrega", "delivery address"],
  "order.shippingAddress.state": ["estado da entrega", "state of delivery"],
  "order.shippingAddress.city": ["cidade da entrega", "city of delivery"],
  "order.shippingAddress.country": ["país da entrega", "country of delivery"],
  "cancellation.cancellationId": ["cancelamento", "cancellation"],
  "cancellation.reason": ["motivo do cancelamento", "reason of the cancellation"],
  "cancellation.at": ["momento do cancelamento", "time of the cancellation"],
  "cancellation.amount": ["valor cancelado", "cancelled amount"],
  "cancellation.refund": ["reembolso", "refund"],
  "cancellation.complete": ["pedido inteiro cancelado", "the whole order is cancelled"],
  "cancellation.month": ["mês do cancelamento", "month of the cancellation"],
  "cancellation.day": ["dia do cancelamento", "day of the cancellation"],
  "cancellation.weekday": ["dia da semana do cancelamento", "weekday of the cancellation"],
  "cancellation.hour": ["hora do cancelamento", "hour of the cancellation"],
  "count(cancellation.lines)": ["número de itens cancelados", "number of cancelled lines"],
  "sum(cancellation.lines.quantity)": ["soma das quantidades canceladas", "sum of cancelled quantities"],
  "count(order.lines)": ["número de itens", "number of lines"],
  "sum(order.lines.quantity)": ["soma das quantidades", "sum of quantities"],
};

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
  const name = FIELDS[path] ?? FIELDS[path.replace(/^order\.lines\./, "line.")];
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
