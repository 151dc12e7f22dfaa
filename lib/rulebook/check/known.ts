/** What is known of one field's value at one point of a condition. All of it is exact or too wide, never too narrow. */
import type { Comparison, Scalar } from "../expression.ts";
import type { FieldInfo } from "./vocabulary.ts";

export type Known = {
  readonly presence: "present" | "absent" | "unknown";
  readonly only?: ReadonlySet<Scalar>;
  readonly not?: ReadonlySet<Scalar>;
  readonly min?: number;
  readonly max?: number;
};

const bounds = ({ minimum, maximum }: FieldInfo): Partial<Known> => ({
  ...(minimum === undefined ? {} : { min: minimum }),
  ...(maximum === undefined ? {} : { max: maximum }),
});

/** What the vocabulary says of a field before any condition has been looked at. */
export const atFirst = (info: FieldInfo): Known => {
  const presence = info.optional ? "unknown" : "present";
  if (info.type === "bool") return { presence, only: new Set([true, false]) };
  if (info.values && !info.open) return { presence, only: new Set(info.values) };
  return { presence, ...bounds(info) };
};

const allowed = (known: Known, value: Scalar): boolean =>
  (known.only?.has(value) ?? true) &&
  !known.not?.has(value) &&
  (typeof value !== "number" ||
    (value >= (known.min ?? Number.NEGATIVE_INFINITY) && value <= (known.max ?? Number.POSITIVE_INFINITY)));

/** Keeps the values that may still be; undefined when none is left. */
export const among = (known: Known, values: Iterable<Scalar>): Known | undefined => {
  const left = new Set([...values].filter((value) => allowed(known, value)));
  return left.size === 0 ? undefined : { presence: "present", only: left };
};

export const without = (known: Known, values: readonly Scalar[]): Known | undefined => {
  if (known.only)
    return among(
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

const ranged = (known: Known, min: number | undefined, max: number | undefined): Known | undefined => {
  if (min !== undefined && max !== undefined && min > max) return undefined;
  const next = { ...known, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  if (!known.only) return next;
  return among(next, known.only);
};

const lower = (left: number | undefined, right: number): number =>
  left === undefined ? right : Math.min(left, right);
const higher = (left: number | undefined, right: number): number =>
  left === undefined ? right : Math.max(left, right);

/** Narrows by a comparison with a literal; undefined when it cannot hold. */
export const narrowed = (known: Known, by: Comparison, value: Scalar): Known | undefined => {
  if (by === "==") return among(known, [value]);
  if (by === "!=") return without(known, [value]);
  const present: Known = { ...known, presence: "present" };
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
export const either = (left: Known, right: Known): Known => {
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
