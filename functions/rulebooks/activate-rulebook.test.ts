import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { SCOPES } from "../../lib/domain/scope.ts";
import { followMachineClock } from "../../lib/runtime/clock.ts";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { bookLine, laptopLine, orderBody } from "../../test/support/order-body.ts";
import {
  activateVersion,
  postOrder,
  readVersion,
  SLIP_RULES,
  saveVersion,
  saveYaml,
} from "../../test/support/rulebook-api.ts";
import { handler as orders } from "../orders/handler.ts";

followMachineClock();

const stack = await startFunctionStack();

beforeAll(() =>
  stack.sql.execute(
    "insert into clients (client_id, created_at) values ('test-shop', now()), ('other-shop', now())",
  ),
);
beforeEach(clearRulesCache);

describe("POST /rulebooks/{version}/activation", () => {
  test("takes effect for the next order; activating an earlier version is the rollback", async () => {
    const version = await saveVersion(SLIP_RULES);
    expect((await activateVersion(version)).json).toMatchObject({
      version: Number(version),
      status: "active",
    });
    const under = await postOrder({ lines: [laptopLine, bookLine] });
    expect(under.json).toMatchObject({ rulebookVersion: Number(version), tasks: [{ lineIds: ["1"] }] });
    await activateVersion("1");
    expect((await postOrder()).json.rulebookVersion).toBe(1);
    expect((await readVersion(version)).json.status).toBe("retired");
    const earlier = await apiClient(orders)("GET /orders/{orderId}", {
      params: { orderId: under.json.orderId },
    });
    expect(earlier.json.rulebookVersion).toBe(Number(version));
  });

  test("takes effect in another container within five seconds, without a query per order", async () => {
    const version = await saveVersion(SLIP_RULES);
    vi.useFakeTimers({ toFake: ["Date"] });
    await postOrder();
    await stack.sql.execute(
      "insert into rulebook_activations (version, effective_from, created_at, created_by) values ($1, $2, now(), 'elsewhere')",
      [Number(version), new Date(Date.now()).toISOString()],
    );
    expect((await postOrder()).json.rulebookVersion).toBe(1);
    vi.setSystemTime(Date.now() + 5_000);
    expect((await postOrder()).json.rulebookVersion).toBe(Number(version));
    vi.useRealTimers();
    await stack.sql.execute("delete from rulebook_activations where created_by = 'elsewhere'");
  });

  test("can be scheduled, and takes effect to the millisecond", async () => {
    const version = await saveVersion(SLIP_RULES);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2999-01-01T00:00:00.000Z") });
    const reply = await activateVersion(version, { effectiveFrom: "2998-12-31T21:00:01.500-03:00" });
    expect(reply.json).toEqual({
      version: Number(version),
      status: "scheduled",
      activationId: expect.any(Number),
      effectiveFrom: "2999-01-01T00:00:01.500Z",
      pending: [],
    });
    expect((await readVersion(version)).json).toMatchObject({
      status: "scheduled",
      scheduledFor: "2999-01-01T00:00:01.500Z",
    });
    expect((await postOrder()).json.rulebookVersion).toBe(1);
    vi.setSystemTime(Date.parse("2999-01-01T00:00:01.499Z"));
    expect((await postOrder()).json.rulebookVersion).toBe(1);
    vi.setSystemTime(Date.parse("2999-01-01T00:00:01.500Z"));
    expect((await postOrder()).json.rulebookVersion).toBe(Number(version));
    vi.useRealTimers();
    await stack.sql.execute("delete from rulebook_activations where version = $1", [Number(version)]);
  });

  test("responds 422 to an instant in the past, a day that does not exist, and unknown or mistyped fields", async () => {
    const version = await saveVersion(SLIP_RULES);
    for (const body of [
      { effectiveFrom: "2020-01-01T00:00:00Z" },
      { effectiveFrom: "2026-02-30T00:00:00Z" },
      { from: "" },
      { shadow: "yes" },
      { shadow: true, note: "why" },
      { shadow: true, expectedActive: 1 },
      { expectedActive: 0 },
      { expectedActive: "1" },
      { cancelScheduled: 1 },
      { note: " " },
      { note: "x".repeat(501) },
    ])
      expect((await activateVersion(version, body)).status).toBe(422);
    expect((await readVersion(version)).json.status).toBe("draft");
  });

  test("responds 409 while an example fails, and names it", async () => {
    const example = `examples:
  - name: A laptop gets nothing
    order: { lines: [{ type: physical }] }
    expect: { packingSlips: [] }
`;
    const saved = await saveYaml(SLIP_RULES + example);
    expect([saved.status, saved.json.failedExamples.length]).toEqual([201, 1]);
    const reply = await activateVersion(String(saved.json.version));
    expect([reply.status, reply.json.errors[0].detail]).toEqual([
      409,
      expect.stringContaining("A laptop gets nothing"),
    ]);
  });

  test("adds its product types to POST /orders; after a rollback accepted orders are still replayed", async () => {
    const version = await saveVersion(
      `productTypes:\n  ticket: { ships: false, attributes: { venue: string } }\n${SLIP_RULES}`,
    );
    const ticket = { type: "ticket", sku: "T", title: "T", quantity: 1, unitPrice: 100, venue: "Sala" };
    const body = orderBody({ lines: [ticket] });
    const order = () => apiClient(orders)("POST /orders", { body });
    expect((await order()).status).toBe(422);
    await activateVersion(version);
    expect((await order()).status).toBe(202);
    await activateVersion("1");
    expect([(await order()).status, (await order()).headers["idempotent-replayed"]]).toEqual([200, "true"]);
  });
});

