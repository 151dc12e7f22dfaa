import { describe, expect, test } from "vitest";
import type { CancelledLine } from "../domain/cancellation.ts";
import { type RecordedTask, cancelTasks, type TaskCancellation } from "./cancelled-tasks.ts";

const AT = "2025-04-02T12:30:00.000Z";

const task = (taskId: string, fields: Partial<RecordedTask>): RecordedTask => ({
  taskId,
  type: "packing_slip",
  key: `packing_slip:${taskId}`,
  status: "queued",
  payload: { destination: "shipping" },
  lineIds: ["1", "2"],
  ruleIds: ["a-rule"],
  result: null,
  dependsOn: [],
  isWithdrawn: false,
  isOfCancellation: false,
  isUnderWay: false,
  ...fields,
});
const mail = (taskId: string, fields: Partial<RecordedTask> = {}) =>
  task(taskId, { type: "email", payload: { template: "own" }, ...fields });

/** Of line 1 with 4 items, and of line 2 with one. */
const cancelling = (first: Partial<CancelledLine>, second: Partial<CancelledLine> = {}): TaskCancellation => {
  const lines = [
    { lineId: "1", quantity: 4, total: 1_002, before: 0, now: 0, ...first },
    { lineId: "2", quantity: 1, total: 100, before: 0, now: 0, ...second },
  ];
  return {
    cancellationId: "X-1",
    at: AT,
    lines: new Map(lines.flatMap((line) => (line.before + line.now > 0 ? [[line.lineId, line]] : []))),
    complete: lines.every(({ quantity, before, now }) => quantity === before + now),
  };
};
const ALL = cancelling({ now: 4 }, { now: 1 });
const NOTHING = { amended: [], withdrawn: [], notAgain: [], freed: [], reversals: [] };

describe("a task that is not done", () => {
  test("is withdrawn when nothing of it is left, whatever its status", () => {
    const statuses = ["pending", "queued", "rejected", "failed", "skipped"] as const;
    const tasks = statuses.map((status) => task(status, { status }));
    expect(cancelTasks(tasks, ALL)).toEqual({ ...NOTHING, withdrawn: statuses });
  });

  test("has the quantities that are left, and the lines", () => {
    expect(cancelTasks([task("s", {})], cancelling({ before: 1, now: 2 }, { now: 1 })).amended).toEqual([
      { taskId: "s", lineIds: ["1"], payload: { destination: "shipping", quantities: { 1: 1 } } },
    ]);
  });

  test("is left alone when it is about other lines", () => {
    expect(cancelTasks([task("s", { lineIds: ["3"] })], cancelling({ now: 1 }))).toEqual(NOTHING);
  });

  test("pays a commission on what is left of the line's total, half-even", () => {
    const payload = {
      agentId: "A-1",
      entries: [
        { lineId: "1", base: 1_002 },
        { lineId: "2", base: 100, rateBps: 500 },
      ],
    };
    const [amended] = cancelTasks(
      [task("c", { type: "commission", payload })],
      cancelling({ before: 1, now: 1 }, { now: 1 }),
    ).amended;
    expect(amended?.payload).toEqual({
      agentId: "A-1",
      entries: [{ lineId: "1", base: 501 }],
      quantities: { 1: 2 },
    });
  });

  test("activates a membership for the items that are left", () => {
    const payload = { change: "activate", plan: "basic", period: "P4M" } as const;
    const tasks = [task("m", { type: "membership", payload, lineIds: ["1"] })];
    expect(cancelTasks(tasks, cancelling({ now: 1 })).amended).toEqual([
      { taskId: "m", lineIds: ["1"], payload: { ...payload, period: "P3M", quantities: { 1: 3 } } },
    ]);
  });
});

describe("a mail", () => {
  test("that waits for a withdrawn slip alone is withdrawn with it", () => {
    const tasks = [task("s", { lineIds: ["2"] }), mail("m", { dependsOn: ["s"], status: "pending" })];
    expect(cancelTasks(tasks, cancelling({}, { now: 1 })).withdrawn).toEqual(["s", "m"]);
  });

  test("that waits for other slips, too, no longer waits for the withdrawn one", () => {
    const tasks = [
      task("s1", { lineIds: ["1"] }),
      task("s2", { lineIds: ["2"] }),
      mail("m", { dependsOn: ["s1", "s2"], status: "pending", lineIds: [] }),
    ];
    const { withdrawn, freed } = cancelTasks(tasks, cancelling({}, { now: 1 }));
    expect([withdrawn, freed]).toEqual([["s2"], [{ taskId: "m", dependencies: 1 }]]);
  });

  test("that waits for slips that were withdrawn one after the other is withdrawn with the last", () => {
    const tasks = [
      task("s1", { lineIds: ["1"], status: "skipped", isWithdrawn: true }),
      task("s2", { lineIds: ["2"] }),
      mail("m", { dependsOn: ["s1", "s2"], status: "pending", lineIds: ["3"] }),
    ];
    expect(cancelTasks(tasks, cancelling({ before: 4 }, { now: 1 })).withdrawn).toEqual(["s2", "m"]);
  });

  test("under way is not withdrawn, but not sent once more", () => {
    const changes = cancelTasks([mail("m", { isUnderWay: true })], ALL);
    expect(changes).toEqual({ ...NOTHING, notAgain: ["m"] });
  });

  test("about the order, and no line, is withdrawn when nothing is left of the order", () => {
    const tasks = [mail("m", { lineIds: [] })];
    expect(cancelTasks(tasks, cancelling({ now: 4 }))).toEqual(NOTHING);
    expect(cancelTasks(tasks, ALL).withdrawn).toEqual(["m"]);
  });

  test("that is sent, or a webhook, is not undone", () => {
    const sent = mail("m", { status: "done", result: { sesMessageId: "x" } });
    const webhook = task("w", {
      type: "webhook",
      status: "done",
      payload: { connection: "erp", event: "x", data: {} },
      result: { httpStatus: 200 },
    });
    expect(cancelTasks([sent, webhook], ALL)).toEqual(NOTHING);
  });
});

