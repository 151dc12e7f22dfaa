/**
 * Follows a condition clause by clause with everything that is known of the order at each point. It finds fields that
 * are read unguarded, conditions that can never hold, and conditions that imply others.
 */
import type { Compare, Expression, Field, In, Operand, Scalar } from "../expression.ts";
import {
  restrictToValues,
  type ValueConstraints,
  narrowByComparison,
  excludeValues,
} from "./value-constraints.ts";
import {
  limitStates,
  constraintsOf,
  type AbstractState,
  type CheckContext,
  assumeAbsent,
  assumePresent,
  withConstraints,
  withoutEachFields,
  fieldAndParents,
} from "./abstract-state.ts";

/** The states in which a condition holds, and those in which it does not. */
export type StateSplit = {
  readonly whenTrue: readonly AbstractState[];
  readonly whenFalse: readonly AbstractState[];
};

export type NarrowingContext = CheckContext & {
  /** Called for a field that is read where it (or a group it is in) may be absent. */
  readonly onUnguardedRead?: (field: Field, missing: Field, never: boolean) => void;
};

/** Nothing known yet: any order, any line. */
export const UNCONSTRAINED: readonly AbstractState[] = [new Map()];

const each = (
  states: readonly AbstractState[],
  step: (state: AbstractState) => AbstractState | undefined,
): readonly AbstractState[] => states.flatMap((state) => step(state) ?? []);

const noteRead = (flow: NarrowingContext, field: Field, states: readonly AbstractState[]): void => {
  if (!flow.onUnguardedRead || states.length === 0) return;
  for (const part of fieldAndParents(field)) {
    const presences = states.map((state) => constraintsOf(flow, state, part).presence);
    if (presences.every((presence) => presence === "present")) continue;
    flow.onUnguardedRead(
      field,
      part,
      presences.every((presence) => presence === "absent"),
    );
    return;
  }
};

const fieldsRead = (operand: Operand): readonly Field[] => {
  if (operand.op === "field") return [operand];
  return operand.op === "size" ? fieldsRead(operand.of) : [];
};

/**
 * Splits by a test of one field. Where the field may be absent, the test may fail for that alone, so that nothing
 * is learned from its failing.
 */
const splitField = (
  flow: NarrowingContext,
  field: Field,
  states: readonly AbstractState[],
  holds: (known: ValueConstraints) => ValueConstraints | undefined,
  fails: (known: ValueConstraints) => ValueConstraints | undefined,
): StateSplit => {
  noteRead(flow, field, states);
  const learn = (
    state: AbstractState,
    how: (known: ValueConstraints) => ValueConstraints | undefined,
  ): AbstractState | undefined => {
    const present = assumePresent(flow, state, field);
    const known = present && how(constraintsOf(flow, present, field));
    return present && known && withConstraints(present, field, known);
  };
  const certain = (state: AbstractState) =>
    fieldAndParents(field).every((part) => constraintsOf(flow, state, part).presence === "present");
  return {
    whenTrue: each(states, (state) => learn(state, holds)),
    whenFalse: each(states, (state) => (certain(state) ? learn(state, fails) : state)),
  };
};

const OPPOSITE = { "==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">" } as const;
const MIRROR = { "==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<=" } as const;

const splitCompare = (
  flow: NarrowingContext,
  { by, left, right }: Compare,
  states: readonly AbstractState[],
): StateSplit => {
  if (left.op === "literal" && right.op === "field")
    return splitCompare(flow, { op: "compare", by: MIRROR[by], left: right, right: left }, states);
  if (left.op === "field" && right.op === "literal") {
    const { value } = right;
    return splitField(
      flow,
      left,
      states,
      (known) => narrowByComparison(known, by, value),
      (known) => narrowByComparison(known, OPPOSITE[by], value),
    );
  }
  return splitOpaque(flow, [left, right], states);
};

/** A test of which only this is known: when it holds, its fields are there. */
const splitOpaque = (
  flow: NarrowingContext,
  operands: readonly Operand[],
  states: readonly AbstractState[],
): StateSplit => {
  const fields = operands.flatMap(fieldsRead);
  for (const field of fields) noteRead(flow, field, states);
  const present = (state: AbstractState) =>
    fields.reduce<AbstractState | undefined>(
      (next, field) => next && assumePresent(flow, next, field),
      state,
    );
  return { whenTrue: each(states, present), whenFalse: states };
};

const splitIn = (
  flow: NarrowingContext,
  { item, among: list }: In,
  states: readonly AbstractState[],
): StateSplit => {
  if ("op" in list) return splitOpaque(flow, [item, list], states);
  if (item.op !== "field") return splitOpaque(flow, [item], states);
  const values: readonly Scalar[] = list;
  return splitField(
    flow,
    item,
    states,
    (known) => restrictToValues(known, values),
    (known) => excludeValues(known, values),
  );
};

const splitTerms = (
  flow: NarrowingContext,
  op: "and" | "or",
  terms: readonly Expression[],
  states: readonly AbstractState[],
): StateSplit => {
  let going = states;
  const decided: AbstractState[] = [];
  for (const term of terms) {
    const { whenTrue: yes, whenFalse: no } = splitStates(flow, term, going);
    decided.push(...(op === "and" ? no : yes));
    going = limitStates(op === "and" ? yes : no);
  }
  return op === "and"
    ? { whenTrue: going, whenFalse: limitStates(decided) }
    : { whenTrue: limitStates(decided), whenFalse: going };
};

const splitOverLines = (
  flow: NarrowingContext,
  op: "exists" | "all",
  body: Expression,
  states: readonly AbstractState[],
): StateSplit => {
  const inner = splitStates(flow, body, states.map(withoutEachFields));
  return {
    whenTrue: op === "exists" && inner.whenTrue.length === 0 ? [] : states,
    whenFalse: op === "all" && inner.whenFalse.length === 0 ? [] : states,
  };
};

/** Splits states by a condition. */
export const splitStates = (
  flow: NarrowingContext,
  expression: Expression,
  states: readonly AbstractState[],
): StateSplit => {
  switch (expression.op) {
    case "compare":
      return splitCompare(flow, expression, states);
    case "in":
      return splitIn(flow, expression, states);
    case "has": {
      const { field } = expression;
      return {
        whenTrue: each(states, (state) => assumePresent(flow, state, field)),
        whenFalse: each(states, (state) => assumeAbsent(flow, state, field)),
      };
    }
    case "truth": {
      const { of } = expression;
      if (of.op === "literal")
        return of.value === true ? { whenTrue: states, whenFalse: [] } : { whenTrue: [], whenFalse: states };
      return splitField(
        flow,
        of,
        states,
        (known) => restrictToValues(known, [true]),
        (known) => restrictToValues(known, [false]),
      );
    }
    case "and":
    case "or":
      return splitTerms(flow, expression.op, expression.terms, states);
    case "not": {
      const { whenTrue: yes, whenFalse: no } = splitStates(flow, expression.term, states);
      return { whenTrue: no, whenFalse: yes };
    }
    case "exists":
    case "all":
      return splitOverLines(flow, expression.op, expression.each, states);
  }
};
