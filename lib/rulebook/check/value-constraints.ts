/**
 * What is proven about one field's value at one point of a condition. The possible values are exact or too many, never
 * too few: a condition that is reported as impossible is impossible.
 */
import type { ComparisonOperator, Scalar } from "../expression.ts";
import type { FieldInfo } from "./vocabulary.ts";

export type ValueConstraints = {
  readonly presence: "present" | "absent" | "unknown";
  /** The only possible values. */
  readonly only?: ReadonlySet<Scalar>;
  /** Values that are not possible. */
  readonly not?: ReadonlySet<Scalar>;
  /** Both inclusive. */
  readonly min?: number;
  readonly max?: number;
};

const bounds = ({ minimum, maximum }: FieldInfo): Partial<ValueConstraints> => ({
  ...(minimum === undefined ? {} : { min: minimum }),
  ...(maximum === undefined ? {} : { max: maximum }),
});

/** The constraints of the vocabulary alone, before any condition. */
export const initialConstraints = (info: FieldInfo): ValueConstraints => {
  const presence = info.optional ? "unknown" : "present";
  if (info.type === "bool") return { presence, only: new Set([true, false]) };
  if (info.values && !info.open) return { presence, only: new Set(info.values) };
  return { presence, ...bounds(info) };
};

const isPossible = ({ only, not, min, max }: ValueConstraints, value: Scalar): boolean =>
  (only?.has(value) ?? true) &&
  !not?.has(value) &&
  (typeof value !== "number" ||
    (value >= (min ?? Number.NEGATIVE_INFINITY) && value <= (max ?? Number.POSITIVE_INFINITY)));

/** Keeps the given values that are possible; undefined when there are none. */
export const restrictToValues = (
  constraints: ValueConstraints,
  values: Iterable<Scalar>,
): ValueConstraints | undefined => {
  const possible = new Set([...values].filter((value) => isPossible(constraints, value)));
  return possible.size === 0 ? undefined : { presence: "present", only: possible };
};

const NO_VALUES: ReadonlySet<Scalar> = new Set();
/** With more excluded values, further ones are not kept: each of many clauses would copy them all. */
const MAX_EXCLUDED = 64;

export const excludeValues = (
  constraints: ValueConstraints,
  values: readonly Scalar[],
): ValueConstraints | undefined => {
  const excluded = new Set(values);
  if (constraints.only)
    return restrictToValues(
      constraints,
      [...constraints.only].filter((value) => !excluded.has(value)),
    );
  let { min, max } = constraints;
  if (min !== undefined) while (excluded.has(min)) min += 1;
  if (max !== undefined) while (excluded.has(max)) max -= 1;
  const excludedBefore = constraints.not ?? NO_VALUES;
  const not = excludedBefore.size < MAX_EXCLUDED ? new Set([...excludedBefore, ...values]) : excludedBefore;
  return withBounds({ ...constraints, presence: "present", not }, min, max);
};

const withBounds = (
  constraints: ValueConstraints,
  min: number | undefined,
  max: number | undefined,
): ValueConstraints | undefined => {
  if (min !== undefined && max !== undefined && min > max) return undefined;
  const next = {
    ...constraints,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
  return constraints.only ? restrictToValues(next, constraints.only) : next;
};

const lower = (left: number | undefined, right: number): number =>
  left === undefined ? right : Math.min(left, right);
const higher = (left: number | undefined, right: number): number =>
  left === undefined ? right : Math.max(left, right);

/** Narrows by a comparison with a literal; undefined when the comparison cannot hold. */
export const narrowByComparison = (
  constraints: ValueConstraints,
  by: ComparisonOperator,
  value: Scalar,
): ValueConstraints | undefined => {
  if (by === "==") return restrictToValues(constraints, [value]);
  if (by === "!=") return excludeValues(constraints, [value]);
  const present: ValueConstraints = { ...constraints, presence: "present" };
  if (typeof value !== "number") return present;
  const { min, max } = constraints;
  if (by === "<") return withBounds(present, min, lower(max, value - 1));
  if (by === "<=") return withBounds(present, min, lower(max, value));
  if (by === ">") return withBounds(present, higher(min, value + 1), max);
  return withBounds(present, higher(min, value), max);
};

const union = (left?: ReadonlySet<Scalar>, right?: ReadonlySet<Scalar>) =>
  left && right ? new Set([...left, ...right]) : undefined;
const intersection = (left?: ReadonlySet<Scalar>, right?: ReadonlySet<Scalar>) =>
  left && right ? new Set([...left].filter((value) => right.has(value))) : undefined;

/** The constraints of a value that has one or the other. */
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
