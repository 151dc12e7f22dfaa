/**
 * Every operation with every scope, and with two clients. The operations are those of the API's description, and the function
 * of a path is that of serverless.yml, so that a new operation is covered without a change here.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { operations } from "../lib/contract/operations.ts";
import type { Operation } from "../lib/contract/operations/operation.ts";
import { allows, type Scope, SCOPES } from "../lib/domain/scope.ts";
import { apiClient, type HttpHandler } from "../test/support/api-client.ts";
import { createClients } from "../test/support/client-data.ts";
import { eventFor, startFunctionStack } from "../test/support/function-stack.ts";
import { acceptOrder, commissionTask, laptop, slipTask } from "../test/support/orders.ts";
import { handler as commissions } from "./commissions/handler.ts";
import { handler as issueSlips } from "./packing-slips/handler.ts";
import { handler as registry } from "./registry/handler.ts";

type Service = {
  functions: Record<string, { handler: string; events?: { http?: { path: string } }[] }>;
};

const service = parse(readFileSync(new URL("../serverless.yml", import.meta.url), "utf8"), {
  customTags: ["Ref", "GetAtt"].map((name) => ({ tag: `!${name}`, resolve: (text: string) => text })),
}) as Service;

const handlerFiles = new Map(
  Object.values(service.functions).flatMap(({ handler, events = [] }) =>
    events.flatMap(({ http }) =>
      http === undefined ? [] : [[http.path, handler.replace(/\.handler$/, ".ts")] as const],
    ),
  ),
);

const handlerOf = async (path: string): Promise<HttpHandler> => {
  const file = handlerFiles.get(path);
  if (file === undefined) throw new Error(`serverless.yml has no path ${path}`);
  return ((await import(new URL(`../${file}`, import.meta.url).href)) as { handler: HttpHandler }).handler;
};

const stack = await startFunctionStack();
const SECRET = "Segredo da loja 1";
/** Path parameters: what the first client has. */
const params: Record<string, string> = {
  agentId: "A-SECRET",
  sku: "SKU-SECRET",
  month: "2026-11",
  version: "1",
  activationId: "999999",
  listId: "nothing",
  connectionId: "nothing",
};

beforeAll(async () => {
  await createClients(stack.sql, "shop-1", "shop-2");
  const order = await acceptOrder(stack.sql, {
    clientId: "shop-1",
    customer: { customerId: "C-SECRET", name: SECRET },
    lines: [laptop({ lineId: "1", title: SECRET })],
    tasks: [slipTask("shipping", ["1"]), commissionTask("A-SECRET", [{ lineId: "1", base: 1_000 }])],
  });
  const [slip, commission] = order.taskIds as [string, string];
  await issueSlips(eventFor([slip]));
  await commissions(eventFor([commission]));
  const asFirst = apiClient(registry);
  const body = { name: SECRET, commissionRateBps: 500 };
  await asFirst("PUT /agents/{agentId}", { client: "shop-1", params: { agentId: "A-SECRET" }, body });
  const entry = { type: "physical", title: SECRET };
  await asFirst("PUT /catalog/{sku}", { client: "shop-1", params: { sku: "SKU-SECRET" }, body: entry });
  const { number } = await stack.sql.one<{ number: string }>("select number from packing_slips");
  const { keyId } = await stack.sql.one<{ keyId: string }>(
    `insert into api_keys (key_id, client_id, key_hash, hint, scopes, created_at, name)
     values (gen_random_uuid(), 'shop-1', sha256('a'), '', '{admin}', now(), $1) returning key_id`,
    [SECRET],
  );
  Object.assign(params, {
    orderId: order.orderId,
    taskId: commission,
    customerId: "C-SECRET",
    number,
    keyId,
  });
  const retry = { client: "shop-1", body: { taskIds: [commission], note: SECRET } };
  const retried = await apiClient(await handlerOf("/task-retries"))("POST /task-retries", retry);
  Object.assign(params, { retryId: retried.json.retryId });
});

const all: readonly (readonly [string, Operation])[] = Object.entries(operations);
const guarded = all.flatMap(([id, operation]) =>
  operation.scope === null ? [] : [[id, operation, operation.scope] as const],
);

const callAs = async (
  { method, path }: Operation,
  {
    client,
    scopes,
    query = {},
  }: { client: string; scopes: readonly Scope[]; query?: Record<string, string> },
) => apiClient(await handlerOf(path))(`${method} ${path}`, { client, scopes, params, query });

describe.each(guarded)("%s", (_id, operation, scope) => {
  test.each(SCOPES)("with a key of the scope %s alone", async (granted) => {
    // A client without anything, so that nothing is changed.
    const { status, json } = await callAs(operation, { client: "shop-2", scopes: [granted] });
    const permitted = scope === "any" || allows([granted], scope);
    if (permitted) expect(status).not.toBe(403);
    else expect([status, json.detail]).toEqual([403, expect.stringContaining(scope)]);
    expect(status).not.toBe(401);
    expect(status).toBeLessThan(500);
  });
});

const OWN_SCOPES = SCOPES.filter((scope) => scope !== "clients:all");
const reads = guarded.filter(([, { method }]) => method === "GET");

describe.each(reads)("%s by another client", (_id, operation) => {
  test("shows nothing of the first client, whose own key does not fail", async () => {
    const own = await callAs(operation, { client: "shop-1", scopes: OWN_SCOPES });
    expect(own.status).toBeLessThan(500);
    const { status, text } = await callAs(operation, { client: "shop-2", scopes: OWN_SCOPES });
    expect(text).not.toContain(SECRET);
    expect(status).toBeLessThan(500);
  });

  test("is 403 for a key without clients:all that names the first client, where a client can be named", async () => {
    if (operation.query === undefined || !("client" in operation.query.shape)) return;
    const query = { client: "shop-1" };
    const { status, text } = await callAs(operation, { client: "shop-2", scopes: OWN_SCOPES, query });
    expect(status).toBe(403);
    expect(text).not.toContain(SECRET);
  });
});
