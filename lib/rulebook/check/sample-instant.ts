/** Times of payment at which rules are in force, for sample orders. */
import { epochMillis } from "../../domain/instant.ts";
import type { Rule } from "../rulebook.ts";
import { type AbstractState, fieldsOf } from "./abstract-state.ts";
import type { ValueConstraints } from "./value-constraints.ts";

const HOUR = 3_600_000;
const HOURS_OF_A_YEAR = 366 * 24;
/** The offset of São Paulo. Sample orders are paid after summer time was abolished. */
const OFFSET = 3 * HOUR;

const COMMON = "2026-01-15T12:00:00-03:00";

const PARTS: Readonly<Record<string, (local: Date) => number>> = {
  month: (local) => local.getUTCMonth() + 1,
  day: (local) => local.getUTCDate(),
  weekday: (local) => local.getUTCDay() || 7,
  hour: (local) => local.getUTCHours(),
};

const fits = ({ only, not, min, max }: ValueConstraints, value: number): boolean =>
  (only?.has(value) ?? true) &&
  !not?.has(value) &&
  value >= (min ?? Number.NEGATIVE_INFINITY) &&
  value <= (max ?? Number.POSITIVE_INFINITY);

const inForceAt =
  (rules: readonly Rule[]) =>
  (at: number): boolean =>
    rules.every(
      ({ from, until, paused = [] }) =>
        (from === undefined || at >= epochMillis(from)) &&
        (until === undefined || at < epochMillis(until)) &&
        !paused.some((pause) => at >= epochMillis(pause.from) && at < epochMillis(pause.until)),
    );

/**
 * An instant at which all rules are in force and the fields of `order.paid` have the values of a state.
 * @returns undefined when none is found within a year of the first instant at which all are in force
 */
export const sampleInstant = (rules: readonly Rule[], state: AbstractState): string | undefined => {
  const paid = fieldsOf(state).filter(({ of, path }) => of === "order" && path[0] === "paid");
  const isInForce = inForceAt(rules);
  const isFitting = (at: number): boolean => {
    if (!isInForce(at)) return false;
    const local = new Date(at - OFFSET);
    return paid.every(({ path, constraints }) => {
      const part = PARTS[path.at(-1)!];
      return part === undefined || fits(constraints, part(local));
    });
  };
  const starts = [
    epochMillis(COMMON),
    ...rules.flatMap(({ from, paused = [] }) => [
      ...(from === undefined ? [] : [epochMillis(from)]),
      ...paused.map(({ until }) => epochMillis(until)),
    ]),
  ];
  const first = starts.find(isFitting);
  if (first !== undefined) return new Date(first).toISOString();
  if (paid.length === 0) return undefined;
  const begin = starts.find(isInForce);
  if (begin === undefined) return undefined;
  for (let hours = 0; hours < HOURS_OF_A_YEAR; hours += 1)
    if (isFitting(begin + hours * HOUR)) return new Date(begin + hours * HOUR).toISOString();
  return undefined;
};
