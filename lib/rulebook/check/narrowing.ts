/**
 * Type narrowing: follows a condition clause by clause with the abstract states at each point. It finds fields that are
 * read unguarded, conditions that can never hold, and conditions that imply others. Once the budget is used up, every
 * state is possible after each clause: fields then count as unguarded, and nothing is proven.
 */
import {
  type Aggregate,
  type Compare,
  type Expression,
  type Field,
  type In,
  isAggregate,
  type LineQuantifier,
  type Operand,
  type Scalar,
  type TextTest,
} from "../expression.ts";
import {
  type AbstractState,
  ADDRESS,
  assumeAbsent,
  assumePresent,
  constraintsOf,
  fieldAndParents,
  limitStates,
  mapStates,
  withConstraints,
} from "./abstract-state.ts";
import { eachStates, foundLine } from "./line-states.ts";
import { MIRRORED, OPPOSITE, provenLines } from "./number-proofs.ts";
import {
  isExhausted,
  type ProofBudget,
  singleProofBudget,
  stepsOfConstraints,
  stepsOfStates,
} from "./proof-budget.ts";
import { type FieldTest, lowerTest, type Narrow, negated, cached, textPartTest } from "./text-narrowing.ts";
import { checkRead, fieldsRead, type ReadContext } from "./unguarded-read.ts";
import { excludeValues, narrowByComparison, restrictToValues } from "./value-constraints.ts";

/** The states in which a condition holds, and those in which it does not. */
export type StateSplit = {
  readonly whenTrue: readonly AbstractState[];
  readonly whenFalse: readonly AbstractState[];
};

export type NarrowingContext = ReadContext & {
  /** Shared by several proofs; without it the proof has a budget of its own. */
  readonly budget?: ProofBudget;
  /** Called for a `max` or `min` that is read where there may be no line for it. */
  readonly onEmptyAggregate?: (aggregate: Aggregate) => void;
};

type ProofContext = NarrowingContext & { readonly budget: ProofBudget };

/** Any order, any line. */
export const UNCONSTRAINED: readonly AbstractState[] = [new Map()];

const UNPROVEN: StateSplit = { whenTrue: UNCONSTRAINED, whenFalse: UNCONSTRAINED };

/** Reports what an aggregate reads unguarded: in its condition, its field, and its own value over no line. */
const checkAggregate = (
  context: ProofContext,
  aggregate: Aggregate,
  states: readonly AbstractState[],
): void => {
  const { whenTrue } = splitWithin(context, aggregate.each, eachStates(aggregate, states));
  if (aggregate.op === "count") return;
  checkRead(context, aggregate.field, whenTrue);
  if (aggregate.op === "sum" || !context.onEmptyAggregate) return;
  const found = foundLine(aggregate);
  const isFound = (state: AbstractState) => constraintsOf(context, state, found).presence === "present";
  if (!states.every(isFound)) context.onEmptyAggregate(aggregate);
};

const checkOperand = (context: ProofContext, operand: Operand, states: readonly AbstractState[]): void => {
  if (isAggregate(operand)) checkAggregate(context, operand, states);
  for (const field of fieldsRead(operand)) checkRead(context, field, states);
};

/** Splits by a test of one field. A field that may be absent can fail the test by that alone: nothing else follows. */
const splitField = (
  context: ProofContext,
  field: Field,
  states: readonly AbstractState[],
  test: FieldTest,
): StateSplit => {
  const { holds, fails, valueCount = 1 } = cached(test);
  checkRead(context, field, states);
  for (const state of states)
    context.budget.stepsLeft -= stepsOfConstraints(constraintsOf(context, state, field)) + valueCount;
  const narrowState = (state: AbstractState, narrow: Narrow): AbstractState | undefined => {
    const present = assumePresent(context, state, field);
    const constraints = present && narrow(constraintsOf(context, present, field));
    return present && constraints && withConstraints(present, field, constraints);
  };
  const isPresent = (state: AbstractState) =>
    fieldAndParents(field).every((part) => constraintsOf(context, state, part).presence === "present");
  return {
    whenTrue: mapStates(states, (state) => narrowState(state, holds)),
    whenFalse: mapStates(states, (state) => (isPresent(state) ? narrowState(state, fails) : state)),
  };
};

const splitTextTest = (
  context: ProofContext,
  { op, text, part }: TextTest,
  states: readonly AbstractState[],
): StateSplit => {
  if (text.op === "literal" || part.op !== "literal") return splitOpaque(context, [text, part], states);
  const field = text.op === "lower" ? text.of : text;
  return splitField(context, field, states, textPartTest(op, text.op, String(part.value)));
};

/** Goods have an address to go to. */
const withLines = (
  context: ProofContext,
  exists: LineQuantifier | undefined,
  states: readonly AbstractState[],
): readonly AbstractState[] =>
  exists === undefined
    ? mapStates(states, (state) => assumePresent(context, state, ADDRESS))
    : splitOverLines(context, exists, states).whenTrue;

const splitCompare = (
  context: ProofContext,
  comparison: Compare,
  states: readonly AbstractState[],
): StateSplit => {
  const { whenTrue, whenFalse } = splitByValues(context, comparison, states);
  const proven = provenLines(comparison);
  if (proven === undefined) return { whenTrue, whenFalse };
  return proven.result
    ? { whenTrue: withLines(context, proven.exists, whenTrue), whenFalse }
    : { whenTrue, whenFalse: withLines(context, proven.exists, whenFalse) };
};

