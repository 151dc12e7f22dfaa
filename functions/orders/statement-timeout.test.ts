/** A statement that waits for a lock until Postgres ends it. */
import { expect, test } from "vitest";
import { CANCELLED_AT, cancelOrder, placeOrder } from "../../test/support/cancellations.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { handler } from "./handler.ts";

const { sql } = await startFunctionStack();
await sql.execute("insert into clients (client_id, created_at) values ('test-shop', now())");

test("a cancellation whose statement times out gets 503 with Retry-After, and works when it is sent again", async () => {
  const orderId = await placeOrder();
  await sql.execute(`create function time_out() returns trigger language plpgsql as $$
    begin raise exception 'canceling statement due to statement timeout' using errcode = '57014'; end $$`);
  await sql.execute(
    "create trigger time_out before insert on cancellations for each row execute function time_out()",
  );
  const body = { cancellationId: "LATE-1", reason: "arrived damaged", at: CANCELLED_AT };
  const request = { params: { orderId }, body };
  const { status, headers } = await apiClient(handler)("POST /orders/{orderId}/cancellations", request);
  expect([status, headers["retry-after"]]).toEqual([503, "1"]);
  await sql.execute("drop trigger time_out on cancellations");
  expect((await cancelOrder(orderId, body)).status).toBe(202);
});
