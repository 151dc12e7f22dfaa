/** Each accepted order with everything that was asked of it, and with what its cancellations took. */
import type { ChaosRecord } from "../recorded.ts";
import type { CancellationBody } from "../workload/cancellations.ts";
import { type Feature, featuresOf } from "../workload/features.ts";
import { amountOf, type OrderBody } from "../workload/orders.ts";
import { acceptedOf } from "./accepted.ts";
import { partOf } from "./arithmetic.ts";
import { type Expected, freeLinesOf, type FreeLine, linesOf, tasksOf } from "./decide.ts";
import type { Findings } from "./findings.ts";
import type { CancellationRow, LineRow, OrderRow, Rows, TaskRow } from "./rows.ts";
import type { Setting } from "./setting.ts";

export type OrderedLine = {
  readonly lineId: string;
  readonly sku: string;
  readonly quantity: number;
  readonly total: number;
  readonly type: string;
  readonly delivery?: string | undefined;
  /** Absent of a line that was bought. */
  readonly free?: FreeLine | undefined;
};

/** How many items of a line a cancellation takes, after `before`. */
export type Taken = { readonly before: number; readonly now: number };

export type Cancellation = {
  readonly row: CancellationRow;
  readonly body: CancellationBody;
  readonly features: ReadonlySet<Feature>;
  /** The lines of which it takes something. */
  readonly taken: ReadonlyMap<string, Taken>;
  readonly complete: boolean;
};

export type OrderCase = {
  readonly row: OrderRow;
  readonly body: OrderBody;
  readonly lines: ReadonlyMap<string, OrderedLine>;
  readonly cancellations: readonly Cancellation[];
  readonly expected: readonly Expected[];
  /** All tasks, of cancellations and events too. */
  readonly tasks: readonly TaskRow[];
};

type Context = {
  readonly findings: Findings;
  readonly rows: Rows;
  readonly records: readonly ChaosRecord[];
  readonly setting: Setting;
};

const FIELDS = [
  ...["orderId", "placedAt", "currency", "locale", "customer", "shippingAddress", "agentId", "payment"],
  ...["lines", "metadata"],
];

const isValidOrder = (body: OrderBody): boolean =>
  Object.keys(body).every((field) => FIELDS.includes(field)) &&
  body.customer.email.includes("@") &&
  body.lines.length > 0 &&
  body.lines.every(({ quantity }) => quantity > 0) &&
  amountOf(body.lines) === body.payment.amount;

const orderPosts = (records: readonly ChaosRecord[]) =>
  records.filter(({ request }) => request.method === "POST" && request.path === "/orders");

/** The accepted content of each stored order; what was refused, or accepted wrongly, is reported. */
const acceptedOrders = ({ findings, rows, records }: Context): ReadonlyMap<string, OrderBody> => {
  const stored = new Map(rows.orders.map((row) => [row.orderId, row]));
  const bodyOf = ({ request }: ChaosRecord) => request.body as OrderBody;
  const byId = Map.groupBy(orderPosts(records), (record) => bodyOf(record).orderId);
  for (const { orderId } of rows.orders)
    if (!byId.has(orderId)) findings.add("wrong", `order ${orderId}`, "is stored, and was never sent");
  const accepted = new Map<string, OrderBody>();
  for (const [orderId, all] of byId) {
    const subject = `order ${orderId}`;
    const row = stored.get(orderId);
    for (const record of all)
      if (isValidOrder(bodyOf(record)) ? record.status === 422 : [200, 202].includes(record.status))
        findings.add("wrong", subject, `${record.request.key} had the status ${record.status}`);
    const winner = acceptedOf(findings, subject, all, row !== undefined, (record) =>
      isValidOrder(bodyOf(record)),
    );
    if (winner !== undefined) accepted.set(orderId, bodyOf(winner));
  }
  return accepted;
};

/** Free lines as stored, each with the line of the reference model that it is. */
const withIds = (
  findings: Findings,
  subject: string,
  free: readonly FreeLine[],
  stored: readonly LineRow[],
): (FreeLine & { readonly lineId: string })[] => {
  const left = stored.filter((line) => line.free);
  const found = free.flatMap((one) => {
    const index = left.findIndex(
      ({ sku, ruleId, delivery }) =>
        sku === one.sku && ruleId === one.ruleId && delivery === (one.delivery ?? null),
    );
    const [line] = index === -1 ? [] : left.splice(index, 1);
    if (line === undefined) findings.add("lost", subject, `free item ${one.sku} of rule ${one.ruleId}`);
    return line === undefined ? [] : [{ ...one, lineId: line.lineId }];
  });
  for (const { sku, ruleId } of left)
    findings.add("wrong", subject, `free item ${sku} of rule ${ruleId} should not be there`);
  return found;
};

