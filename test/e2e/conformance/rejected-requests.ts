/** What cannot be done is refused by the contract's words, never by a fault. */
import assert from "node:assert/strict";
import { laptopOrder } from "./sample-orders.ts";
import type { ConformanceCheck } from "./check.ts";
import type { TestClient } from "./test-client.ts";

const MIB = 1 << 20;

const NO_KEYS = [null, "dsp_unknown"];

/** By name, because an emulator may have no gateway responses. */
export const GATEWAY_PROBLEMS_CHECK = "what the gateway refuses by itself is told as a problem, too";

const refused = async (answer: Promise<Response>, status: number, what: string): Promise<Response> => {
  const given = await answer;
  assert.equal(given.status, status, `${what} is answered ${given.status}`);
  assert.match(given.headers.get("content-type") ?? "", /application\/problem\+json/, what);
  assert.match(given.headers.get("x-request-id") ?? "", /./, `${what}: X-Request-Id`);
  return given;
};

const BODIES: readonly (readonly [what: string, body: string | Uint8Array, status: number])[] = [
  ["an empty body", "", 400],
  ["half a body", "{", 400],
  ["a body that is not UTF-8", new Uint8Array([0x22, 0xff, 0x22]), 400],
  ["null", "null", 422],
  ["0", "0", 422],
  ["false", "false", 422],
  ["a list", "[]", 422],
  ["a body over 1 MiB", `"${"x".repeat(MIB)}"`, 413],
];

const pointersOf = async (client: TestClient): Promise<string[]> => {
  const body = { ...laptopOrder(`${client.runId}-WRONG`), currency: "R$", colour: "blue" };
  const problem = await (await refused(client.post(body), 422, "a wrong order")).json();
  return (problem as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer);
};

export const rejectedRequests: readonly ConformanceCheck[] = [
  [
    "every malformed body is refused as what it is",
    async (client) => {
      for (const [what, body, status] of BODIES) await refused(client.post(body), status, what);
      for (const type of ["text/plain", "", "garbage", "application/json, text/plain"])
        await refused(client.post("{}", { "Content-Type": type }), 415, `the type "${type}"`);
    },
  ],
  [
    "an instant that cannot be kept, and an id that no path can name, are told as faults",
    async (client) => {
      const order = laptopOrder(`${client.runId}-FAR`);
      const far = "2026-11-20T14:03:00+16:00";
      await refused(client.post({ ...order, placedAt: far }), 422, `placedAt ${far}`);
      await refused(client.post({ ...order, orderId: ".." }), 422, "the order ..");
      await refused(client.call(`/orders?since=${encodeURIComponent(far)}`), 422, `since ${far}`);
    },
  ],
  [
    "every fault of an order is named with its place",
    async (client) => assert.deepEqual((await pointersOf(client)).sort(), ["/colour", "/currency"]),
  ],
  [
    "a request without a key, with an unknown one, or with one that may not, is refused",
    async (client) => {
      const statuses = [];
      for (const key of NO_KEYS) statuses.push((await client.call("/orders", { key })).status);
      assert.deepEqual(statuses, [401, 401]);
      const put = { method: "PUT", body: {} };
      await refused(client.call("/agents/A-1", put), 403, "a key without the scope");
    },
  ],
  [
    GATEWAY_PROBLEMS_CHECK,
    async (client) => {
      for (const key of NO_KEYS) await refused(client.call("/orders", { key }), 401, `the key ${key}`);
    },
  ],
  [
    "another method is 405 with Allow, and what is not there 404",
    async (client) => {
      const wrong = await refused(client.call("/orders", { method: "DELETE" }), 405, "DELETE /orders");
      assert.match(wrong.headers.get("allow") ?? "", /POST/);
      await refused(client.call("/nothing/here"), 404, "an unknown path");
      await refused(client.call(`/orders/${client.runId}-NEVER`), 404, "an unknown order");
    },
  ],
];