const splitByValues = (
  context: ProofContext,
  { by, left, right }: Compare,
  states: readonly AbstractState[],
): StateSplit => {
  if (left.op === "literal" && (right.op === "field" || right.op === "lower"))
    return splitByValues(context, { op: "compare", by: MIRRORED[by], left: right, right: left }, states);
  if (left.op === "lower" && right.op === "literal" && (by === "==" || by === "!=")) {
    const equals = lowerTest([right.value]);
    return splitField(context, left.of, states, by === "==" ? equals : negated(equals));
  }
  if (left.op !== "field" || right.op !== "literal") return splitOpaque(context, [left, right], states);
  return splitField(context, left, states, {
    holds: (constraints) => narrowByComparison(constraints, by, right.value),
    fails: (constraints) => narrowByComparison(constraints, OPPOSITE[by], right.value),
  });
};

/** Splits by a test of which nothing is proven but that its fields are present when it holds. */
const splitOpaque = (
  context: ProofContext,
  operands: readonly Operand[],
  states: readonly AbstractState[],
): StateSplit => {
  const fields = operands.flatMap(fieldsRead);
  for (const operand of operands) checkOperand(context, operand, states);
  const allPresent = (state: AbstractState) =>
    fields.reduce<AbstractState | undefined>(
      (next, field) => next && assumePresent(context, next, field),
      state,
    );
  return { whenTrue: mapStates(states, allPresent), whenFalse: states };
};

const splitIn = (
  context: ProofContext,
  { item, among }: In,
  states: readonly AbstractState[],
): StateSplit => {
  if ("op" in among) return splitOpaque(context, among.op === "list" ? [item] : [item, among], states);
  if (item.op === "lower") return splitField(context, item.of, states, lowerTest(among));
  if (item.op !== "field") return splitOpaque(context, [item], states);
  const values: readonly Scalar[] = among;
  return splitField(context, item, states, {
    holds: (constraints) => restrictToValues(constraints, values),
    fails: (constraints) => excludeValues(constraints, values),
    valueCount: values.length,
  });
};

/** Terms are evaluated from left to right: each one sees only the states that the terms before it leave undecided. */
const splitTerms = (
  context: ProofContext,
  op: "and" | "or",
  terms: readonly Expression[],
  states: readonly AbstractState[],
): StateSplit => {
  let undecided = states;
  const decided: AbstractState[] = [];
  for (const term of terms) {
    const { whenTrue, whenFalse } = splitWithin(context, term, undecided);
    decided.push(...(op === "and" ? whenFalse : whenTrue));
    undecided = limitStates(op === "and" ? whenTrue : whenFalse);
  }
  return op === "and"
    ? { whenTrue: undecided, whenFalse: limitStates(decided) }
    : { whenTrue: limitStates(decided), whenFalse: undecided };
};

const splitOverLines = (
  context: ProofContext,
  quantifier: LineQuantifier,
  states: readonly AbstractState[],
): StateSplit => {
  const { op, each } = quantifier;
  const inner = splitWithin(context, each, eachStates(quantifier, states));
  const provesAddress =
    op === "exists" &&
    inner.whenTrue.every((state) => constraintsOf(context, state, ADDRESS).presence === "present");
  const found = foundLine(quantifier);
  const whenTrue =
    op === "all"
      ? states
      : inner.whenTrue.length === 0
        ? []
        : states.map((state) => withConstraints(state, found, { presence: "present" }));
  return {
    whenTrue: provesAddress
      ? mapStates(whenTrue, (state) => assumePresent(context, state, ADDRESS))
      : whenTrue,
    whenFalse: op === "all" && inner.whenFalse.length === 0 ? [] : states,
  };
};

const splitTruth = (
  context: ProofContext,
  of: Extract<Expression, { op: "truth" }>["of"],
  states: readonly AbstractState[],
): StateSplit => {
  if (of.op === "literal")
    return of.value === true ? { whenTrue: states, whenFalse: [] } : { whenTrue: [], whenFalse: states };
  return splitField(context, of, states, {
    holds: (constraints) => restrictToValues(constraints, [true]),
    fails: (constraints) => restrictToValues(constraints, [false]),
  });
};

const splitHas = (context: ProofContext, field: Field, states: readonly AbstractState[]): StateSplit => ({
  whenTrue: mapStates(states, (state) => assumePresent(context, state, field)),
  whenFalse: mapStates(states, (state) => assumeAbsent(context, state, field)),
});

const splitBy = (
  context: ProofContext,
  expression: Expression,
  states: readonly AbstractState[],
): StateSplit => {
  switch (expression.op) {
    case "compare":
      return splitCompare(context, expression, states);
    case "in":
      return splitIn(context, expression, states);
    case "startsWith":
    case "endsWith":
    case "contains":
      return splitTextTest(context, expression, states);
    case "has":
      return splitHas(context, expression.field, states);
    case "truth":
      return splitTruth(context, expression.of, states);
    case "and":
    case "or":
      return splitTerms(context, expression.op, expression.terms, states);
    case "not": {
      const { whenTrue, whenFalse } = splitWithin(context, expression.term, states);
      return { whenTrue: whenFalse, whenFalse: whenTrue };
    }
    case "exists":
    case "all":
      return splitOverLines(context, expression, states);
  }
};

const splitWithin = (
  context: ProofContext,
  expression: Expression,
  states: readonly AbstractState[],
): StateSplit => {
  const { budget } = context;
  budget.stepsLeft -= stepsOfStates(states);
  const split = splitBy(context, expression, isExhausted(budget) ? UNCONSTRAINED : states);
  return isExhausted(budget) ? UNPROVEN : split;
};

/** Splits states by a condition. */
export const splitStates = (
  context: NarrowingContext,
  expression: Expression,
  states: readonly AbstractState[],
): StateSplit => splitWithin({ budget: singleProofBudget(), ...context }, expression, states);
