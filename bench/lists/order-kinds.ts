/** Kinds of orders, decided by the starting rulebook, from which a large history is made. */
import { readFileSync } from "node:fs";
import { exampleLines } from "../../lib/contract/example-order.ts";
import { lineRow } from "../../lib/database/orders.ts";
import { type Order, orderTotal } from "../../lib/domain/order.ts";
import type { OrderLine } from "../../lib/domain/order-line.ts";
import { draftSlip } from "../../lib/domain/slip.ts";
import { ruleIdsOf } from "../../lib/domain/task.ts";
import { loadRulebook } from "../../lib/rulebook/check/load-rulebook.ts";
import { compile } from "../../lib/rulebook/compile.ts";
import { decide } from "../../lib/rulebook/decide.ts";
import { STARTING_CATALOGUE } from "../../lib/rulebook/starting-catalogue.ts";
import { identifyTasks, type IdentifiedTask } from "../../lib/tasks/identified-task.ts";
import { slipSettingsOf } from "../../lib/tasks/packing-slip.ts";
import { parsedOrderOf } from "../parsed-order.ts";

const { physical, book, membership, membership_upgrade, video } = exampleLines;
const disc = { ...video, delivery: "disc" };

/** The lines of each kind. Of ten orders, the n-th is of the n-th kind. */
const KINDS = [
  ...Array.from({ length: 5 }, () => [{ ...physical, weightGrams: 2_100 }, book, video]),
  ...Array.from({ length: 3 }, () => [membership, { ...physical, weightGrams: 900 }]),
  [membership_upgrade, book],
  [disc, { ...physical, weightGrams: 300 }],
];

const SENDER = {
  name: "Despacho Comércio Ltda.",
  address: "Rua do Comércio, 100 — Centro — São Paulo/SP — 01010-000",
};

/** The content of a slip; null for other tasks. Its number, order and time are those of the order made from it. */
const documentOf = (task: IdentifiedTask, order: Order, lines: readonly OrderLine[]): object | null =>
  task.type === "packing_slip"
    ? (draftSlip({
        order,
        lines: lines.filter(({ lineId }) => task.lineIds.includes(lineId)),
        destination: task.payload.destination,
        settings: slipSettingsOf(task.payload),
        issuedAt: order.placedAt,
        sender: SENDER,
        companyLanguage: "pt-BR",
      }) ?? null)
    : null;

const compiled = () =>
  compile(loadRulebook(readFileSync(new URL("../../rules/default.yaml", import.meta.url), "utf8")));

/** The kinds as the statements of store-orders.ts read them. Dependencies are positions of tasks. */
export const orderKinds = (): readonly object[] => {
  const rulebook = compiled();
  return KINDS.map((lines) => {
    const order = parsedOrderOf(lines, { agentId: "A-1" });
    const decision = decide(rulebook, 1, order, STARTING_CATALOGUE);
    const tasks = identifyTasks(decision.tasks, () => crypto.randomUUID());
    return {
      snapshot: order,
      total: orderTotal(order.lines),
      freeLines: decision.lines.filter(({ free }) => free),
      lines: decision.lines.map(lineRow),
      tasks: tasks.map((task, position) => ({
        position,
        type: task.type,
        key: task.key,
        payload: task.payload,
        line_ids: task.lineIds,
        because: task.because,
        rule_ids: ruleIdsOf(task),
        after: tasks.findIndex(({ taskId }) => taskId === task.dependsOn),
        document: documentOf(task, order, decision.lines),
      })),
    };
  });
};
