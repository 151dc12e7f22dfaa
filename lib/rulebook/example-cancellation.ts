/** The cancellation of an order that is not recorded, of an example or a dry run: the order is decided, and then what is cancelled of it. */
import { partOf } from "../domain/cancellation.ts";
import { cancelLines, isComplete, type LineState } from "../domain/cancel-lines.ts";
import type { Catalogue } from "../domain/catalogue.ts";
import { lineTotal } from "../domain/money.ts";
import type { OrderLine } from "../domain/order-line.ts";
import type { Result } from "../domain/result.ts";
import type { ValidationIssue } from "../domain/validation-issue.ts";
import type { CompiledRulebook } from "./compile.ts";
import { decide } from "./decide.ts";
import {
  type CancellationDecision,
  type DecidedCancellation,
  decideCancellation,
} from "./decide-cancellation.ts";
import type { OrderWithInputs } from "./decision-inputs.ts";
import { giftEarners } from "./gift-earners.ts";
import type { ExampleCancellation } from "./rulebook.ts";

const lineStates = (lines: readonly OrderLine[]): readonly LineState[] =>
  lines.map((line) => ({
    lineId: line.lineId,
    quantity: line.quantity,
    total: lineTotal(line),
    cancelled: 0,
    causedBy: line.gift?.causedBy,
  }));

/** What is wrong with the lines that are cancelled, with the place in the cancellation. */
export const cancelledLinesIssues = (
  lines: readonly OrderLine[],
  wanted: ExampleCancellation["lines"],
): readonly ValidationIssue[] => {
  const taken: Result<unknown, readonly ValidationIssue[]> = cancelLines(
    lineStates(lines),
    wanted,
    new Map(),
  );
  return taken.ok ? [] : taken.error;
};

/**
 * What a cancellation takes of an order that was just decided.
 * @param lines of the decision, free ones too
 * @param wanted without issues
 */
export const plannedCancellation = (
  compiled: CompiledRulebook,
  order: OrderWithInputs,
  lines: readonly OrderLine[],
  { lines: wanted, ...facts }: ExampleCancellation,
  catalogue: Catalogue,
): DecidedCancellation => {
  const states = lineStates(lines);
  const freeLines = lines.filter(({ free }) => free);
  const earners = giftEarners({ compiled, version: 0, order, catalogue }, freeLines);
  const taken = cancelLines(states, wanted, earners);
  const cancelled = taken.ok ? taken.value : new Map();
  return {
    ...facts,
    complete: isComplete(states, cancelled),
    lines: [...cancelled.values()].flatMap(({ lineId, quantity: of, total, before, now }) =>
      now === 0 ? [] : [{ lineId, quantity: now, amount: partOf(total, { of, before, now }) }],
    ),
  };
};

/**
 * Decides the cancellation of an example under the rulebook that decides its order.
 * @param cancellation without issues
 */
export const decideExampleCancellation = (
  compiled: CompiledRulebook,
  order: OrderWithInputs,
  cancellation: ExampleCancellation,
  catalogue: Catalogue,
): CancellationDecision => {
  const { lines } = decide(compiled, 0, order, catalogue);
  const planned = plannedCancellation(compiled, order, lines, cancellation, catalogue);
  return decideCancellation(compiled, 0, { ...order, lines }, planned);
};
