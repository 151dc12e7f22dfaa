import { beforeAll, beforeEach, expect, test } from "vitest";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { activateVersion, postOrder } from "../../test/support/rulebook-api.ts";
import { handler as system } from "../system/handler.ts";

const stack = await startFunctionStack();

/** A stored version that an older checker accepted and that cannot be loaded. */
let version = "";

beforeAll(async () => {
  await stack.sql.execute("insert into clients (client_id, created_at) values ('test-shop', now())");
  const program = JSON.stringify({
    plans: ["basic"],
    productTypes: {},
    examples: [],
    rules: [
      {
        id: "constructor",
        forEach: "line",
        when: { op: "truth", of: { op: "literal", value: true } },
        except: [],
        then: [{ action: "commission" }],
      },
    ],
  });
  const { version: stored } = await stack.sql.one<{ version: number }>(
    `insert into rulebooks (format, source, program, created_at, created_by)
     values ('json', '{}', $1, now(), 'test') returning version`,
    [program],
  );
  version = String(stored);
});
beforeEach(clearRulesCache);

test("a stored version that cannot be loaded is neither activated nor put into shadow mode", async () => {
  expect(await activateVersion(version)).toMatchObject({ status: 409 });
  expect(await activateVersion(version, { shadow: true })).toMatchObject({ status: 409 });
  expect((await postOrder()).status).toBe(202);
});

test("a shadow that cannot be loaded does not touch an order", async () => {
  await stack.sql.execute(
    "insert into rulebook_shadow (version, created_at, created_by) values ($1, now(), 'test')",
    [Number(version)],
  );
  expect(await postOrder()).toMatchObject({ status: 202, json: { rulebookVersion: 1 } });
  await stack.sql.execute("delete from rulebook_shadow");
});

test("an active version that cannot be loaded is 503, and health is down until another is active", async () => {
  await stack.sql.execute(
    `insert into rulebook_activations (version, effective_from, created_at, created_by)
     values ($1, now() - interval '1 minute', now(), 'test')`,
    [Number(version)],
  );
  expect(await postOrder()).toMatchObject({ status: 503 });
  const health = await apiClient(system)("GET /health", { client: null });
  expect(health).toMatchObject({ status: 503, json: { dependencies: { rulebook: { status: "down" } } } });
  expect((await activateVersion("1")).status).toBe(200);
  expect((await postOrder()).status).toBe(202);
});
