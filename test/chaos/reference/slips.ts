/**
 * Slips: one per order and destination, with what was left when it was issued. Each later cancellation voids and replaces one
 * that is not printed, or returns items of one that is; a royalty copy is reversed.
 */
import { partOf, rateOf } from "./arithmetic.ts";
import type { Cancellation, OrderCase } from "./cases.ts";
import { linesOf } from "./decide.ts";
import type { Findings } from "./findings.ts";
import { type MatchedOf, nameIn } from "./matched.ts";
import type { SlipLine, SlipRow, TaskRow } from "./rows.ts";

/** Of destinations without prices, slips have no totals. */
const WITHOUT_PRICES = ["gift-wrapping", "returns"];

/** Items of a line: which of all that were ordered. */
type Items = { readonly before: number; readonly now: number };
type Content = ReadonlyMap<string, Items>;

const royaltyRateOf = ({ body }: OrderCase, lineId: string): number =>
  linesOf(body).find((line) => line.lineId === lineId)?.royaltyRateBps ?? 0;

const named = ({ lines }: OrderCase, lineId: string) => {
  const { sku, free } = lines.get(lineId)!;
  return { lineId, sku, free: free !== undefined };
};

const totalOf = ({ lines }: OrderCase, lineId: string, { before, now }: Items): number => {
  const { total, quantity } = lines.get(lineId)!;
  return partOf(total, quantity, before, now);
};

const expectedLine = (of: OrderCase, destination: string, lineId: string, items: Items): SlipLine => ({
  ...named(of, lineId),
  quantity: items.now,
  ...(WITHOUT_PRICES.includes(destination) ? {} : { total: totalOf(of, lineId, items) }),
  ...(destination === "royalties"
    ? { royaltyDue: rateOf(totalOf(of, lineId, items), royaltyRateOf(of, lineId)) }
    : {}),
});

const shown = (lines: readonly SlipLine[]) =>
  lines
    .map(({ lineId, sku, free, quantity, total, royaltyDue }) => ({
      lineId,
      sku,
      free,
      quantity,
      total,
      royaltyDue,
    }))
    .toSorted((a, b) => (a.lineId < b.lineId ? -1 : 1));

const compareContent = (findings: Findings, slip: SlipRow, of: OrderCase, content: Content): void => {
  const expected = [...content].map(([lineId, items]) => expectedLine(of, slip.destination, lineId, items));
  findings.expect(`slip ${slip.number}`, "its lines", shown(slip.lines), shown(expected));
};

/** The slips of an order by their task. */
type ByTask = ReadonlyMap<string, readonly SlipRow[]>;

/** One slip of a task, or none. */
const slipOf = (findings: Findings, subject: string, byTask: ByTask, task: TaskRow): SlipRow | undefined => {
  const slips = byTask.get(task.taskId) ?? [];
  if (slips.length > 1) findings.add("doubled", subject, `${slips.length} slips of one task`);
  return slips[0];
};

/** The items that a cancellation takes from a slip. */
const leavingOf = ({ taken }: Cancellation, slip: Content): Content =>
  new Map([...taken].filter(([lineId]) => slip.has(lineId)));

const stayingOf = (slip: Content, leaving: Content): Content =>
  new Map(
    [...slip].flatMap(([lineId, { before, now }]) => {
      const gone = leaving.get(lineId)?.now ?? 0;
      return now === gone ? [] : [[lineId, { before: before + gone, now: now - gone }] as const];
    }),
  );

/** The slip that is in force, and what it was issued with; returns and reversals leave it as it is. */
type Family = { slip: SlipRow; content: Content; left: Content };

const compareReversal = (
  findings: Findings,
  of: OrderCase,
  reversal: SlipRow,
  { slip, content, left }: Family,
  leaving: Content,
): void => {
  const expected = [...leaving].map(([lineId, { now }]): SlipLine => {
    const issued = slip.lines.find((line) => line.lineId === lineId);
    const items = content.get(lineId)!.now;
    const before = items - left.get(lineId)!.now;
    const negative = (amount = 0) => 0 - partOf(amount, items, before, now);
    return {
      ...named(of, lineId),
      quantity: -now,
      total: negative(issued?.total),
      royaltyDue: negative(issued?.royaltyDue),
    };
  });
  findings.expect(`slip ${reversal.number}`, "its lines", shown(reversal.lines), shown(expected));
  findings.expect(`slip ${reversal.number}`, "what it reverses", reversal.reverses, slip.number);
};

