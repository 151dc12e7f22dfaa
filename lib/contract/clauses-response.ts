/** Adds the clauses of explanations to a response about an order, as far as they fit. */
import type { Clause } from "../rulebook/clause.ts";
import type { ClauseFinder, ExplanationOf } from "../rulebook/why-not.ts";
import { bytesLeft, bytesOf } from "./task-response.ts";

/** The JSON of the field's name. */
const FIELD_BYTES = 12;

type Explained = {
  readonly tasks: readonly {
    readonly because: readonly ExplanationOf[];
    /** Of a task that a cancellation has added. */
    readonly cancellationId?: string | null | undefined;
  }[];
  readonly whyNot: readonly ExplanationOf[];
};

/** Adds clauses to explanations until the bytes are used up. */
const adder = (left: number) => {
  let bytes = left;
  return <T extends ExplanationOf>(explanation: T, find: (of: ExplanationOf) => readonly Clause[]): T => {
    if (bytes <= 0) return explanation;
    const clauses = find(explanation);
    bytes -= FIELD_BYTES + bytesOf(clauses);
    return bytes < 0 ? explanation : { ...explanation, clauses };
  };
};

/**
 * The response with the clauses of its explanations: those of tasks first.
 * @param left how many bytes fit
 */
export const withClauses = <Response extends Explained>(
  response: Response,
  { ofBecause, ofWhyNot }: ClauseFinder,
  left = bytesLeft(response),
): Response => {
  const add = adder(left);
  return {
    ...response,
    // No condition of the order explains what a cancellation has added; its clauses are stored.
    tasks: response.tasks.map((task) =>
      typeof task.cancellationId === "string"
        ? task
        : { ...task, because: task.because.map((because) => add(because, ofBecause)) },
    ),
    whyNot: response.whyNot.map((whyNot) => add(whyNot, ofWhyNot)),
  };
};

/** Of the tasks of one cancellation. */
const MAX_STORED_BYTES = 100_000;

/** Adds clauses to the reasons of tasks, as far as they fit into what is stored with them. */
export const withStoredClauses = <
  Because extends ExplanationOf,
  Task extends { readonly because: readonly Because[] },
>(
  tasks: readonly Task[],
  { ofBecause }: Pick<ClauseFinder, "ofBecause">,
): readonly Task[] => {
  const add = adder(MAX_STORED_BYTES);
  return tasks.map((task) => ({ ...task, because: task.because.map((because) => add(because, ofBecause)) }));
};
