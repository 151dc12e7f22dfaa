/** Every recipe of docs/rules.md is saved and switched on over HTTP, and its examples are posted as orders and cancellations. */
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { orderBodyOf } from "../../lib/rulebook/check/fill-order.ts";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { cancelOrder, readOrder } from "../../test/support/cancellations.ts";
import { checkRecipe, RECIPES, type Recipe, ruleIdsOf } from "../../test/support/cookbook.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { activateVersion, postOrder, saveYaml } from "../../test/support/rulebook-api.ts";
import { handler as registry } from "../registry/handler.ts";

const stack = await startFunctionStack();

const callRegistry = apiClient(registry);

beforeAll(async () => {
  await stack.sql.execute("insert into clients (client_id, created_at) values ('test-shop', now())");
  for (const sku of ["BOOKMARK", "WELCOME-KIT"])
    await callRegistry("PUT /catalog/{sku}", { params: { sku }, body: { type: "physical", title: sku } });
});
beforeEach(clearRulesCache);

type Example = {
  readonly name: string;
  readonly order: { readonly customer?: object };
  readonly lists?: Readonly<Record<string, readonly string[]>>;
  readonly rates?: Readonly<Record<string, number>>;
  readonly managers?: Readonly<Record<string, string>>;
  readonly history?: { readonly orders: number };
  readonly cancellation?: Readonly<Record<string, unknown>>;
  readonly expect: {
    readonly packingSlips?: readonly string[];
    readonly emails?: readonly string[];
    readonly freeItems?: readonly string[];
    readonly commissions?: readonly (string | { readonly agent: string })[];
    readonly applied?: readonly string[];
    readonly not?: readonly string[];
  };
};

const examplesOf = ({ own }: Recipe) => own.examples as unknown as readonly Example[];

const put = async (route: string, params: Record<string, string>, body: object): Promise<void> => {
  const { status, text } = await callRegistry(route, { params, body });
  expect([200, 201], text).toContain(status);
};

/** Stores what an example gives beside its order. */
const store = async ({ lists = {}, rates = {}, managers = {} }: Example): Promise<void> => {
  for (const [id, values] of Object.entries(lists))
    await put("PUT /lists/{listId}", { listId: id }, { kind: "text", values });
  for (const agentId of new Set([...Object.keys(rates), ...Object.values(managers)]))
    await put(
      "PUT /agents/{agentId}",
      { agentId },
      { name: agentId, commissionRateBps: rates[agentId] ?? 100 },
    );
  for (const [agentId, managerId] of Object.entries(managers))
    await put("PUT /agents/{agentId}", { agentId }, { managerId });
};

type Outcome = {
  readonly lines: readonly { readonly sku: string; readonly free: boolean; readonly ruleId?: string }[];
  readonly tasks: readonly {
    readonly type: string;
    readonly destination?: string;
    readonly template?: string;
    readonly agentId?: string;
    readonly because: readonly { readonly ruleId: string }[];
    readonly cancellationId?: string;
  }[];
  readonly notes: readonly { readonly because: readonly { readonly ruleId: string }[] }[];
  readonly whyNot: readonly { readonly explanation: string }[];
};

const outcomeOf = ({ lines, tasks }: Outcome): Omit<Required<Example["expect"]>, "applied" | "not"> => ({
  packingSlips: tasks.flatMap(({ destination }) => destination ?? []),
  emails: tasks.flatMap(({ template }) => template ?? []),
  freeItems: lines.flatMap(({ free, sku }) => (free ? [sku] : [])),
  commissions: tasks.flatMap(({ agentId }) => agentId ?? []),
});

const agentOf = (expected: string | { readonly agent: string }): string =>
  typeof expected === "string" ? expected : expected.agent;

const asSet = (values: readonly string[]): readonly string[] => [...new Set(values)].toSorted();

const checkOutcome = (expected: Example["expect"], order: Outcome): void => {
  const outcome = outcomeOf(order);
  const { packingSlips, emails, freeItems, commissions, applied = [], not = [] } = expected;
  if (packingSlips) expect(asSet(outcome.packingSlips)).toEqual(asSet(packingSlips));
  if (emails) expect(asSet(outcome.emails)).toEqual(asSet(emails));
  if (freeItems) expect(asSet(outcome.freeItems)).toEqual(asSet(freeItems));
  if (commissions) expect(asSet(outcome.commissions.map(agentOf))).toEqual(asSet(commissions.map(agentOf)));
  const rules = new Set([
    ...order.tasks.flatMap(({ because }) => because.map(({ ruleId }) => ruleId)),
    ...order.notes.flatMap(({ because }) => because.map(({ ruleId }) => ruleId)),
    ...order.lines.flatMap(({ ruleId }) => ruleId ?? []),
  ]);
  const heldBack = order.whyNot.map(({ explanation }) => explanation).join("\n");
  for (const id of applied) expect(rules.has(id) || heldBack.includes(`held back by ${id}`), id).toBe(true);
  for (const id of not) expect(rules.has(id), id).toBe(false);
};

/** Cancels the order of an example. @returns the order with the tasks that rules for cancellations have added alone */
const cancelled = async (
  { own }: Recipe,
  orderId: string,
  cancellation: NonNullable<Example["cancellation"]>,
  paidAt: unknown,
): Promise<Outcome> => {
  const { status, text } = await cancelOrder(orderId, { at: paidAt, ...cancellation });
  expect(status, text).toBe(202);
  const order = (await readOrder(orderId)) as Outcome;
  const ruleIds = new Set(ruleIdsOf(own));
  const isOfRule = ({ because, cancellationId }: Outcome["tasks"][number]): boolean =>
    cancellationId !== undefined && because.some(({ ruleId }) => ruleIds.has(ruleId));
  return { ...order, tasks: order.tasks.filter(isOfRule) };
};

describe.each(RECIPES)("the recipe “$title”", (recipe) => {
  test("is saved and switched on over HTTP, and orders lead to what its examples say", async () => {
    for (const example of examplesOf(recipe)) await store(example);
    const saved = await saveYaml(recipe.source);
    expect(saved.status, saved.text).toBe(201);
    expect(saved.json.warnings.length > 0, saved.text).toBe(recipe.hasWarning);
    const version = String(saved.json.version);
    expect((await activateVersion(version)).status).toBe(200);
    const checked = checkRecipe(recipe.source);
    if (!checked.ok) throw new Error(checked.issues.map(({ detail }) => detail).join("\n"));
    for (const [index, example] of examplesOf(recipe).entries()) {
      const orderId = `V${version}-${index}`;
      const body = orderBodyOf(example.order, checked.rulebook)!;
      const customer = {
        ...(body.customer as object),
        ...(example.order.customer ? {} : { customerId: orderId }),
      };
      for (let before = 0; before < (example.history?.orders ?? 0); before += 1)
        await postOrder({ ...body, customer, orderId: `${orderId}-${before}` });
      const posted = await postOrder({ ...body, customer, orderId });
      expect(posted.status, posted.text).toBe(202);
      const order = await readOrder(orderId);
      expect(order.rulebookVersion).toBe(Number(version));
      const { cancellation } = example;
      const { paidAt } = body.payment as { paidAt: string };
      checkOutcome(
        example.expect,
        cancellation ? await cancelled(recipe, orderId, cancellation, paidAt) : order,
      );
    }
  });
});