const orderedLines = (
  body: OrderBody,
  free: readonly (FreeLine & { readonly lineId: string })[],
): ReadonlyMap<string, OrderedLine> =>
  new Map([
    ...linesOf(body).map(({ lineId, quantity, type, delivery, ...line }) => {
      const total = amountOf([{ ...line, quantity, type }]);
      return [lineId, { lineId, sku: line.sku, quantity, total, type, delivery }] as const;
    }),
    ...free.map((one) => {
      const { lineId, sku, type, delivery } = one;
      return [lineId, { lineId, sku, quantity: 1, total: 0, type, delivery, free: one }] as const;
    }),
  ]);

/** What is left of each line. */
type Left = ReadonlyMap<string, number>;

/** What a cancellation takes from what is left; undefined when it is too much, or wrong. */
export const taking = (
  body: CancellationBody,
  lines: ReadonlyMap<string, OrderedLine>,
  left: Left,
): ReadonlyMap<string, number> | undefined => {
  const bought = [...lines.values()].filter(({ free }) => free === undefined);
  const wanted = new Map(
    body.lines === undefined
      ? bought.map(({ lineId }) => [lineId, left.get(lineId)!])
      : body.lines.map(({ lineId, quantity }) => [lineId, quantity]),
  );
  const isPossible = [...wanted].every(
    ([lineId, quantity]) => lines.get(lineId)?.free === undefined && quantity <= (left.get(lineId) ?? -1),
  );
  if (!isPossible || ![...wanted.values()].some((quantity) => quantity > 0)) return undefined;
  const isGone = (lineId: string) => left.get(lineId)! - (wanted.get(lineId) ?? 0) === 0;
  for (const { lineId, free } of lines.values())
    if (free?.earners.every(isGone)) wanted.set(lineId, left.get(lineId)!);
  return new Map([...wanted].filter(([, quantity]) => quantity > 0));
};

/** The requests to cancel by order, and then by the id of the cancellation. */
type Cancelling = ReadonlyMap<string, ReadonlyMap<string, readonly ChaosRecord[]>>;

const cancellingOf = (records: readonly ChaosRecord[]): Cancelling => {
  const sent = records.filter(({ request }) => request.path.endsWith("/cancellations"));
  const byOrder = Map.groupBy(sent, ({ request }) => request.path.split("/")[2]!);
  const idOf = ({ request }: ChaosRecord) => (request.body as CancellationBody).cancellationId;
  return new Map([...byOrder].map(([orderId, some]) => [orderId, Map.groupBy(some, idOf)]));
};

const isRefundable = ({ refund }: CancellationBody, refunded: number, { payment }: OrderBody): boolean =>
  refund === undefined || refunded + refund.amount <= payment.amount;

const isTooEarly = ({ at }: CancellationBody, { payment }: OrderBody): boolean =>
  Date.parse(at) < Date.parse(payment.paidAt);

/** Takes the order's cancellations in the order of their acceptance. */
const cancellationsOf = (
  context: Context,
  cancelling: Cancelling,
  { row, body: order }: Pick<OrderCase, "row" | "body">,
  lines: OrderCase["lines"],
): Cancellation[] => {
  const { findings, rows } = context;
  const left = new Map([...lines.values()].map(({ lineId, quantity }) => [lineId, quantity]));
  let refunded = 0;
  const stored = rows.cancellations.filter(({ orderNo }) => orderNo === row.orderNo);
  const cancellations = stored.flatMap((one): Cancellation[] => {
    const subject = `cancellation ${row.orderId} ${one.cancellationId}`;
    const sent = cancelling.get(row.orderId)?.get(one.cancellationId) ?? [];
    const winner = acceptedOf(findings, subject, sent, true, () => true);
    if (winner === undefined) return [];
    const body = winner.request.body as CancellationBody;
    const wanted = taking(body, lines, left);
    if (wanted === undefined || isTooEarly(body, order) || !isRefundable(body, refunded, order)) {
      findings.add("wrong", subject, "was accepted, and takes more than is left, or at a wrong time");
      return [];
    }
    const taken = new Map<string, Taken>();
    for (const [lineId, now] of wanted) {
      taken.set(lineId, { before: lines.get(lineId)!.quantity - left.get(lineId)!, now });
      left.set(lineId, left.get(lineId)! - now);
    }
    refunded += body.refund?.amount ?? 0;
    const features = featuresOf(
      rows.rulebooks.find(({ version }) => version === one.rulebookVersion)!.source,
    );
    return [{ row: one, body, features, taken, complete: [...left.values()].every((items) => items === 0) }];
  });
  refusals(context, cancelling, { row, body: order }, { lines, left, refunded });
  return cancellations;
};

