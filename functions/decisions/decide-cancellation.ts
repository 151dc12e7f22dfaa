/** The cancellation in a dry run: it is checked as POST /orders/{orderId}/cancellations does, and decided. */
import { type CancellationBody, cancellationBody } from "../../lib/contract/cancellation-body.ts";
import type { Catalogue } from "../../lib/domain/catalogue.ts";
import { cancellationIssues } from "../../lib/domain/cancellation-issues.ts";
import { type Order, orderTotal } from "../../lib/domain/order.ts";
import type { OrderLine } from "../../lib/domain/order-line.ts";
import { parseOrder } from "../../lib/domain/parse-order.ts";
import type { OrderVocabulary } from "../../lib/domain/product-type.ts";
import { err, ok, type Result } from "../../lib/domain/result.ts";
import { parseFields, type ValidationIssue } from "../../lib/domain/validation-issue.ts";
import { decideCancellationWithTrace } from "../../lib/rulebook/decide-cancellation.ts";
import type { OrderWithInputs } from "../../lib/rulebook/decision-inputs.ts";
import { cancelledLinesIssues, plannedCancellation } from "../../lib/rulebook/example-cancellation.ts";
import type { decideWithTrace } from "../../lib/rulebook/why-not.ts";
import { now } from "../../lib/runtime/clock.ts";
import type { LoadedRulebook } from "../../lib/runtime/rulebook-cache.ts";

const FIELD = "cancellation";

type Issues = readonly ValidationIssue[];
type Parsed = { readonly order: Order; readonly cancellation?: CancellationBody };

/** Parses an order, and the cancellation beside its fields. */
export const parseDecisionBody = (
  body: object,
  vocabulary: OrderVocabulary,
  protoKeys: Issues,
): Result<Parsed, Issues> => {
  const { [FIELD]: given, ...rest } = body as Readonly<Record<string, unknown>>;
  const order = parseOrder(rest, vocabulary, protoKeys);
  if (given === undefined) return order.ok ? ok({ order: order.value }) : order;
  const cancellation = parseFields(cancellationBody, given, [FIELD]);
  if (order.ok && cancellation.ok) return ok({ order: order.value, cancellation: cancellation.value });
  return err([...(order.ok ? [] : order.error), ...(cancellation.ok ? [] : cancellation.error)]);
};

const issuesOf = (
  { order, cancellation }: Required<Parsed>,
  lines: readonly OrderLine[],
): readonly ValidationIssue[] => {
  const state = { paidAt: order.payment.paidAt, refundLeft: orderTotal(order.lines) };
  const issues = [
    ...cancelledLinesIssues(lines, cancellation.lines),
    ...cancellationIssues(cancellation, state, now()),
  ];
  return issues.map(({ pointer, detail }) => ({ pointer: `/${FIELD}${pointer}`, detail }));
};

type Traced = ReturnType<typeof decideWithTrace>;

const noRules = (rulebookVersion: number): Traced => ({
  decision: { rulebookVersion, lines: [], tasks: [] },
  listWhyNot: () => ({ whyNot: [] }),
  clausesOf: () => ({ ofBecause: () => [], ofWhyNot: () => [] }),
});

/**
 * Decides the cancellation of an order that was decided before, when the body has one.
 * @param lines of the decision, free ones too
 */
export const decideItsCancellation = (
  { compiled, version }: LoadedRulebook,
  order: OrderWithInputs,
  lines: readonly OrderLine[],
  { order: customers, cancellation }: Parsed,
  catalogue: Catalogue,
) => {
  if (cancellation === undefined) return ok(undefined);
  const issues = issuesOf({ order: customers, cancellation }, lines);
  if (issues.length > 0) return err(issues);
  const { refund, ...facts } = cancellation;
  const wanted = refund === undefined ? facts : { ...facts, refund: refund.amount };
  const planned = plannedCancellation(compiled, order, lines, wanted, catalogue);
  const { cancellationId, complete, lines: cancelled } = planned;
  return ok({
    shown: { cancellationId, complete, lines: cancelled },
    traced: decideCancellationWithTrace(compiled, version, { ...order, lines }, planned) ?? noRules(version),
  });
};
