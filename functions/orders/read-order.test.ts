import { beforeAll, describe, expect, test } from "vitest";
import { apiClient } from "../../test/support/api-client.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { bookLine, orderBody, videoLine } from "../../test/support/order-body.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);
const post = (body: object) => call("POST /orders", { body });
const read = (orderId: string, more = {}) => call("GET /orders/{orderId}", { params: { orderId }, ...more });

beforeAll(() =>
  stack.sql.execute(
    "insert into clients (client_id, created_at) values ('test-shop', now()), ('other-shop', now())",
  ),
);

describe("GET /orders/{orderId}", () => {
  test("shows lines, free items, reasons, whyNot and timeline", async () => {
    const lines = [{ ...videoLine, delivery: "disc" }, bookLine];
    const body = orderBody({ lines, metadata: { channel: "web" } });
    await post(body);
    const { status, json } = await read(body.orderId as string);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      customer: body.customer,
      payment: body.payment,
      metadata: { channel: "web" },
    });
    expect(json.lines[2]).toMatchObject({
      sku: "VIDEO-FIRST-AID",
      free: true,
      total: 0,
      delivery: "disc",
      reason: "Decisão judicial de 1997",
      causedBy: "1",
    });
    expect(json.timeline[0]).toMatchObject({ event: "received", at: json.receivedAt });
    expect(json.timeline.slice(1).map((entry: { event: string }) => entry.event)).toContain("queued");
    expect(json.whyNot).toContainEqual(
      expect.objectContaining({ ruleId: "membership-activation", lineId: "1" }),
    );
    expect(json.tasks[0]).toMatchObject({ attempts: 0, status: "queued" });
  });

  test("explains tasks, and rules without effect, by clauses with the values that the order had", async () => {
    const body = orderBody({ lines: [{ ...videoLine, delivery: "disc" }, bookLine] });
    await post(body);
    const { json } = await read(body.orderId as string);
    type Explained = { ruleId: string; lineId?: string };
    const clausesOf = (explained: Explained[], ruleId: string, lineId: string) =>
      (
        explained.find((one) => one.ruleId === ruleId && one.lineId === lineId) as never as {
          clauses: object[];
        }
      ).clauses;
    const because = json.tasks.flatMap((task: { because: Explained[] }) => task.because);
    expect(clausesOf(because, "royalty-copy", "2")).toEqual([
      { path: "line.type", op: "==", values: ["book"], was: "book" },
    ]);
    expect(clausesOf(json.whyNot, "membership-activation", "1")).toEqual([
      { path: "line.type", op: "==", values: ["membership"], was: "video" },
    ]);
  });

  test("responds 404 to another client", async () => {
    const body = orderBody();
    await post(body);
    expect((await read(body.orderId as string, { client: "other-shop" })).status).toBe(404);
  });

  test.each([["UNKNOWN"], ["a b"], ["a\u0000"], ["x".repeat(65)]])(
    "responds 404 to the unknown or malformed id %j",
    async (orderId) => {
      expect((await read(orderId)).status).toBe(404);
    },
  );
});
