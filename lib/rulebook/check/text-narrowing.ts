/** What follows for a field from a test of its text. */
import type { Scalar, TextTest } from "../expression.ts";
import { inLowerCase, isInLowerCase, TEXT_RELATIONS } from "../text-functions.ts";
import { restrictToValues, type ValueConstraints } from "./value-constraints.ts";

/** The constraints that are left; undefined when no value is. */
export type Narrow = (constraints: ValueConstraints) => ValueConstraints | undefined;

export type FieldTest = {
  readonly holds: Narrow;
  readonly fails: Narrow;
  /** The number of values that the field is compared with. */
  readonly valueCount?: number;
};

const onceForEqual = (narrow: Narrow): Narrow => {
  let last: ValueConstraints | undefined;
  let result: ValueConstraints | undefined;
  return (constraints) => {
    if (constraints !== last) {
      last = constraints;
      result = narrow(constraints);
    }
    return result;
  };
};

/** A test that narrows the same constraints of one state after another once. */
export const cached = (test: FieldTest): FieldTest => ({
  ...test,
  holds: onceForEqual(test.holds),
  fails: onceForEqual(test.fails),
});

/** Where the possible values are not known, nothing follows but that there is one. */
const keepTexts =
  (isKept: (text: string) => boolean): Narrow =>
  (constraints) =>
    constraints.only === undefined
      ? { ...constraints, presence: "present" }
      : restrictToValues(
          constraints,
          [...constraints.only].filter((value) => isKept(String(value))),
        );

const textTest = (holds: (text: string) => boolean): FieldTest => ({
  holds: keepTexts(holds),
  fails: keepTexts((text) => !holds(text)),
});

/** A test that no text passes. */
const IMPOSSIBLE: FieldTest = { ...textTest(() => false), holds: () => undefined };

export const negated = ({ holds, fails }: FieldTest): FieldTest => ({ holds: fails, fails: holds });

/** Whether a text in lower case is one of the values. */
export const lowerTest = (values: readonly Scalar[]): FieldTest => {
  const possible = new Set(values.map(String).filter(isInLowerCase));
  const test = possible.size === 0 ? IMPOSSIBLE : textTest((text) => possible.has(inLowerCase(text)));
  return { ...test, valueCount: values.length };
};

/** Whether a text, as it is or in lower case, passes a test. No part of a text in lower case has another case. */
export const textPartTest = (op: TextTest["op"], form: "field" | "lower", part: string): FieldTest => {
  const holds = TEXT_RELATIONS[op];
  if (form === "field") return textTest((text) => holds(text, part));
  return isInLowerCase(part) ? textTest((text) => holds(inLowerCase(text), part)) : IMPOSSIBLE;
};
