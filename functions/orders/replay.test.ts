import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { apiClient } from "../../test/support/api-client.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { bookLine, laptopLine, membershipLine, orderBody, videoLine } from "../../test/support/order-body.ts";
import { arbitraryRespelling, respell } from "../../test/support/respelling.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);
const post = (body: object | string) => call("POST /orders", { body });

beforeAll(() => stack.sql.execute("insert into clients (client_id, created_at) values ('test-shop', now())"));

describe("an order that is sent again", () => {
  test("replays in every spelling of the same content", async () => {
    const body = orderBody({ placedAt: "2026-11-20T14:03:00.120-03:00" });
    expect((await post(body)).status).toBe(202);
    await fc.assert(
      fc.asyncProperty(arbitraryRespelling, async (respelling) => {
        const reply = await post(respell(body, respelling));
        expect([reply.status, reply.headers["idempotent-replayed"]]).toEqual([200, "true"]);
      }),
      { numRuns: 40 },
    );
  });

  const body = orderBody({ lines: [laptopLine, bookLine, membershipLine, videoLine] });
  const [laptop, ...others] = body.lines;
  test.each<[string, Record<string, unknown>]>([
    ["instant", { placedAt: "2026-11-20T14:03:00.001-03:00" }],
    ["locale", { locale: "en" }],
    ["currency", { currency: "USD" }],
    ["metadata", { metadata: { channel: "web" } }],
    ["agent", { agentId: "A-2" }],
    ["lineId", { lines: [{ ...laptop, lineId: "A" }, ...others] }],
    ["order of the lines", { lines: body.lines.toReversed() }],
    ["title", { lines: [{ ...laptop, title: "Laptop " }, ...others] }],
    ["recipient", { shippingAddress: { ...(body.shippingAddress as object), name: "Bia" } }],
    ["payment method", { payment: { ...body.payment, method: "card" } }],
  ])("with another %s is 409", async (_, change) => {
    expect([200, 202]).toContain((await post(body)).status);
    expect((await post({ ...body, ...change })).status).toBe(409);
  });

  test("replays when it was stored before there was a hash of the parsed order, in other spellings too", async () => {
    const old = orderBody();
    expect((await post(old)).status).toBe(202);
    await stack.sql.execute(
      "update orders set parsed_hash = null, parsed_hash_version = null where order_id = $1",
      [old.orderId],
    );
    expect((await post(old)).status).toBe(200);
    expect((await post({ ...old, locale: "pt-BR", metadata: {} })).status).toBe(200);
    expect((await post({ ...old, locale: "en" })).status).toBe(409);
  });

  test("replays when its stored form is of another hash version and the body is the same", async () => {
    const newer = orderBody();
    expect((await post(newer)).status).toBe(202);
    await stack.sql.execute("update orders set parsed_hash_version = 99 where order_id = $1", [
      newer.orderId,
    ]);
    expect((await post(newer)).status).toBe(200);
    expect((await post({ ...newer, locale: "en" })).status).toBe(409);
  });
});
