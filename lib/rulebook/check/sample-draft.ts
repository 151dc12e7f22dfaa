/** Writes values that fulfil proven constraints into an order, in the form in which examples are written. */
import type { FieldRoot, Scalar } from "../expression.ts";
import { fieldInfoOf, fieldsOf, type AbstractState, type CheckContext } from "./abstract-state.ts";
import type { ValueConstraints } from "./value-constraints.ts";
import type { FieldInfo } from "./vocabulary.ts";

export type Written = Record<string, unknown>;

/** An order as people write it, before the fields that it leaves out are filled in. */
export type OrderDraft = {
  readonly order: Written;
  /** The first is the line that rules look at. */
  readonly lines: Written[];
  /** What the customer had before; empty: not known. */
  readonly history: Written;
};

export const emptyDraft = (): OrderDraft => ({ order: {}, lines: [{}], history: {} });

const SAMPLE_DATE = "2026-12-24";
const COMMON_PRICE = 10_000;

const numberWithin = ({ min, max, not }: ValueConstraints): number => {
  const isWithin = (value: number): boolean =>
    (min === undefined || value >= min) && (max === undefined || value <= max) && !not?.has(value);
  const low = min ?? max ?? 1;
  const candidates = [1, COMMON_PRICE, low, max ?? low, low + 1, low + 2];
  return candidates.find(isWithin) ?? low;
};

const sampleValue = (info: FieldInfo, constraints: ValueConstraints): Scalar => {
  const { only, not } = constraints;
  if (only !== undefined) return only.values().next().value ?? "";
  if (info.type === "int") return numberWithin(constraints);
  if (info.type === "bool") return true;
  if (info.type === "date") return SAMPLE_DATE;
  const known = info.values?.find((value) => !not?.has(value));
  if (known !== undefined) return known;
  for (let number = 1; ; number += 1) if (!not?.has(`X-${number}`)) return `X-${number}`;
};

const setAt = (target: Written, path: readonly string[], value: unknown): void => {
  const [first = "", ...rest] = path;
  if (rest.length === 0) {
    target[first] = value;
    return;
  }
  const inner = typeof target[first] === "object" ? (target[first] as Written) : {};
  target[first] = inner;
  setAt(inner, rest, value);
};

const quantityOf = (line: Written): number => (typeof line.quantity === "number" ? line.quantity : 1);

/** Computed fields, written as what they are computed of. */
const COMPUTED: Readonly<Record<string, (draft: OrderDraft, line: Written, value: Scalar) => void>> = {
  "line total": (_draft, line, value) => {
    if (line.unitPrice !== undefined) return;
    line.unitPrice = Math.ceil(Number(value) / quantityOf(line));
    const discount = Number(line.unitPrice) * quantityOf(line) - Number(value);
    if (discount > 0) line.discount = discount;
  },
  "line weightTotal": (_draft, line, value) => {
    line.weightGrams ??= Math.max(1, Math.ceil(Number(value) / quantityOf(line)));
  },
  "line agent": (_draft, line, value) => {
    line.agentId = value;
  },
  "line free": () => undefined,
  "order goodsTotal": ({ lines }, line, value) => {
    if (
      line.unitPrice === undefined &&
      (line.type === undefined || ["book", "physical"].includes(String(line.type)))
    ) {
      line.unitPrice = Math.ceil(Number(value) / quantityOf(line));
      if (line.type === undefined) line.type = "physical";
    } else if (Number(value) > 0) lines.push({ type: "physical", sku: "GOODS", unitPrice: Number(value) });
  },
  "order weightGrams": ({ lines }, line, value) => {
    if (line.type === undefined || ["book", "physical"].includes(String(line.type))) {
      line.type ??= "physical";
      line.weightGrams ??= Math.max(1, Math.ceil(Number(value) / quantityOf(line)));
    } else lines.push({ type: "physical", sku: "GOODS", weightGrams: Math.max(1, Number(value)) });
  },
  "order payment amount": (_draft, line, value) => {
    line.unitPrice ??= Math.ceil(Number(value) / quantityOf(line));
  },
  "order customer emailDomain": ({ order }, _line, value) =>
    setAt(order, ["customer", "email"], `ana@${value}`),
};

/** Computed fields come last, because what they are computed of may be constrained as well. */
const isComputed = (name: string): boolean => Object.hasOwn(COMPUTED, name);

/** Writes the fields of a state into a draft. @param of whose fields are those of the line: the rule's, or that of `exists` */
export const writeState = (
  { vocabulary }: CheckContext,
  draft: OrderDraft,
  line: Written,
  state: AbstractState,
  of: Exclude<FieldRoot, "order"> = "line",
): void => {
  const fields = fieldsOf(state)
    .filter((field) => field.of === of || field.of === "order")
    .map((field) => ({ ...field, name: [field.of === "order" ? "order" : "line", ...field.path].join(" ") }))
    .toSorted((one, other) => Number(isComputed(one.name)) - Number(isComputed(other.name)));
  for (const { of: root, path, constraints, name } of fields) {
    const info = fieldInfoOf(vocabulary, { of: root, path });
    if (constraints.presence === "absent" || path[0] === "found" || path[0] === "paid") continue;
    if (
      info.type === "record" ||
      info.type === "lines" ||
      info.type === "list<string>" ||
      info.type === "instant"
    ) {
      if (path[0] === "shippingAddress" && path.length === 1) draft.order.shippingAddress ??= {};
      if (path[0] === "history" && path.length === 1) draft.history.orders ??= 1;
      continue;
    }
    const value = sampleValue(info, constraints);
    if (isComputed(name)) COMPUTED[name]!(draft, line, value);
    else if (root !== "order") line[path.at(-1)!] = value;
    else if (path[0] === "history") draft.history[path.at(-1)!] = value;
    else setAt(draft.order, path, value);
  }
};