/** What a cancellation does to a slip that was issued. */
const undo = (
  findings: Findings,
  subject: string,
  family: Family,
  leaving: Content,
  { of, undoing, byTask }: { of: OrderCase; undoing: TaskRow; byTask: ByTask },
): void => {
  const { slip } = family;
  const issued = slipOf(findings, subject, byTask, undoing);
  const left = stayingOf(family.left, leaving);
  const kind = slip.destination === "royalties" ? "reversal" : slip.printed ? "return" : "slip";
  if (kind !== "slip") {
    if (issued?.kind !== kind) {
      findings.add(issued === undefined ? "lost" : "wrong", subject, `${slip.number} has no ${kind}`);
      return;
    }
    if (kind === "reversal") compareReversal(findings, of, issued, family, leaving);
    else compareContent(findings, issued, of, leaving);
    findings.expect(`slip ${issued.number}`, "what it is about", issued.reverses, slip.number);
    family.left = left;
    return;
  }
  findings.expect(`slip ${slip.number}`, "what voids it", slip.voidedBy, undoing.taskId);
  if (left.size === 0) {
    if (issued !== undefined) findings.add("wrong", subject, `${issued.number} replaces what is cancelled`);
    return;
  }
  if (issued === undefined) {
    findings.add("lost", subject, `nothing replaces ${slip.number}`);
    return;
  }
  findings.expect(`slip ${issued.number}`, "what it replaces", issued.replaces, slip.number);
  compareContent(findings, issued, of, left);
  Object.assign(family, { slip: issued, content: left, left });
};

const contentOf = ({ of, items }: MatchedOf<"packing_slip">): Content =>
  new Map([...items].map(([lineId, now]) => [lineId, { before: of.lines.get(lineId)!.quantity - now, now }]));

/** The items of each line that the slips of a destination have: those in force, less what comes back or is reversed. */
const netOf = (slips: readonly SlipRow[], lineId: string): number =>
  slips
    .filter(({ voidedBy }) => voidedBy === null)
    .flatMap(({ kind, lines }) => lines.map((line) => ({ ...line, sign: kind === "return" ? -1 : 1 })))
    .filter((line) => line.lineId === lineId)
    .reduce((sum, { quantity, sign }) => sum + quantity * sign, 0);

/** Compares the slips of one destination. */
export const compareSlips = (
  findings: Findings,
  matched: MatchedOf<"packing_slip">,
  slips: readonly SlipRow[],
): void => {
  const { of, expected, task, after, items } = matched;
  const subject = nameIn(matched);
  const byTask = Map.groupBy(slips, ({ taskId }) => taskId);
  const own = slips.filter(
    ({ taskId }) => taskId === task.taskId || after.some(({ undoing }) => undoing.taskId === taskId),
  );
  const inForce = own.filter(({ kind, voidedBy }) => kind === "slip" && voidedBy === null);
  if (inForce.length > 1) findings.add("doubled", subject, `${inForce.length} slips are in force`);
  if (task.status !== "done" || items.size === 0) {
    if (own.length > 0) findings.add("wrong", subject, `has slip ${own[0]!.number}, and is ${task.status}`);
    return;
  }
  const first = slipOf(findings, subject, byTask, task);
  if (first === undefined) {
    findings.add("lost", subject, "is done, and has no slip");
    return;
  }
  const content = contentOf(matched);
  compareContent(findings, first, of, content);
  const family: Family = { slip: first, content, left: content };
  for (const { cancellation, undoing } of after)
    undo(findings, subject, family, leavingOf(cancellation, family.left), { of, undoing, byTask });
  for (const lineId of expected.lineIds) {
    const { quantity } = of.lines.get(lineId)!;
    const cancelled = of.cancellations.reduce((sum, { taken }) => sum + (taken.get(lineId)?.now ?? 0), 0);
    findings.expect(`${subject} line ${lineId}`, "items on slips", netOf(own, lineId), quantity - cancelled);
  }
};

/** The slip of a rule for cancellations: the items that the cancellation takes of what goes by post. */
export const compareReturnsSlip = (
  findings: Findings,
  of: OrderCase,
  { taken }: Cancellation,
  task: TaskRow,
  slips: readonly SlipRow[],
): void => {
  const subject = `${of.row.orderId} returns ${task.taskId}`;
  const slip = slipOf(
    findings,
    subject,
    Map.groupBy(slips, ({ taskId }) => taskId),
    task,
  );
  if (slip === undefined) {
    findings.add("lost", subject, "there is no slip");
    return;
  }
  const posted = [...taken].filter(([lineId]) => {
    const { type, delivery } = of.lines.get(lineId)!;
    return type === "physical" || type === "book" || delivery === "disc";
  });
  compareContent(findings, slip, of, new Map(posted));
};

/** What holds of every slip. */
export const compareAllSlips = (
  findings: Findings,
  slips: readonly SlipRow[],
  taskIds: ReadonlySet<string>,
): void => {
  for (const { number, taskId, printed, confirmed, voidedBy } of slips) {
    const subject = `slip ${number}`;
    if (!taskIds.has(taskId)) findings.add("wrong", subject, "is of no task");
    if (printed && voidedBy !== null) findings.add("wrong", subject, "is printed and voided");
    if (printed && !confirmed)
      findings.add("wrong", subject, "is marked as printed, and no print was confirmed");
    if (confirmed && !printed && voidedBy === null)
      findings.add("lost", subject, "a print of it was confirmed, and it is not marked");
  }
};
