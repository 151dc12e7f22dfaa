/** A condition read in the plainest way: it is interpreted again for every line, nothing is compiled, indexed or kept. */
import type { CustomerHistory } from "../../lib/domain/customer-history.ts";
import type { SeenCancellation } from "../../lib/rulebook/decision-inputs.ts";
import type { Order } from "../../lib/domain/order.ts";
import type { OrderLine } from "../../lib/domain/order-line.ts";
import type { Expression, Field, Operand } from "../../lib/rulebook/expression.ts";
import { printExpression } from "../../lib/rulebook/print-expression.ts";
import { clockByFormat } from "./arbitrary-full-order.ts";

/** A line as rules see it, with the attributes that a rulebook declares. */
export type Line = Readonly<Record<string, unknown>> & OrderLine;
/** What conditions read besides the order. */
export type NaiveInputs = {
  readonly lists: Readonly<Record<string, readonly string[]>>;
  readonly history: CustomerHistory | undefined;
};
/** When a cancellation is decided, the lines are the cancelled ones. */
export type SeenOrder = Order & { readonly cancellation?: SeenCancellation | undefined };
export type Scope = NaiveInputs & {
  readonly order: SeenOrder;
  readonly line?: Line | undefined;
  readonly each?: Line | undefined;
};

/** Whether the line goes by post. */
export const isGoods = ({ type, delivery }: Line): boolean =>
  type === "physical" || type === "book" || (type === "video" && delivery === "disc");
const totalOf = ({ quantity, unitPrice, discount }: Line): number => quantity * unitPrice - discount;
const weightOf = ({ quantity, weightGrams }: Line): number | undefined =>
  weightGrams === undefined ? undefined : quantity * Number(weightGrams);

const orderLines = ({ order }: Scope): readonly Line[] =>
  (order.cancellation?.orderLines ?? order.lines) as readonly Line[];
const customerLines = (scope: Scope): readonly Line[] => orderLines(scope).filter(({ free }) => !free);

const orderValue = (name: string, scope: Scope): unknown => {
  const { order, history } = scope;
  const goods = customerLines(scope).filter(isGoods);
  const [group, part = ""] = name.split(".");
  if (group === "paid") return clockByFormat(order.payment.paidAt)[part];
  if (group === "cancellation") return order.cancellation && clockByFormat(order.cancellation.at)[part];
  if (group === "history") {
    if (history === undefined || part === "") return history;
    if (part !== "firstPaidAt") return history[part as "orders"];
    const { firstPaidAt } = history;
    return firstPaidAt && new Date(Date.parse(firstPaidAt) - 3 * 3_600_000).toISOString().slice(0, 10);
  }
  switch (name) {
    case "customerLines":
      return customerLines(scope);
    case "goodsTotal":
      return goods.reduce((sum, line) => sum + totalOf(line), 0);
    case "weightGrams":
      return goods.length > 0 && goods.every((line) => weightOf(line) !== undefined)
        ? goods.reduce((sum, line) => sum + weightOf(line)!, 0)
        : undefined;
    case "customer.emailDomain":
      return order.customer.email.split("@").at(-1)!.toLowerCase();
    default:
      return undefined;
  }
};

const lineValue = (name: string, line: Line, order: Order): unknown => {
  if (name === "agent") return line.agentId ?? order.agentId;
  if (name === "total") return totalOf(line);
  return name === "weightTotal" ? weightOf(line) : undefined;
};

const fieldValue = ({ of, path }: Field, scope: Scope): unknown => {
  if (of === "order" && path.join(".") === "lines") return orderLines(scope);
  const root = of === "order" ? scope.order : of === "line" ? scope.line : scope.each;
  let value: unknown = root;
  for (const name of path)
    value =
      typeof value === "object" && value !== null && Object.hasOwn(value, name)
        ? (value as Readonly<Record<string, unknown>>)[name]
        : undefined;
  if (value !== undefined || root === undefined) return value;
  const name = path.join(".");
  return of === "order" ? orderValue(name, scope) : lineValue(name, root as Line, scope.order);
};