describe("shadow mode", () => {
  test("decides live orders under the draft without acting, and records the differences", async () => {
    const version = await saveVersion(SLIP_RULES);
    expect((await activateVersion(version, { shadow: true })).json.status).toBe("shadow");
    const laptop = await postOrder({ lines: [laptopLine], agentId: undefined });
    const book = await postOrder({ lines: [bookLine] });
    const foreign = await postOrder({ lines: [bookLine] }, { client: "other-shop" });
    expect([laptop, book, foreign].map((reply) => reply.json.rulebookVersion)).toEqual([1, 1, 1]);

    const own = (await readVersion(version, { scopes: ["admin"] })).json.shadow;
    expect(own).toMatchObject({
      orders: 2,
      differed: 1,
      examples: [{ orderId: book.json.orderId, added: [] }],
    });
    expect(own.examples[0].removed.map((task: { key: string }) => task.key)).toEqual([
      "packing_slip:shipping",
      "packing_slip:royalties",
      "commission:A-1",
    ]);
    const all = (await readVersion(version, { scopes: ["rules:read", "clients:all"] })).json.shadow;
    expect(all).toMatchObject({ orders: 3, differed: 2 });
    expect(all.examples).toMatchObject([
      { orderId: foreign.json.orderId, clientId: "other-shop" },
      { orderId: book.json.orderId, clientId: "test-shop" },
    ]);

    expect((await activateVersion(version, { shadow: false })).json.status).toBe("draft");
    await postOrder({ lines: [bookLine] });
    expect((await readVersion(version, { scopes: SCOPES })).json.shadow.orders).toBe(3);
  });

  test("counts that were recorded before counts had a client are shown with clients:all only", async () => {
    const version = await saveVersion(SLIP_RULES);
    await stack.sql.execute(
      "insert into shadow_counts (version, client_id, orders, differed) values ($1, null, 7, 2)",
      [Number(version)],
    );
    expect((await readVersion(version, { scopes: SCOPES })).json.shadow).toEqual({
      orders: 7,
      differed: 2,
      examples: [],
    });
    expect((await readVersion(version, { scopes: ["rules:read"] })).json).not.toHaveProperty("shadow");
  });

  test("responds 409 for the active version", async () => {
    expect((await activateVersion("1", { shadow: true })).status).toBe(409);
  });
});
