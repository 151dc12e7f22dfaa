/** Whether every task has ended as it must, and every order with its tasks. */
import type { OrderCase } from "./cases.ts";
import type { Findings } from "./findings.ts";
import { isWithdrawn, type Matched, type MatchedOf, nameIn, takenBy, undoneId } from "./matched.ts";
import type { TaskRow } from "./rows.ts";
import type { Setting } from "./setting.ts";

const stateOf = ({ status, causeCode }: TaskRow): string =>
  causeCode === null ? status : `${status} (${causeCode})`;

/** The state that a task must have, where cancellations and what it waits for leave no choice. */
const rejection = ({ of, expected }: Matched, { rateAt }: Setting): string => {
  if (
    expected.type === "packing_slip" &&
    expected.name === "shipping" &&
    of.body.shippingAddress === undefined
  )
    return "rejected (no-shipping-address)";
  if (expected.type !== "commission") return "done";
  const { entries, agentId } = expected;
  const needsRate = entries.some(({ rateBps }) => rateBps === undefined);
  return needsRate && rateAt(agentId, of.body.payment.paidAt) === undefined
    ? "rejected (agent-without-rate)"
    : "done";
};

const isGone = ({ of, expected }: Matched): boolean =>
  expected.lineIds.every((lineId) => takenBy(of.cancellations, lineId) === of.lines.get(lineId)!.quantity);

/** A mail is sent when all that it waits for is done, and skipped with it. */
const compareMail = (
  findings: Findings,
  mail: MatchedOf<"email">,
  all: ReadonlyMap<string, TaskRow>,
): void => {
  const awaited = mail.expected.after.flatMap((name) => all.get(name) ?? []);
  const [left, withdrawn] = [
    awaited.filter((task) => !isWithdrawn(task)),
    awaited.filter((task) => isWithdrawn(task)),
  ];
  const allowed: string[] = [];
  if (left.every(({ status }) => status === "done") && (left.length > 0 || awaited.length === 0))
    allowed.push("done");
  if (left.some(({ status }) => status === "rejected" || status === "skipped")) allowed.push("skipped");
  if (isGone(mail) || (awaited.length > 0 && withdrawn.length === awaited.length))
    allowed.push("skipped (cancelled)");
  const state = stateOf(mail.task);
  const isAllowed = allowed.includes(state) || (state.startsWith("skipped") && allowed.includes("skipped"));
  if (!isAllowed) findings.add("wrong", nameIn(mail), `is ${state}, expected ${allowed.join(" or ")}`);
};

/** Memberships are compared with their history. */
export const compareStatuses = (
  findings: Findings,
  of: OrderCase,
  matched: readonly Matched[],
  setting: Setting,
): void => {
  const byName = new Map(matched.map(({ expected, task }) => [expected.name, task]));
  for (const one of matched) {
    const { task, expected, items } = one;
    if (expected.type === "email") compareMail(findings, one as MatchedOf<"email">, byName);
    else if (expected.type === "webhook") {
      const allowed = isGone(one) ? ["done", "skipped (cancelled)"] : ["done"];
      if (!allowed.includes(stateOf(task)))
        findings.add("wrong", nameIn(one), `is ${stateOf(task)}, expected ${allowed.join(" or ")}`);
    } else if (expected.type !== "membership") {
      const state = items.size === 0 ? "skipped (cancelled)" : rejection(one, setting);
      if (stateOf(task) !== state)
        findings.add("wrong", nameIn(one), `is ${stateOf(task)}, expected ${state}`);
    }
    if (["packing_slip", "commission"].includes(expected.type) && items.size > 0)
      findings.expect(nameIn(one), "its lines", task.lineIds.toSorted(), [...items.keys()].toSorted());
  }
  compareUndoing(findings, of);
  compareOrder(findings, of);
};

const compareUndoing = (findings: Findings, { tasks, row }: OrderCase): void => {
  for (const task of tasks)
    if (undoneId(task) !== undefined && task.type !== "membership" && task.status !== "done")
      findings.add("wrong", `${row.orderId} undoing ${task.type} ${task.taskId}`, `is ${stateOf(task)}`);
};

const compareOrder = (findings: Findings, { row, tasks, lines, cancellations }: OrderCase): void => {
  const subject = `order ${row.orderId}`;
  for (const task of tasks) {
    if (task.status === "pending" || task.status === "queued")
      findings.add("stuck", `${subject} ${task.type} ${task.taskId}`, `is ${task.status}`);
    if (task.status === "failed")
      findings.add("wrong", `${subject} ${task.type} ${task.taskId}`, `failed: ${task.reason}`);
  }
  const counted = tasks.filter(({ isEvent }) => !isEvent);
  const has = (...statuses: readonly string[]) => counted.some(({ status }) => statuses.includes(status));
  const isCancelled = [...lines.values()].every(
    ({ lineId, quantity }) => takenBy(cancellations, lineId) === quantity,
  );
  const expected = has("pending", "queued")
    ? "processing"
    : has("rejected", "failed")
      ? "attention"
      : isCancelled
        ? "cancelled"
        : "completed";
  findings.expect(subject, "its status", row.status, expected);
};
