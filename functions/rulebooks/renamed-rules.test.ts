/** A rule that several versions rename one after the other stays one rule: in simulations, and for who looks for its orders. */
import { beforeAll, expect, test } from "vitest";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { createClients } from "../../test/support/client-data.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { laptopLine } from "../../test/support/order-body.ts";
import {
  activateVersion,
  callRulebooks,
  postOrder,
  saveVersion,
  simulateVersion,
} from "../../test/support/rulebook-api.ts";
import { handler as orders } from "../orders/handler.ts";

const stack = await startFunctionStack();

const NAMES = ["slip", "shipping-slip", "shipping-slip", "parcel-slip", "parcel-slip"] as const;

const sourceOf = (id: string, renamedFrom: string | undefined, note: number): string => `rules:
  - id: ${id}
${renamedFrom === undefined ? "" : `    renamedFrom: ${renamedFrom}\n`}    description: Slips ${note}
    when: line.type == "physical"
    then: [{ packingSlip: { destination: shipping } }]
`;

const FORMER: Readonly<Record<string, string>> = { "shipping-slip": "slip", "parcel-slip": "shipping-slip" };

/** The versions of `NAMES`, in their order; each has decided one order, of the id `V<index>`. */
const versions: string[] = [];

const switchTo = async (version: string): Promise<void> => {
  expect((await activateVersion(version)).status).toBe(200);
  clearRulesCache();
};

beforeAll(async () => {
  await createClients(stack.sql, "test-shop");
  for (const [index, name] of NAMES.entries()) {
    const version = await saveVersion(sourceOf(name, FORMER[name], index));
    versions.push(version);
    await switchTo(version);
    expect((await postOrder({ orderId: `V${index}`, lines: [laptopLine] })).status).toBe(202);
  }
});

const simulated = async (version: string) => (await simulateVersion(version)).json.rules;

test("a simulation of the last version against the first counts one rule, and the other way round", async () => {
  const [first, last] = [versions[0]!, versions.at(-1)!];
  expect(await simulated(first)).toEqual([{ ruleId: "slip", before: 5, after: 5 }]);
  await switchTo(first);
  expect(await simulated(last)).toEqual([{ ruleId: "parcel-slip", before: 5, after: 5 }]);
});

test("a draft that is not saved counts as the version after all others", async () => {
  await switchTo(versions[0]!);
  const { json } = await callRulebooks("POST /rulebooks/simulation", {
    body: sourceOf("goods-slip", "parcel-slip", 9),
    headers: { "Content-Type": "application/yaml" },
  });
  expect(json.rules).toEqual([{ ruleId: "goods-slip", before: 5, after: 5 }]);
});

test.each([
  ["parcel-slip", ["V4", "V3", "V2", "V1", "V0"]],
  ["shipping-slip", ["V2", "V1", "V0"]],
  ["slip", ["V0"]],
])("GET /orders?rule=%s lists what the rule led to under this id and its former ones", async (rule, ids) => {
  const { json } = await apiClient(orders)("GET /orders", { query: { rule } });
  expect(json.orders.map(({ orderId }: { orderId: string }) => orderId)).toEqual(ids);
});

test("the usage of a version counts the orders that it has decided itself, under the id that it has", async () => {
  const { json } = await callRulebooks("GET /rulebooks/{version}/usage", {
    params: { version: versions[3]! },
  });
  expect(json.rules).toMatchObject([{ ruleId: "parcel-slip", orders: 1, tasks: 1 }]);
});