describe("a task that is done", () => {
  const slip = task("s", { status: "done", result: { packingSlip: "2026-000001" } });

  test("is undone by a task of its type, for the lines and items of the cancellation", () => {
    expect(cancelTasks([slip], cancelling({ before: 1, now: 2 })).reversals).toEqual([
      {
        key: "cancellation:X-1:packing_slip:s",
        type: "packing_slip",
        payload: {
          destination: "shipping",
          cancels: { cancellationId: "X-1", taskId: "s", lines: [{ lineId: "1", quantity: 2 }] },
        },
        lineIds: ["1"],
        ruleIds: ["a-rule"],
        because: [
          {
            ruleId: "a-rule",
            explanation: "cancellation X-1 undoes what was done: packing slip for shipping",
          },
        ],
        isHeldBack: false,
      },
    ]);
  });

  test("waits for all earlier reversals of the same slip that are not done", () => {
    const cancels = { cancellationId: "X-0", taskId: "s", lines: [{ lineId: "1", quantity: 1 }] };
    const earlier = (status: RecordedTask["status"], taskId = "r") =>
      task(taskId, { isOfCancellation: true, payload: { destination: "shipping", cancels }, status });
    const reversalAfter = (status: RecordedTask["status"]) =>
      cancelTasks([slip, earlier(status)], cancelling({ before: 1, now: 1 })).reversals[0];
    expect(reversalAfter("queued")).toMatchObject({ dependsOn: "r", isHeldBack: false });
    expect(reversalAfter("failed")).toMatchObject({ dependsOn: "r", isHeldBack: true });
    expect(reversalAfter("done")).not.toHaveProperty("dependsOn");
    const two = [slip, earlier("queued", "r1"), earlier("pending", "r2")];
    expect(cancelTasks(two, cancelling({ before: 2, now: 1 })).reversals[0]).toMatchObject({
      dependsOn: "r1",
      alsoDependsOn: ["r2"],
    });
  });

  test("has its commission reversed to the last unit, however it is cancelled", () => {
    const entry = { lineId: "1", role: "agent", base: 1_002, rateBps: 333, amount: 33 } as const;
    const booked = task("c", {
      type: "commission",
      status: "done",
      payload: { agentId: "A-1", entries: [{ lineId: "1", base: 1_002 }] },
      result: { entries: [entry] },
    });
    const steps = [0, 1, 2, 3].map((before) => {
      const { payload } = cancelTasks([booked], cancelling({ before, now: 1 })).reversals[0]!;
      return "reverses" in payload ? payload.reverses!.entries[0]! : undefined;
    });
    expect(steps.map((step) => step?.amount)).toEqual([8, 8, 9, 8]);
    expect(steps.map((step) => step?.base)).toEqual([250, 251, 251, 250]);
    expect(steps[0]).toMatchObject({ lineId: "1", role: "agent", rateBps: 333 });
  });

  test("has the time of the cancelled items taken back, and an upgrade only with its whole line", () => {
    const payload = { change: "activate", plan: "basic", period: "P4M" } as const;
    const result = { membership: { change: "activate", plan: "basic" } } as const;
    const activated = task("m", { type: "membership", status: "done", payload, result, lineIds: ["1"] });
    const payloadAfter = (one: RecordedTask, cancellation: TaskCancellation) =>
      cancelTasks([one], cancellation).reversals[0]?.payload;
    expect(payloadAfter(activated, cancelling({ now: 3 }))).toEqual({
      change: "cancel",
      plan: "basic",
      cancels: { cancellationId: "X-1", taskId: "m", period: "P3M" },
    });
    const upgraded = { ...activated, payload: { change: "upgrade", plan: "plus" } as const };
    expect(payloadAfter(upgraded, cancelling({ now: 3 }))).toBeUndefined();
    expect(payloadAfter(upgraded, cancelling({ before: 3, now: 1 }))).toMatchObject({
      cancels: { cancellationId: "X-1", taskId: "m" },
    });
  });

  test("is undone after what was built on it: an upgrade before the activation", () => {
    const done = (taskId: string, change: "activate" | "upgrade", lineId: string) =>
      task(taskId, {
        type: "membership",
        status: "done",
        payload: change === "activate" ? { change, plan: "basic", period: "P4M" } : { change, plan: "plus" },
        result: { membership: { change, plan: "basic" } },
        lineIds: [lineId],
      });
    const { reversals } = cancelTasks([done("m1", "activate", "1"), done("m2", "upgrade", "2")], ALL);
    expect(reversals.map(({ payload }) => ("cancels" in payload ? payload.cancels?.taskId : ""))).toEqual([
      "m2",
      "m1",
    ]);
  });

  test("is not undone when a cancellation has added it", () => {
    expect(cancelTasks([{ ...slip, isOfCancellation: true }], ALL)).toEqual(NOTHING);
  });
});
