/** The tasks of an order beside those that it must have, and what cancellations found of each. */
import type { Cancellation, OrderCase } from "./cases.ts";
import type { Expected } from "./decide.ts";
import type { Findings } from "./findings.ts";
import type { TaskRow } from "./rows.ts";

/** A task with its cancellations. Those before it was done have changed it; the others have a task that undoes them. */
export type Matched<E extends Expected = Expected> = {
  readonly of: OrderCase;
  readonly expected: E;
  readonly task: TaskRow;
  readonly before: readonly Cancellation[];
  readonly after: readonly { readonly cancellation: Cancellation; readonly undoing: TaskRow }[];
  /** The items of each of its lines that it was carried out with; without those of which nothing was left. */
  readonly items: ReadonlyMap<string, number>;
};

export type MatchedOf<Type extends Expected["type"]> = Matched<Extract<Expected, { type: Type }>>;

/** What a task is about, by what it says itself. */
const nameOf = ({ type, payload, lineIds }: TaskRow): string => {
  const [lineId] = lineIds;
  switch (type) {
    case "packing_slip":
      return payload.destination!;
    case "membership":
      return `${payload.change}:${lineId}`;
    case "email":
      return payload.template === "membership-changed" ? `membership-changed:${lineId}` : payload.template!;
    case "commission":
      return payload.agentId!;
    case "webhook":
      return payload.event === "book.sold" ? `book.sold:${lineId}` : payload.event!;
    default: {
      const unknown: never = type;
      throw new TypeError(`no such task type: ${String(unknown)}`);
    }
  }
};

export const undoneId = ({ payload }: TaskRow): string | undefined =>
  payload.cancels?.taskId ?? payload.reverses?.taskId;

export const takenBy = (cancellations: readonly Cancellation[], lineId: string): number =>
  cancellations.reduce((sum, { taken }) => sum + (taken.get(lineId)?.now ?? 0), 0);

/** Of these types, a cancellation of what is done adds a task. */
const isUndone = (expected: Expected): boolean =>
  expected.type === "packing_slip" ||
  expected.type === "commission" ||
  (expected.type === "membership" && expected.change !== "deactivate");

const match = (findings: Findings, of: OrderCase, expected: Expected, task: TaskRow): Matched => {
  const subject = `${of.row.orderId} ${expected.type} ${expected.name}`;
  const concerned = of.cancellations.filter(({ taken }) => expected.lineIds.some((id) => taken.has(id)));
  const undoing = of.tasks.filter((one) => undoneId(one) === task.taskId);
  const before: Cancellation[] = [];
  const after: { cancellation: Cancellation; undoing: TaskRow }[] = [];
  for (const cancellation of concerned) {
    const found = undoing.filter((one) => one.cancellationNo === cancellation.row.cancellationNo);
    if (found.length > 1)
      findings.add("doubled", subject, `${found.length} tasks undo it for a cancellation`);
    if (found[0] !== undefined) after.push({ cancellation, undoing: found[0] });
    else if (after.length > 0)
      findings.add("lost", subject, `nothing undoes it for ${cancellation.row.cancellationId}`);
    else before.push(cancellation);
  }
  if (after.length > 0 && (task.status !== "done" || !isUndone(expected)))
    findings.add("wrong", subject, "is undone, and was not done");
  const items = expected.lineIds
    .map((lineId) => [lineId, of.lines.get(lineId)!.quantity - takenBy(before, lineId)] as const)
    .filter(([, left]) => left > 0);
  return { of, expected, task, before, after, items: new Map(items) } as Matched;
};

const label = ({ type, payload }: TaskRow): string =>
  `${type} ${payload.destination ?? payload.template ?? payload.event ?? payload.agentId ?? payload.change}`;

/** The tasks that an order's rules lead to: one for each that it must have, and no other. */
export const matchedTasks = (findings: Findings, of: OrderCase): Matched[] => {
  const own = of.tasks.filter(({ isEvent, cancellationNo }) => !isEvent && cancellationNo === null);
  const left = new Set(own);
  const matched = of.expected.flatMap((expected): Matched[] => {
    const found = own.filter((task) => task.type === expected.type && nameOf(task) === expected.name);
    for (const task of found) left.delete(task);
    const subject = `${of.row.orderId} ${expected.type} ${expected.name}`;
    if (found.length === 0) findings.add("lost", subject, "there is no such task");
    if (found.length > 1) findings.add("doubled", subject, `there are ${found.length} such tasks`);
    return found[0] === undefined ? [] : [match(findings, of, expected, found[0])];
  });
  for (const task of left) findings.add("wrong", of.row.orderId, `task ${label(task)} should not be there`);
  return matched;
};

export const isOf =
  <Type extends Expected["type"]>(type: Type) =>
  (matched: Matched): matched is MatchedOf<Type> =>
    matched.expected.type === type;

export const isWithdrawn = ({ status, causeCode }: TaskRow): boolean =>
  status === "skipped" && causeCode === "cancelled";

export const nameIn = ({ of, expected }: Matched): string =>
  `${of.row.orderId} ${expected.type} ${expected.name}`;
