/** POST /task-retries and GET /task-retries/{retryId}. */
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Scope } from "../../lib/domain/scope.ts";
import { apiClient, type TestRequest } from "../../test/support/api-client.ts";
import { addRate, createAgent, createClients } from "../../test/support/client-data.ts";
import { eventFor, startFunctionStack, taskRow } from "../../test/support/function-stack.ts";
import {
  acceptOrder,
  commissionTask,
  emailTask,
  laptop,
  membership,
  membershipTask,
} from "../../test/support/orders.ts";
import { handler as commissions } from "../commissions/handler.ts";
import { handler as memberships } from "../memberships/handler.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const { sql } = stack;
await createClients(sql, "test-shop", "other-shop");
const call = apiClient(handler);
const retry = (body: object, more: TestRequest = {}) => call("POST /task-retries", { body, ...more });
const progress = (retryId: string, more: TestRequest = {}) =>
  call("GET /task-retries/{retryId}", { params: { retryId }, ...more });

const agentOf = (index: number) => `A-${index}`;
let agents = 0;
/** Rejected commissions of one agent, in the order of acceptance. */
const rejected = async (count: number, clientId = "test-shop", agentId = agentOf(++agents)) => {
  const taskIds: string[] = [];
  for (let made = 0; made < count; made += 1) {
    const order = await acceptOrder(sql, {
      clientId,
      lines: [laptop({ lineId: "1" })],
      tasks: [commissionTask(agentId, [{ lineId: "1", base: 1_000 }])],
    });
    taskIds.push(...order.taskIds);
  }
  for (let start = 0; start < count; start += 10)
    await commissions(eventFor(taskIds.slice(start, start + 10)));
  return { agentId, taskIds, cause: `agent-without-rate:${agentId}` };
};

const statuses = async (taskIds: readonly string[]) =>
  Promise.all(taskIds.map(async (taskId) => (await taskRow(sql, taskId)).status));

const idsOf = (tasks: { taskId: string }[]) => tasks.map(({ taskId }) => taskId);

beforeEach(() => stack.purge("commission"));

describe("a dry run", () => {
  test("says what would run again, in the order of acceptance, and changes nothing", async () => {
    const { taskIds, cause } = await rejected(3);
    const { status, json } = await retry({ filter: { cause }, dryRun: true });
    expect([status, json]).toMatchObject([
      200,
      { dryRun: true, eligible: 3, orders: 3, refused: 0, remaining: 0, refusals: [] },
    ]);
    expect(idsOf(json.tasks)).toEqual(taskIds);
    expect(await statuses(taskIds)).toEqual(["rejected", "rejected", "rejected"]);
  });

  test("says why tasks would not run again", async () => {
    const [mine, others] = [await rejected(1), await rejected(1, "other-shop")];
    const running = await acceptOrder(sql, {
      lines: [laptop({ lineId: "1" })],
      tasks: [commissionTask("A-1", [{ lineId: "1", base: 1 }])],
    });
    const unknown = "019aa000-0000-7000-8000-000000000001";
    const taskIds = [...others.taskIds, unknown, ...running.taskIds, ...mine.taskIds, ...mine.taskIds];
    const { json } = await retry({ taskIds, dryRun: true });
    expect(json).toMatchObject({ eligible: 1, refused: 3 });
    expect(idsOf(json.tasks)).toEqual(mine.taskIds);
    expect(Object.fromEntries(json.refusals.map(Object.values))).toEqual({
      [running.taskIds[0]!]: "The task is still running.",
      [others.taskIds[0]!]: "There is no such task in an order of yours.",
      [unknown]: "There is no such task in an order of yours.",
    });
  });
});

