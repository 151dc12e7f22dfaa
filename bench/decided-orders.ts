/** Orders of the benchmark, parsed and decided, ready to be stored. */
import { readFileSync } from "node:fs";
import type { NewOrder } from "../lib/database/orders.ts";
import { parseOrder } from "../lib/domain/parse-order.ts";
import { loadRulebook } from "../lib/rulebook/check/load-rulebook.ts";
import { compile } from "../lib/rulebook/compile.ts";
import { decide } from "../lib/rulebook/decide.ts";
import { STARTING_CATALOGUE } from "../lib/rulebook/starting-catalogue.ts";
import { identifyTasks } from "../lib/tasks/identified-task.ts";
import { benchOrder } from "./bench-order.ts";

const SOURCE = new URL("../rules/default.yaml", import.meta.url);

/** @param orderIds of a client of a database whose rulebook 1 has the starting rules */
export const decidedOrders = (clientId: string, orderIds: readonly string[]): NewOrder[] => {
  const compiled = compile(loadRulebook(readFileSync(SOURCE, "utf8")));
  return orderIds.map((orderId) => {
    const parsed = parseOrder(benchOrder(orderId), { productTypes: {} });
    if (!parsed.ok) throw new Error("the order of the benchmark is not valid");
    const order = parsed.value;
    const decision = decide(compiled, 1, order, STARTING_CATALOGUE);
    const tasks = identifyTasks(decision.tasks, () => crypto.randomUUID());
    const contentHash = Buffer.alloc(32);
    return { clientId, contentHash, order, decision, tasks, catalogue: STARTING_CATALOGUE };
  });
};
