import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { followMachineClock } from "../../lib/runtime/clock.ts";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import type { TestRequest } from "../../test/support/api-client.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import {
  activateVersion,
  callRulebooks,
  readVersion,
  SLIP_RULES,
  saveVersion,
} from "../../test/support/rulebook-api.ts";

followMachineClock();

const stack = await startFunctionStack();
beforeEach(clearRulesCache);
afterEach(async () => {
  vi.useRealTimers();
  await stack.sql.execute("delete from rulebook_cancellations");
  await stack.sql.execute("delete from rulebook_activations where effective_from <> '-infinity'");
});

const NEXT_CENTURY = "2101-01-01T00:00:00.000Z";
const CENTURY_AFTER = "2201-01-01T00:00:00.000Z";

type Listed = { activationId: number; version: number; effectiveFrom: string; status: string };
const list = async (): Promise<Listed[]> =>
  (await callRulebooks("GET /rulebooks/activations")).json.activations;
const statuses = async () => (await list()).map(({ version, status }) => [version, status]);

const schedule = async (version: string, effectiveFrom = NEXT_CENTURY): Promise<string> =>
  String((await activateVersion(version, { effectiveFrom })).json.activationId);

const cancel = (activationId: string, more: TestRequest = {}) =>
  callRulebooks("DELETE /rulebooks/activations/{activationId}", { params: { activationId }, ...more });

describe("GET /rulebooks/activations", () => {
  test("lists activations to come, the next one first, then those of the past, newest first", async () => {
    const [first, second] = [await saveVersion(SLIP_RULES), await saveVersion(SLIP_RULES)];
    await activateVersion(first, { note: "try it" });
    await activateVersion("1");
    await schedule(second, CENTURY_AFTER);
    await schedule(first);
    expect(await list()).toMatchObject([
      { version: Number(first), status: "scheduled", effectiveFrom: NEXT_CENTURY },
      { version: Number(second), status: "scheduled", effectiveFrom: CENTURY_AFTER },
      { version: 1, status: "active", createdBy: "test-shop/key-1", note: null },
      { version: Number(first), status: "ended", note: "try it" },
      { version: 1, status: "ended", effectiveFrom: expect.stringMatching(/^20/) },
    ]);
    const { rulebooks } = (await callRulebooks("GET /rulebooks")).json;
    expect(rulebooks.map(({ scheduledFor }: { scheduledFor: string }) => scheduledFor)).toEqual([
      CENTURY_AFTER,
      NEXT_CENTURY,
      null,
    ]);
  });

  test("needs the scope rules:read", async () => {
    expect((await callRulebooks("GET /rulebooks/activations", { scopes: ["orders:read"] })).status).toBe(403);
  });
});

describe("DELETE /rulebooks/activations/{activationId}", () => {
  test("cancels an activation to come, which then never takes effect", async () => {
    const version = await saveVersion(SLIP_RULES);
    const id = await schedule(version);
    expect((await readVersion(version)).json.scheduledFor).toBe(NEXT_CENTURY);
    const reply = await cancel(id);
    expect([reply.status, reply.text, reply.headers["content-type"]]).toEqual([204, "", undefined]);
    expect((await cancel(id)).status).toBe(204);
    expect((await readVersion(version)).json).toMatchObject({
      status: "draft",
      scheduledFor: null,
      activatedAt: null,
    });
    expect(await statuses()).toContainEqual([Number(version), "cancelled"]);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(CENTURY_AFTER) });
    expect((await readVersion("active")).json.version).toBe(1);
  });

  test("responds 409 once it is in effect, and when another has replaced it", async () => {
    const version = await saveVersion(SLIP_RULES);
    const id = await schedule(version);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(NEXT_CENTURY) });
    expect((await cancel(id)).status).toBe(409);
    await activateVersion("1");
    expect((await cancel(id)).status).toBe(409);
    expect((await readVersion(version)).json.status).toBe("retired");
  });

  test.each(["999999", "0", "-1", "x", "99999999999999999999"])("responds 404 to %j", async (id) => {
    expect((await cancel(id)).status).toBe(404);
  });

  test("needs the scope rules:activate", async () => {
    const id = await schedule(await saveVersion(SLIP_RULES));
    expect((await cancel(id, { scopes: ["admin", "rules:write"] })).status).toBe(403);
    expect((await cancel(id, { scopes: ["rules:activate"] })).status).toBe(204);
  });

  test("the database refuses a cancellation of what is in effect", async () => {
    await activateVersion("1");
    const insert = `insert into rulebook_cancellations (activation_id, effective_from, cancelled_at, cancelled_by)
      select activation_id, effective_from, now() + interval '1 hour', 'x' from rulebook_activations`;
    await expect(stack.sql.execute(insert)).rejects.toThrow("23514");
  });
});

describe("a rollback", () => {
  test("lists the activations that would undo it", async () => {
    const version = await saveVersion(SLIP_RULES);
    const id = await schedule(version);
    expect((await activateVersion("1")).json.pending).toMatchObject([
      {
        activationId: Number(id),
        version: Number(version),
        effectiveFrom: NEXT_CENTURY,
        status: "scheduled",
      },
    ]);
  });

  test("cancels them on request", async () => {
    const version = await saveVersion(SLIP_RULES);
    await schedule(version);
    await schedule(version, CENTURY_AFTER);
    const { json } = await activateVersion("1", { cancelScheduled: true });
    expect([json.status, json.pending]).toEqual(["active", []]);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(CENTURY_AFTER) + 1 });
    expect((await readVersion("active")).json.version).toBe(1);
  });

  test("responds 409 when another version than expectedActive is active, and changes nothing", async () => {
    const version = await saveVersion(SLIP_RULES);
    await activateVersion(version);
    const before = await list();
    const reply = await activateVersion("1", { expectedActive: 1, cancelScheduled: true });
    expect([reply.status, reply.json.errors]).toEqual([
      409,
      [{ pointer: "/expectedActive", detail: `rulebook ${version} is active` }],
    ]);
    expect(await list()).toEqual(before);
    expect((await activateVersion("1", { expectedActive: Number(version) })).status).toBe(200);
  });

  test("of many concurrent activations with one expectedActive exactly one succeeds", async () => {
    const versions = await Promise.all(Array.from({ length: 6 }, () => saveVersion(SLIP_RULES)));
    const replies = await Promise.all(
      versions.map((version) => activateVersion(version, { expectedActive: 1 })),
    );
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409, 409]);
    const [winner] = replies.filter(({ status }) => status === 200);
    expect((await readVersion("active")).json.version).toBe(winner!.json.version);
  });
});
