/** The responses to accepted orders and cancellations say what is stored. */
import type { ChaosRecord } from "../recorded.ts";
import type { OrderCase } from "./cases.ts";
import type { Findings } from "./findings.ts";

const isAccepted = ({ status, request }: ChaosRecord): boolean =>
  (status === 200 || status === 202) && request.method === "POST";

type OrderResponse = {
  readonly orderId: string;
  readonly total: number;
  readonly rulebookVersion: number;
  readonly tasks: readonly { readonly taskId: string }[];
};
type CancellationResponse = {
  readonly cancellationId: string;
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
  readonly tasks: readonly string[];
};

const compareOrder = (findings: Findings, of: OrderCase, body: OrderResponse): void => {
  const { orderId, rulebookVersion } = of.row;
  const subject = `response of ${orderId}`;
  const { amount } = of.body.payment;
  findings.expect(
    subject,
    "what it says",
    { orderId: body.orderId, total: body.total, rulebookVersion: body.rulebookVersion },
    { orderId, total: amount, rulebookVersion },
  );
  const listed = new Set(body.tasks.map(({ taskId }) => taskId));
  const stored = new Set(of.tasks.map(({ taskId }) => taskId));
  for (const taskId of listed)
    if (!stored.has(taskId)) findings.add("lost", subject, `names task ${taskId}, which is not there`);
  for (const { taskId, isEvent, cancellationNo } of of.tasks)
    if (!isEvent && cancellationNo === null && !listed.has(taskId))
      findings.add("wrong", subject, `does not name task ${taskId}`);
};

const compareCancellation = (findings: Findings, of: OrderCase, body: CancellationResponse): void => {
  const subject = `response of ${of.row.orderId} ${body.cancellationId}`;
  const cancellation = of.cancellations.find(({ row }) => row.cancellationId === body.cancellationId);
  if (cancellation === undefined) return;
  const { row, taken } = cancellation;
  findings.expect(
    subject,
    "its lines",
    Object.fromEntries(body.lines.map(({ lineId, quantity }) => [lineId, quantity]).toSorted()),
    Object.fromEntries([...taken].map(([lineId, { now }]) => [lineId, now]).toSorted()),
  );
  const added = of.tasks.filter((task) => task.cancellationNo === row.cancellationNo && !task.isEvent);
  findings.expect(subject, "its tasks", body.tasks.toSorted(), added.map(({ taskId }) => taskId).toSorted());
};

/** Compares the response to every request that was accepted. */
export const compareResponses = (
  findings: Findings,
  cases: readonly OrderCase[],
  records: readonly ChaosRecord[],
): void => {
  const byId = new Map(cases.map((one) => [one.row.orderId, one]));
  for (const { request, body } of records.filter(isAccepted)) {
    const [, room, orderId, what] = request.path.split("/");
    if (room !== "orders") continue;
    const of = byId.get(orderId ?? (request.body as { orderId: string }).orderId);
    if (of === undefined) continue;
    if (orderId === undefined) compareOrder(findings, of, body as OrderResponse);
    else if (what === "cancellations") compareCancellation(findings, of, body as CancellationResponse);
  }
};