describe("a request", () => {
  test("runs the selected tasks again, and its progress counts them by state", async () => {
    const { agentId, taskIds, cause } = await rejected(3);
    const body = { filter: { cause }, expected: 3, note: "the agent has a rate now" };
    const { status, json } = await retry(body);
    expect([status, json]).toMatchObject([202, { accepted: 3, refused: 0, remaining: 0 }]);
    expect((await progress(json.retryId)).json).toMatchObject({
      retryId: json.retryId,
      requestedBy: "key-1",
      note: "the agent has a rate now",
      accepted: 3,
      open: 3,
      done: 0,
    });
    await createAgent(sql, agentId);
    await addRate(sql, agentId, "-infinity", 500);
    while ((await stack.deliver("commission", commissions)) > 0);
    expect(await statuses(taskIds)).toEqual(["done", "done", "done"]);
    expect((await progress(json.retryId)).json).toMatchObject({ accepted: 3, open: 0, done: 3 });
  });

  test("by ids refuses what is not rejected or failed, and runs the rest", async () => {
    const { taskIds } = await rejected(2);
    expect((await retry({ taskIds: [taskIds[0]] })).json).toMatchObject({ accepted: 1 });
    const { json } = await retry({ taskIds });
    expect(json).toMatchObject({
      accepted: 1,
      refused: 1,
      refusals: [{ taskId: taskIds[0], reason: "The task is still running." }],
    });
  });

  test("is 409 when the number of tasks is not the expected one, and runs none", async () => {
    const { taskIds, cause } = await rejected(2);
    const { status, json } = await retry({ filter: { cause }, expected: 3 });
    expect([status, json.detail]).toEqual([409, expect.stringContaining("2 tasks")]);
    expect(await statuses(taskIds)).toEqual(["rejected", "rejected"]);
  });

  test("releases what was skipped because of the task when that succeeds", async () => {
    const { taskIds } = await acceptOrder(sql, {
      lines: [membership({ lineId: "1" })],
      tasks: [
        membershipTask("upgrade", "1", { plan: "plus" }),
        emailTask("membership-changed", ["1"], "membership:1:upgrade"),
      ],
    });
    await memberships(eventFor([taskIds[0]!]));
    expect(await statuses(taskIds)).toEqual(["rejected", "skipped"]);
    await sql.execute(
      `update membership_accounts set status = 'active', plan = 'basic', since = now(), expires_at = now() + interval '1 year'
       where account_id = (select account_id from tasks where task_id = $1)`,
      [taskIds[0]],
    );
    const { json } = await retry({ taskIds });
    expect(json).toMatchObject({
      accepted: 1,
      refused: 1,
      refusals: [{ taskId: taskIds[1], reason: expect.stringContaining("depends on") }],
    });
    await memberships(eventFor([taskIds[0]!]));
    expect((await statuses(taskIds))[0]).toBe("done");
    expect(["pending", "queued"]).toContain((await statuses(taskIds))[1]);
  });

  test("covers the tasks of other clients only for a key with clients:all", async () => {
    const { taskIds, cause } = await rejected(1, "other-shop");
    expect((await retry({ filter: { cause }, expected: 0 })).json).toMatchObject({ accepted: 0 });
    expect((await retry({ taskIds })).json).toMatchObject({ accepted: 0, refused: 1 });
    expect((await retry({ taskIds }, { query: { client: "other-shop" } })).status).toBe(403);
    const scopes: Scope[] = ["tasks:retry", "clients:all", "orders:read"];
    const { json } = await retry({ filter: { cause }, expected: 1 }, { scopes });
    expect(json).toMatchObject({ accepted: 1, tasks: [{ clientId: "other-shop" }] });
    expect((await progress(json.retryId, { client: "other-shop" })).status).toBe(404);
    expect((await progress(json.retryId, { scopes })).json).toMatchObject({ clientId: "test-shop" });
  });

  test.each([
    [{}, ""],
    [{ taskIds: [], dryRun: true }, "/taskIds"],
    [{ taskIds: ["7"] }, "/taskIds/0"],
    [{ filter: { cause: "same-plan" } }, "/expected"],
    [{ filter: {}, taskIds: ["019aa000-0000-7000-8000-000000000001"], expected: 1 }, ""],
    [{ filter: { cause: "no-such-cause" }, expected: 1 }, "/filter/cause"],
    [{ filter: { state: "failed" }, expected: 1 }, "/filter/state"],
    [{ filter: {}, expected: -1 }, "/expected"],
    [{ filter: {}, expected: 1, note: " " }, "/note"],
    [{ filter: {}, expect: 1 }, "/expect"],
  ])("%j is 422 at %j", async (body, pointer) => {
    const { status, json } = await retry(body);
    expect([status, json.errors.map((issue: { pointer: string }) => issue.pointer)]).toEqual([
      422,
      expect.arrayContaining([pointer]),
    ]);
  });

  test("needs tasks:retry", async () => {
    expect((await retry({ filter: {}, expected: 0 }, { scopes: ["orders:write"] })).status).toBe(403);
    expect((await progress("019aa000-0000-7000-8000-000000000001")).status).toBe(404);
  });
});

describe("1 001 rejected tasks", () => {
  let all: Awaited<ReturnType<typeof rejected>>;
  beforeAll(async () => {
    all = await rejected(1_001);
  }, 120_000);

  test("two requests at once run the first 1 000 once each, and all attempts stay readable", async () => {
    const { agentId, cause, taskIds } = all;
    await createAgent(sql, agentId);
    await addRate(sql, agentId, "-infinity", 500);
    const body = { filter: { cause }, expected: 1_001 };
    const replies = await Promise.all([retry(body), retry(body)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([202, 409]);
    const { json } = replies.find(({ status }) => status === 202)!;
    expect(json).toMatchObject({ accepted: 1_000, refused: 0, remaining: 1 });
    expect(idsOf(json.tasks)).toEqual(taskIds.slice(0, 1_000));

    // By ids twice at once: whatever is accepted is accepted once.
    const last = { taskIds: [...taskIds.slice(500, 1_001)] };
    const again = await Promise.all([retry(last), retry(last)]);
    expect(again.map(({ json: { accepted } }) => accepted).sort()).toEqual([0, 1]);

    for (let start = 0; start < taskIds.length; start += 10)
      await commissions(eventFor(taskIds.slice(start, start + 10)));
    expect(
      await sql.many(
        `select status, attempts, attempts_logged as logged, count(*)::int as tasks from tasks
         where task_id = any($1) group by 1, 2, 3`,
        [taskIds],
      ),
    ).toEqual([{ status: "done", attempts: 2, logged: 2, tasks: 1_001 }]);
    expect(
      await sql.many(
        `select no, outcome, count(*)::int as tasks from task_attempts where task_id = any($1) group by 1, 2 order by 1`,
        [taskIds],
      ),
    ).toEqual([
      { no: 1, outcome: "rejected", tasks: 1_001 },
      { no: 2, outcome: "done", tasks: 1_001 },
    ]);
    expect((await progress(json.retryId)).json).toMatchObject({ accepted: 1_000, open: 0, done: 1_000 });
    const { json: task } = await call("GET /tasks/{taskId}", { params: { taskId: taskIds[0]! } });
    expect(task.attemptLog).toMatchObject([{ outcome: "rejected" }, { outcome: "done" }]);
  }, 120_000);
});
