/** What is foretold of a task, against what its handler does. */
import { describe, expect, test } from "vitest";
import { putAgent } from "../lib/database/agents.ts";
import { findEntries } from "../lib/database/catalogue.ts";
import { linkIn } from "../lib/domain/catalogue.ts";
import type { OrderLine } from "../lib/domain/order-line.ts";
import { wouldBeRejected } from "../lib/rulebook/would-be-rejected.ts";
import type { PlannedTask } from "../lib/tasks/registry.ts";
import { createClients, TEST_CLIENT } from "../test/support/client-data.ts";
import { eventFor, startFunctionStack, taskRow } from "../test/support/function-stack.ts";
import {
  acceptOrder,
  commissionTask,
  emailTask,
  laptop,
  membership,
  membershipTask,
  slipTask,
  video,
} from "../test/support/orders.ts";
import { QUEUE_HANDLERS } from "../test/support/queue-handlers.ts";

const stack = await startFunctionStack();

await createClients(stack.sql, TEST_CLIENT);
const rate = { clientId: TEST_CLIENT, name: "Ana", commissionRateBps: 500 };
await stack.sql.transaction((tx) => putAgent(tx, { agentId: "A-1", ...rate }, "2026-01-01T00:00:00Z"));
await stack.sql.transaction((tx) =>
  putAgent(tx, { agentId: "A-2", ...rate, validFrom: "2099-01-01T00:00:00Z" }, "2026-01-01T00:00:00Z"),
);
const rateOf = (agentId: string) => (agentId === "A-1" ? 500 : undefined);

const noAddress = { shippingAddress: undefined };
const book = [{ lineId: "1", base: 1000 }];
const streaming = (sku: string) => video({ lineId: "1", sku, delivery: "streaming" });

describe("a task is rejected by its handler exactly when that is foretold", () => {
  test.each<[string, PlannedTask, OrderLine, object, string | undefined]>([
    [
      "a slip without an address",
      slipTask("shipping", ["1"]),
      laptop({ lineId: "1" }),
      noAddress,
      "no-shipping-address",
    ],
    ["a slip with an address", slipTask("shipping", ["1"]), laptop({ lineId: "1" }), {}, undefined],
    [
      "a royalty copy without one",
      slipTask("royalties", ["1"]),
      laptop({ lineId: "1" }),
      noAddress,
      undefined,
    ],
    [
      "an activation without a plan",
      membershipTask("activate", "1", { period: "P1M" }),
      membership({ lineId: "1" }),
      {},
      "no-plan",
    ],
    [
      "an activation without a period",
      membershipTask("activate", "1", { plan: "basic" }),
      membership({ lineId: "1" }),
      {},
      "no-period",
    ],
    [
      "an activation with both",
      membershipTask("activate", "1", { plan: "basic", period: "P1M" }),
      membership({ lineId: "1" }),
      {},
      undefined,
    ],
    [
      "links of a video without one",
      emailTask("streaming-links", ["1"]),
      streaming("V-9"),
      {},
      "streaming-link-missing",
    ],
    ["links of a video with one", emailTask("streaming-links", ["1"]), streaming("VIDEO-SKI"), {}, undefined],
    [
      "an agent without any rate",
      commissionTask("A-0", book),
      laptop({ lineId: "1" }),
      {},
      "agent-without-rate",
    ],
    [
      "an agent whose rate begins later",
      commissionTask("A-2", book),
      laptop({ lineId: "1" }),
      {},
      "agent-without-rate",
    ],
    ["an agent with a rate", commissionTask("A-1", book), laptop({ lineId: "1" }), {}, undefined],
    [
      "a rate that the rule fixes",
      commissionTask("A-0", [{ ...book[0]!, rateBps: 300 }]),
      laptop({ lineId: "1" }),
      {},
      undefined,
    ],
  ])("%s", async (_name, task, line, fields, code) => {
    const { order, taskIds } = await acceptOrder(stack.sql, { lines: [line], tasks: [task], ...fields });
    const entries = await findEntries(stack.sql, TEST_CLIENT, [line.sku]);
    const lookups = { linkOf: (sku: string) => linkIn(entries, sku), rateOf };
    const foretold = wouldBeRejected(order, { lines: [line], tasks: [task] }, lookups);
    expect(foretold.get(task.key)?.code).toBe(code);
    await QUEUE_HANDLERS[task.type](eventFor(taskIds));
    const { status } = await taskRow(stack.sql, taskIds[0]!);
    expect(status).toBe(code === undefined ? "done" : "rejected");
  });
});
