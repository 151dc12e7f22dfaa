/** What each cancellation adds besides undoing: the mail to the customer, and what rules for cancellations lead to. */
import type { Cancellation, OrderCase } from "./cases.ts";
import type { Findings } from "./findings.ts";
import { undoneId } from "./matched.ts";
import type { SlipRow, TaskRow } from "./rows.ts";
import { compareReturnsSlip } from "./slips.ts";

const nameOf = ({ payload }: TaskRow): string =>
  payload.destination ?? payload.template ?? payload.event ?? "";

const hasGoods = ({ lines }: OrderCase, { taken }: Cancellation): boolean =>
  [...taken.keys()].some((lineId) => ["physical", "book"].includes(lines.get(lineId)!.type));

/** The names of the tasks of a cancellation. */
const expectedNames = (of: OrderCase, cancellation: Cancellation): string[] => {
  const { features, taken, complete } = cancellation;
  if (!features.has("cancellations")) return ["order-cancelled"];
  const bought = [...taken].filter(([lineId]) => of.lines.get(lineId)!.free === undefined);
  const units = bought.reduce((sum, [, { now }]) => sum + now, 0);
  return [
    "order-cancelled",
    ...(hasGoods(of, cancellation) ? ["returns", "send-it-back"] : []),
    ...(complete || units >= 10 ? ["order.given-back"] : []),
  ];
};

export const compareCancellationTasks = (
  findings: Findings,
  of: OrderCase,
  slips: readonly SlipRow[],
): void => {
  for (const cancellation of of.cancellations) {
    const { cancellationId, cancellationNo } = cancellation.row;
    const subject = `${of.row.orderId} cancellation ${cancellationId}`;
    const added = of.tasks.filter(
      (one) => one.cancellationNo === cancellationNo && undoneId(one) === undefined,
    );
    findings.expect(
      subject,
      "what it adds",
      added.map(nameOf).toSorted(),
      expectedNames(of, cancellation).toSorted(),
    );
    for (const task of added) {
      if (task.status !== "done") findings.add("wrong", subject, `${nameOf(task)} is ${task.status}`);
      if (task.payload.destination === "returns" && task.status === "done")
        compareReturnsSlip(findings, of, cancellation, task, slips);
    }
  }
};
