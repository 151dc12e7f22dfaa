/** Decides what the rules for each cancellation add when something of an order is cancelled. Pure, as `decide` is. */
import { type CancellationFacts, factsOf } from "../domain/cancellation-facts.ts";
import type { OrderLine } from "../domain/order-line.ts";
import type { PlannedTask } from "../tasks/registry.ts";
import type { CompiledRulebook } from "./compile.ts";
import { decide } from "./decide.ts";
import type { Decision } from "./decision.ts";
import type { OrderWithInputs } from "./decision-inputs.ts";
import { decideWithTrace } from "./why-not.ts";

/** What is cancelled of one line. */
export type CancelledLine = {
  readonly lineId: string;
  /** How many items, at least 1. */
  readonly quantity: number;
  /** What they cost, in minor units: their part of the line's total. */
  readonly amount: number;
};

/** A cancellation that is decided. */
export type DecidedCancellation = Omit<CancellationFacts, "amount"> & {
  /** Free lines that go with the line that caused them, too. */
  readonly lines: readonly CancelledLine[];
};

/** The reason and the rules of a task are as of any other; its `lines` are the cancelled ones. */
export type CancellationDecision = Decision;

/** A cancelled line costs its part of the line's total: what it costs less than its items do is its discount. */
const cancelledLine = (line: OrderLine, { quantity, amount }: CancelledLine): OrderLine => ({
  ...line,
  quantity,
  discount: quantity * line.unitPrice - amount,
});

/** The order as rules for each cancellation see it. */
const seenOrder = (order: OrderWithInputs, cancellation: DecidedCancellation): OrderWithInputs => {
  const byId = new Map(cancellation.lines.map((line) => [line.lineId, line]));
  const lines = order.lines.flatMap((line) => {
    const cancelled = byId.get(line.lineId);
    return cancelled === undefined ? [] : [cancelledLine(line, cancelled)];
  });
  const amount = cancellation.lines.reduce((sum, line) => sum + line.amount, 0);
  const facts = factsOf({ ...cancellation, amount });
  return { ...order, lines, cancellation: { ...facts, orderLines: order.lines } };
};

/** Keys of the order's own tasks, and of those that undo them, do not begin so. */
const keyOf = (cancellationId: string, key: string): string => `cancellation:${cancellationId}:rules:${key}`;

const withKeys = (decision: Decision, { cancellationId }: DecidedCancellation): Decision => ({
  ...decision,
  tasks: decision.tasks.map(({ key, dependsOn, alsoDependsOn, ...task }) => ({
    ...task,
    key: keyOf(cancellationId, key),
    ...(dependsOn === undefined ? {} : { dependsOn: keyOf(cancellationId, dependsOn) }),
    ...(alsoDependsOn === undefined
      ? {}
      : { alsoDependsOn: alsoDependsOn.map((one) => keyOf(cancellationId, one)) }),
  })) as readonly PlannedTask[],
});

/** Whether a rulebook has rules for each cancellation. Without them, a cancellation need not be decided. */
export const reactsToCancellations = ({ forCancellations }: CompiledRulebook): boolean =>
  forCancellations !== undefined;

/**
 * Decides what the rules for each cancellation lead to: tasks with keys of the cancellation's own, and notes. Dates of rules are
 * compared with the cancellation's `at`.
 * @param version of the rulebook in force at the cancellation; recorded in the decision
 * @param order as it was accepted, with its free lines, and with its history and the lists of the rules (`withInputs`)
 */
export const decideCancellation = (
  { forCancellations }: CompiledRulebook,
  version: number,
  order: OrderWithInputs,
  cancellation: DecidedCancellation,
): CancellationDecision => {
  const seen = seenOrder(order, cancellation);
  return forCancellations === undefined
    ? { rulebookVersion: version, lines: seen.lines, tasks: [] }
    : withKeys(decide(forCancellations, version, seen, {}), cancellation);
};

/**
 * Decides a cancellation as `decideCancellation` does, and can explain what its rules did not do.
 * @returns undefined when the rulebook has no such rules
 */
export const decideCancellationWithTrace = (
  { forCancellations }: CompiledRulebook,
  version: number,
  order: OrderWithInputs,
  cancellation: DecidedCancellation,
): ReturnType<typeof decideWithTrace> | undefined => {
  if (forCancellations === undefined) return undefined;
  const traced = decideWithTrace(forCancellations, version, seenOrder(order, cancellation), {});
  return { ...traced, decision: withKeys(traced.decision, cancellation) };
};
