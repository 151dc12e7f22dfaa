/** What is known of one field's value at one point of a condition. All of it is exact or too wide, never too narrow. */
import type { ComparisonOperator, Scalar } from "../expression.ts";
import type { FieldInfo } from "./vocabulary.ts";

export type ValueConstraints = {
  readonly presence: "present" | "absent" | "unknown";
  readonly only?: ReadonlySet<Scalar>;
  readonly not?: ReadonlySet<Scalar>;
  readonly min?: number;
  readonly max?: number;
};

const bounds = ({ minimum, maximum }: FieldInfo): Partial<ValueConstraints> => ({
  ...(minimum === undefined ? {} : { min: minimum }),
  ...(maximum === undefined ? {} : { max: maximum }),
});

/** What the vocabulary says of a field before any condition has been looked at. */
export const initialConstraints = (info: FieldInfo): ValueConstraints => {
  const presence = info.optional ? "unknown" : "present";
  if (info.type === "bool") return { presence, only: new Set([true, false]) };
  if (info.values && !info.open) return { presence, only: new Set(info.values) };
  return { presence, ...bounds(info) };
};

const allowed = (known: ValueConstraints, value: Scalar): boolean =>
  (known.only?.has(value) ?? true) &&
  !known.not?.has(value) &&
  (typeof value !== "number" ||
    (value >= (known.min ?? Number.NEGATIVE_INFINITY) && value <= (known.max ?? Number.POSITIVE_INFINITY)));

/** Keeps the values that may still be; undefined when none is left. */
export const restrictToValues = (
  known: ValueConstraints,
  values: Iterable<Scalar>,
): ValueConstraints | undefined => {
  const left = new Set([...values].filter((value) => allowed(known, value)));
  return left.size === 0 ? undefined : { presence: "present", only: left };
};

export const excludeValues = (
  known: ValueConstraints,
  values: readonly Scalar[],
): ValueConstraints | undefined => {
  if (known.only)
    return restrictToValues(
      known,
      [...known.only].filter((value) => !values.includes(value)),
    );
  let { min, max } = known;
  const gone = new Set(values);
  if (min !== undefined) while (gone.has(min)) min += 1;
  if (max !== undefined) while (gone.has(max)) max -= 1;
  const not = new Set([...(known.not ?? []), ...values]);
  return ranged({ ...known, presence: "present", not }, min, max);
};

const ranged = (
  known: ValueConstraints,
  min: number | undefined,
  max: number | undefined,
): ValueConstraints | undefined => {
  if (min !== undefined && max !== undefined && min > max) return undefined;
  const next = { ...known, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  if (!known.only) return next;
  return restrictToValues(next, known.only);
};

const lower = (left: number | undefined, right: number): number =>
  left === undefined ? right : Math.min(left, right);
const higher = (left: number | undefined, right: number): number =>
  left === undefined ? right : Math.max(left, right);

/** Narrows by a comparison with a literal; undefined when it cannot hold. */
export const narrowByComparison = (
  known: ValueConstraints,
  by: ComparisonOperator,
  value: Scalar,
): ValueConstraints | undefined => {
  if (by === "==") return restrictToValues(known, [value]);
  if (by === "!=") return excludeValues(known, [value]);
  const present: ValueConstraints = { ...known, presence: "present" };
  if (typeof value !== "number") return present;
  if (by === "<") return ranged(present, known.min, lower(known.max, value - 1));
  if (by === "<=") return ranged(present, known.min, lower(known.max, value));
  if (by === ">") return ranged(present, higher(known.min, value + 1), known.max);
  return ranged(present, higher(known.min, value), known.max);
};

const union = (left?: ReadonlySet<Scalar>, right?: ReadonlySet<Scalar>) =>
  left && right ? new Set([...left, ...right]) : undefined;
const intersection = (left?: ReadonlySet<Scalar>, right?: ReadonlySet<Scalar>) =>
  left && right ? new Set([...left].filter((value) => right.has(value))) : undefined;

/** What holds of a value that is known in one of two ways. */
export const joinConstraints = (left: ValueConstraints, right: ValueConstraints): ValueConstraints => {
  const only = union(left.only, right.only);
  const not = intersection(left.not, right.not);
  return {
    presence: left.presence === right.presence ? left.presence : "unknown",
    ...(only ? { only } : {}),
    ...(not ? { not } : {}),
    ...(left.min === undefined || right.min === undefined ? {} : { min: Math.min(left.min, right.min) }),
    ...(left.max === undefined || right.max === undefined ? {} : { max: Math.max(left.max, right.max) }),
  };
};