type OverLines = { readonly lines?: "customer" | "cancelled" | undefined; readonly each: Expression };

const fitting = ({ lines, each: body }: OverLines, scope: Scope): readonly Line[] =>
  (lines === "cancelled" ? (scope.order.lines as readonly Line[]) : orderLines(scope))
    .filter(({ free }) => lines !== "customer" || !free)
    .filter((each) => holds(body, { ...scope, each }));

const numbersOf = (operand: Extract<Operand, { op: "sum" | "max" | "min" }>, scope: Scope): number[] =>
  fitting(operand, scope).map((each) => fieldValue(operand.field, { ...scope, each }) as number);

const operandValue = (operand: Operand, scope: Scope): unknown => {
  switch (operand.op) {
    case "field":
      return fieldValue(operand, scope);
    case "literal":
      return operand.value;
    case "lower":
      return (fieldValue(operand.of, scope) as string | undefined)?.toLowerCase();
    case "size": {
      const value = operandValue(operand.of, scope);
      if (value === undefined) return undefined;
      return typeof value === "string" ? [...value].length : Object.keys(value as object).length;
    }
    case "count":
      return fitting(operand, scope).length;
    case "sum":
      return numbersOf(operand, scope).reduce((sum, value) => sum + value, 0);
    case "max":
      return numbersOf(operand, scope).toSorted((left, right) => right - left)[0];
    case "min":
      return numbersOf(operand, scope).toSorted((left, right) => left - right)[0];
  }
};

const compare = (by: string, left: string | number, right: string | number): boolean =>
  (by === "==" && left === right) ||
  (by === "!=" && left !== right) ||
  (by.startsWith("<") && left < right) ||
  (by.startsWith(">") && left > right) ||
  (["<=", ">="].includes(by) && left === right);

/** Whether a condition holds; a comparison with what is absent does not. */
export const holds = (expression: Expression, scope: Scope): boolean => {
  switch (expression.op) {
    case "and":
      return expression.terms.every((term) => holds(term, scope));
    case "or":
      return expression.terms.some((term) => holds(term, scope));
    case "not":
      return !holds(expression.term, scope);
    case "has":
      return fieldValue(expression.field, scope) !== undefined;
    case "truth":
      return operandValue(expression.of, scope) === true;
    case "exists":
      return fitting(expression, scope).length > 0;
    case "all":
      return fitting({ ...expression, each: { op: "not", term: expression.each } }, scope).length === 0;
    case "compare": {
      const [left, right] = [operandValue(expression.left, scope), operandValue(expression.right, scope)];
      return (
        left !== undefined && right !== undefined && compare(expression.by, left as string, right as string)
      );
    }
    case "in": {
      const { item, among } = expression;
      const value = operandValue(item, scope);
      if (!("op" in among)) return among.some((one) => one === value);
      const list = among.op === "list" ? scope.lists[among.id] : operandValue(among, scope);
      return value !== undefined && ((list as readonly unknown[] | undefined)?.includes(value) ?? false);
    }
    default: {
      const [text, part] = [operandValue(expression.text, scope), operandValue(expression.part, scope)];
      if (text === undefined || part === undefined) return false;
      const at = String(text).split(String(part));
      if (expression.op === "contains") return at.length > 1 || part === "";
      const edge =
        expression.op === "startsWith"
          ? String(text).slice(0, String(part).length)
          : String(text).slice(-String(part).length || String(text).length);
      return edge === part;
    }
  }
};

/** The texts of the clauses by which a condition holds or fails. */
export const decisiveClauses = (expression: Expression, scope: Scope): readonly string[] => {
  const result = holds(expression, scope);
  if (expression.op === "and" || expression.op === "or")
    return expression.terms
      .filter((term) => holds(term, scope) === result)
      .flatMap((term) => decisiveClauses(term, scope));
  if (expression.op === "not") return decisiveClauses(expression.term, scope);
  return [printExpression(expression).replace(/lists\["(.*?)"\]/, "list $1")];
};