type End = { readonly lines: OrderCase["lines"]; readonly left: Left; readonly refunded: number };

/** What was refused must be refused still, when less is left. */
const refusals = (
  { findings, rows }: Context,
  cancelling: Cancelling,
  { row, body: order }: Pick<OrderCase, "row" | "body">,
  { lines, left, refunded }: End,
): void => {
  const ids = new Set(
    rows.cancellations.filter(({ orderNo }) => orderNo === row.orderNo).map((one) => one.cancellationId),
  );
  for (const [cancellationId, sent] of cancelling.get(row.orderId) ?? []) {
    const subject = `cancellation ${row.orderId} ${cancellationId}`;
    if (!ids.has(cancellationId)) acceptedOf(findings, subject, sent, false, () => true);
    for (const { status, request } of sent) {
      const body = request.body as CancellationBody;
      const isRight =
        taking(body, lines, left) !== undefined &&
        !isTooEarly(body, order) &&
        isRefundable(body, refunded, order);
      if (status === 404) findings.add("wrong", subject, "is 404, and its order was accepted");
      if (status === 422 && isRight) findings.add("wrong", subject, "was refused, and is possible");
    }
  }
};

const compareLines = (
  findings: Findings,
  { row, lines, cancellations }: Pick<OrderCase, "row" | "lines" | "cancellations">,
  storedLines: readonly LineRow[],
): void => {
  const subject = `order ${row.orderId}`;
  const sorted = (some: readonly { lineId: string }[]) =>
    some.toSorted((a, b) => (a.lineId < b.lineId ? -1 : 1));
  for (const { row: stored, taken } of cancellations) {
    const expected = [...taken].map(([lineId, { before, now: quantity }]) => {
      const { total, quantity: of } = lines.get(lineId)!;
      return { amount: partOf(total, of, before, quantity), lineId, quantity };
    });
    const actual = stored.lines.map(({ amount, lineId, quantity }) => ({ amount, lineId, quantity }));
    findings.expect(`${subject} ${stored.cancellationId}`, "what it takes", sorted(actual), sorted(expected));
  }
  const quantities = storedLines.map(({ lineId, quantity, cancelled }) => ({ lineId, quantity, cancelled }));
  const expected = [...lines.values()].map(({ lineId, quantity }) => ({
    lineId,
    quantity,
    cancelled: cancellations.reduce((sum, { taken }) => sum + (taken.get(lineId)?.now ?? 0), 0),
  }));
  findings.expect(subject, "its lines", sorted(quantities), sorted(expected));
};

/** @returns each stored order, in the order of acceptance */
export const casesOf = (context: Context): OrderCase[] => {
  const { findings, rows, records, setting } = context;
  const bodies = acceptedOrders(context);
  const cancelling = cancellingOf(records);
  const before = new Map<string, number>();
  const tasks = Map.groupBy(rows.tasks, ({ orderNo }) => orderNo);
  const linesOfAll = Map.groupBy(rows.lines, ({ orderNo }) => orderNo);
  return rows.orders.flatMap((row): OrderCase[] => {
    const body = bodies.get(row.orderId);
    if (body === undefined) return [];
    const subject = `order ${row.orderId}`;
    const source = rows.rulebooks.find(({ version }) => version === row.rulebookVersion)!.source;
    const ordersBefore = before.get(row.customerId) ?? 0;
    before.set(row.customerId, ordersBefore + 1);
    findings.expect(subject, "its total", row.total, body.payment.amount);
    findings.expect(subject, "its customer", row.customerId, body.customer.customerId);
    const inputs = { order: body, features: featuresOf(source), setting, ordersBefore };
    const stored = linesOfAll.get(row.orderNo) ?? [];
    const free = withIds(findings, subject, freeLinesOf(inputs), stored);
    const lines = orderedLines(body, free);
    const cancellations = cancellationsOf(context, cancelling, { row, body }, lines);
    compareLines(findings, { row, lines, cancellations }, stored);
    const expected = tasksOf(inputs, free);
    return [{ row, body, lines, cancellations, expected, tasks: tasks.get(row.orderNo) ?? [] }];
  });
};
