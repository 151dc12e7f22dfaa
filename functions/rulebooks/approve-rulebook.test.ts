import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { followMachineClock } from "../../lib/runtime/clock.ts";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { setEnvironment, startFunctionStack } from "../../test/support/function-stack.ts";
import { callRulebooks, readVersion, SLIP_RULES, saveVersion } from "../../test/support/rulebook-api.ts";
import { handler as registry } from "../registry/handler.ts";

followMachineClock();

const stack = await startFunctionStack();
beforeEach(() => {
  clearRulesCache();
  setEnvironment({ APPROVALS: "1" });
});
afterEach(() => void vi.useRealTimers());

const NEXT_CENTURY = "2101-01-01T00:00:00.000Z";
/** The key of the tests' other requests, which saves. */
const AUTHOR = "key-1";

const call = (what: "activation" | "approval", version: string, keyId: string, body: object = {}) =>
  callRulebooks(`POST /rulebooks/{version}/${what}`, { params: { version }, body, authorizer: { keyId } });
const approve = (version: string, keyId: string, body?: object) => call("approval", version, keyId, body);
const activate = (version: string, keyId: string, body?: object) => call("activation", version, keyId, body);

describe("with the stage parameter approvals: 1", () => {
  test("an activation, also a scheduled one, is 409 and says what is missing until another key has approved", async () => {
    const version = await saveVersion(SLIP_RULES);
    for (const body of [{}, { effectiveFrom: NEXT_CENTURY }]) {
      const { status, json } = await activate(version, AUTHOR, body);
      expect(status).toBe(409);
      expect(json.detail).toBe(
        `Rulebook ${version} needs the approval of another key: POST /rulebooks/${version}/approval with a key that did not save it and does not activate it.`,
      );
    }
    expect((await readVersion(version)).json).toMatchObject({
      status: "draft",
      approvals: [],
      approvalsNeeded: 1,
    });
    await approve(version, "key-2");
    expect((await activate(version, AUTHOR)).json).toMatchObject({ status: "active" });
    expect((await activate(version, AUTHOR, { effectiveFrom: NEXT_CENTURY })).json.status).toBe("scheduled");
  });

  test("the key that saved a version cannot approve it", async () => {
    const version = await saveVersion(SLIP_RULES);
    expect((await approve(version, AUTHOR)).status).toBe(409);
    expect((await readVersion(version)).json.approvals).toEqual([]);
  });

  test("the database refuses an approval by the key that saved the version", async () => {
    const version = await saveVersion(SLIP_RULES);
    const insert = (savedBy: string) =>
      stack.sql.execute(
        `insert into rulebook_approvals (version, saved_by, approved_by, approved_at)
         values ($1, $2, 'test-shop/key-1', now())`,
        [Number(version), savedBy],
      );
    await expect(insert("test-shop/key-1")).rejects.toThrow("23514");
    await expect(insert("somebody else")).rejects.toThrow("23503");
  });

  test("an approval by the key that activates does not count", async () => {
    const version = await saveVersion(SLIP_RULES);
    await approve(version, "key-2");
    expect((await activate(version, "key-2")).status).toBe(409);
    await approve(version, "key-3");
    expect((await activate(version, "key-2")).status).toBe(200);
  });

  test("an approval shows its key, time and note, and approving again changes nothing", async () => {
    const version = await saveVersion(SLIP_RULES);
    const first = await approve(version, "key-2", { note: "tried on November" });
    await approve(version, "key-2", { note: "again" });
    expect(first.json).toMatchObject({
      version: Number(version),
      approvalsNeeded: 1,
      approvals: [
        { approvedBy: "test-shop/key-2", approvedAt: expect.any(String), note: "tried on November" },
      ],
    });
    expect((await readVersion(version)).json.approvals).toEqual(first.json.approvals);
    await activate(version, AUTHOR);
    expect((await readVersion("active")).json.approvals).toEqual(first.json.approvals);
  });

  test("a version that was active before is activated at once without approval, and scheduled only with one", async () => {
    const [before, after] = [await saveVersion(SLIP_RULES), await saveVersion(SLIP_RULES)];
    setEnvironment({ APPROVALS: "0" });
    await activate(before, AUTHOR);
    setEnvironment({ APPROVALS: "1" });
    await approve(after, "key-2");
    await activate(after, AUTHOR);
    expect((await activate(before, AUTHOR, { effectiveFrom: NEXT_CENTURY })).status).toBe(409);
    expect((await activate(before, AUTHOR)).status).toBe(200);
  });

  test("a version whose only activation was cancelled before it took effect still needs approval", async () => {
    const version = await saveVersion(SLIP_RULES);
    setEnvironment({ APPROVALS: "0" });
    const { activationId } = (await activate(version, AUTHOR, { effectiveFrom: NEXT_CENTURY })).json;
    await callRulebooks("DELETE /rulebooks/activations/{activationId}", {
      params: { activationId: String(activationId) },
    });
    setEnvironment({ APPROVALS: "1" });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2102-01-01T00:00:00Z") });
    expect((await activate(version, AUTHOR)).status).toBe(409);
  });

  test("shadow mode needs no approval", async () => {
    const version = await saveVersion(SLIP_RULES);
    expect((await activate(version, AUTHOR, { shadow: true })).json.status).toBe("shadow");
    await activate(version, AUTHOR, { shadow: false });
  });

  test("approvals are in the audit trail", async () => {
    const version = await saveVersion(SLIP_RULES);
    await approve(version, AUTHOR);
    await approve(version, "key-2");
    const { entries } = (
      await apiClient(registry)("GET /audit", {
        query: { subject: `rulebooks/${version}`, action: "approveRulebook" },
      })
    ).json;
    expect(entries).toMatchObject([{ actor: { keyId: "key-2" }, status: 200 }]);
  });
});

test("with approvals: 2 it takes two other keys", async () => {
  setEnvironment({ APPROVALS: "2" });
  const version = await saveVersion(SLIP_RULES);
  await approve(version, "key-2");
  expect((await activate(version, AUTHOR)).json.detail).toContain("the approval of another key");
  await approve(version, "key-3");
  expect((await activate(version, AUTHOR)).status).toBe(200);
});

test("without the parameter an activation needs no approval, and a version can be approved all the same", async () => {
  setEnvironment({ APPROVALS: "0" });
  const version = await saveVersion(SLIP_RULES);
  expect((await activate(version, AUTHOR)).status).toBe(200);
  expect((await approve(version, "key-2")).json).toMatchObject({ approvalsNeeded: 0, approvals: [{}] });
});

test("an approval of a version that does not exist is 404", async () => {
  expect((await approve("999", "key-2", { unknown: 1 })).status).toBe(404);
});
