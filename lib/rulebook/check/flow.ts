/**
 * Follows a condition clause by clause with everything that is known of the order at each point. It finds fields that
 * are read unguarded, conditions that can never hold, and conditions that imply others.
 */
import type { Compare, Expression, Field, In, Operand, Scalar } from "../expression.ts";
import { among, type Known, narrowed, without } from "./known.ts";
import {
  bounded,
  knownOf,
  type State,
  type World,
  whenAbsent,
  whenPresent,
  withKnown,
  withoutEach,
  withParents,
} from "./state.ts";

/** The states in which a condition holds, and those in which it does not. */
export type Split = { readonly yes: readonly State[]; readonly no: readonly State[] };

export type Flow = World & {
  /** Called for a field that is read where it (or a group it is in) may be absent. */
  readonly unguarded?: (field: Field, missing: Field, never: boolean) => void;
};

/** Nothing known yet: any order, any line. */
export const ANY: readonly State[] = [new Map()];

const each = (states: readonly State[], step: (state: State) => State | undefined): readonly State[] =>
  states.flatMap((state) => step(state) ?? []);

const noteRead = (flow: Flow, field: Field, states: readonly State[]): void => {
  if (!flow.unguarded || states.length === 0) return;
  for (const part of withParents(field)) {
    const presences = states.map((state) => knownOf(flow, state, part).presence);
    if (presences.every((presence) => presence === "present")) continue;
    flow.unguarded(
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
  flow: Flow,
  field: Field,
  states: readonly State[],
  holds: (known: Known) => Known | undefined,
  fails: (known: Known) => Known | undefined,
): Split => {
  noteRead(flow, field, states);
  const learn = (state: State, how: (known: Known) => Known | undefined): State | undefined => {
    const present = whenPresent(flow, state, field);
    const known = present && how(knownOf(flow, present, field));
    return present && known && withKnown(present, field, known);
  };
  const certain = (state: State) =>
    withParents(field).every((part) => knownOf(flow, state, part).presence === "present");
  return {
    yes: each(states, (state) => learn(state, holds)),
    no: each(states, (state) => (certain(state) ? learn(state, fails) : state)),
  };
};

const OPPOSITE = { "==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">" } as const;
const MIRROR = { "==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<=" } as const;

const splitCompare = (flow: Flow, { by, left, right }: Compare, states: readonly State[]): Split => {
  if (left.op === "literal" && right.op === "field")
    return splitCompare(flow, { op: "compare", by: MIRROR[by], left: right, right: left }, states);
  if (left.op === "field" && right.op === "literal") {
    const { value } = right;
    return splitField(
      flow,
      left,
      states,
      (known) => narrowed(known, by, value),
      (known) => narrowed(known, OPPOSITE[by], value),
    );
  }
  return splitOpaque(flow, [left, right], states);
};

/** A test of which only this is known: when it holds, its fields are there. */
const splitOpaque = (flow: Flow, operands: readonly Operand[], states: readonly State[]): Split => {
  const fields = operands.flatMap(fieldsRead);
  for (const field of fields) noteRead(flow, field, states);
  const present = (state: State) =>
    fields.reduce<State | undefined>((next, field) => next && whenPresent(flow, next, field), state);
  return { yes: each(states, present), no: states };
};

const splitIn = (flow: Flow, { item, among: list }: In, states: readonly State[]): Split => {
  if ("op" in list) return splitOpaque(flow, [item, list], states);
  if (item.op !== "field") return splitOpaque(flow, [item], states);
  const values: readonly Scalar[] = list;
  return splitField(
    flow,
    item,
    states,
    (known) => among(known, values),
    (known) => without(known, values),
  );
};

const splitTerms = (
  flow: Flow,
  op: "and" | "or",
  terms: readonly Expression[],
  states: readonly State[],
): Split => {
  let going = states;
  const decided: State[] = [];
  for (const term of terms) {
    const { yes, no } = split(flow, term, going);
    decided.push(...(op === "and" ? no : yes));
    going = bounded(op === "and" ? yes : no);
  }
  return op === "and" ? { yes: going, no: bounded(decided) } : { yes: bounded(decided), no: going };
};

const splitOverLines = (
  flow: Flow,
  op: "exists" | "all",
  body: Expression,
  states: readonly State[],
): Split => {
  const inner = split(flow, body, states.map(withoutEach));
  return {
    yes: op === "exists" && inner.yes.length === 0 ? [] : states,
    no: op === "all" && inner.no.length === 0 ? [] : states,
  };
};

/** Splits states by a condition. */
export const split = (flow: Flow, expression: Expression, states: readonly State[]): Split => {
  switch (expression.op) {
    case "compare":
      return splitCompare(flow, expression, states);
    case "in":
      return splitIn(flow, expression, states);
    case "has": {
      const { field } = expression;
      return {
        yes: each(states, (state) => whenPresent(flow, state, field)),
        no: each(states, (state) => whenAbsent(flow, state, field)),
      };
    }
    case "truth": {
      const { of } = expression;
      if (of.op === "literal") return of.value === true ? { yes: states, no: [] } : { yes: [], no: states };
      return splitField(
        flow,
        of,
        states,
        (known) => among(known, [true]),
        (known) => among(known, [false]),
      );
    }
    case "and":
    case "or":
      return splitTerms(flow, expression.op, expression.terms, states);
    case "not": {
      const { yes, no } = split(flow, expression.term, states);
      return { yes: no, no: yes };
    }
    case "exists":
    case "all":
      return splitOverLines(flow, expression.op, expression.each, states);
  }
};
