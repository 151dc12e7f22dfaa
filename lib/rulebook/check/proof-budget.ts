/**
 * Limits the steps of a proof. A step is one constraint of one state that is looked at or copied. A proof whose budget
 * is used up claims nothing: every state remains possible after each clause.
 */
import type { AbstractState } from "./abstract-state.ts";
import type { ValueConstraints } from "./value-constraints.ts";

/** Mutable: the steps that are left; none when it is 0 or negative. */
export type ProofBudget = { stepsLeft: number };

/** For one condition: enough for 100 clauses over ten fields. A longer text may take more in proportion. */
const MIN_CONDITION_STEPS = 2_000;
const STEPS_PER_CHARACTER = 100;

/** For all comparisons of the rules of a rulebook with each other. */
const COMPARISON_STEPS = 1_500_000;

/** For a proof of which a check needs few. */
const SINGLE_PROOF_STEPS = 20_000;

export const singleProofBudget = (): ProofBudget => ({ stepsLeft: SINGLE_PROOF_STEPS });

export const conditionBudget = (text: string): ProofBudget => ({
  stepsLeft: MIN_CONDITION_STEPS + STEPS_PER_CHARACTER * text.length,
});

export const comparisonBudget = (): ProofBudget => ({ stepsLeft: COMPARISON_STEPS });

export const isExhausted = (budget: ProofBudget): boolean => budget.stepsLeft <= 0;

export const stepsOfConstraints = ({ only, not }: ValueConstraints): number =>
  1 + (only?.size ?? 0) + (not?.size ?? 0);

/** What visiting a state takes besides its constraints. */
const STEPS_PER_STATE = 4;

export const stepsOfStates = (states: readonly AbstractState[]): number =>
  states.reduce((steps, state) => steps + STEPS_PER_STATE + state.size, 0);
