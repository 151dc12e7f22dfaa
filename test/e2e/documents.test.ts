/** Representations other than JSON, and what needs no API key. */
import { expect } from "vitest";
import { laptopLine, orderBody } from "../support/order-body.ts";
import { e2eTest as test } from "./e2e-test.ts";

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

test("a packing slip is a PDF when the client accepts application/pdf", async ({ api, runId }) => {
  const { tasks } = await api.createAndWait(orderBody({ orderId: `${runId}-SLIP`, lines: [laptopLine] }));
  const number = tasks.find(({ result }) => result?.packingSlip)?.result?.packingSlip;
  const headers = { Accept: "application/pdf" };
  const response = await api.call(`/packing-slips/${number}`, { headers });
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/pdf"]);
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect(new TextDecoder().decode(bytes.subarray(0, 5))).toBe("%PDF-");
});

test("an agent's statement is CSV with a byte order mark when the client accepts text/csv", async ({
  api,
  runId,
}) => {
  const agentId = `A-${runId}`;
  await api.setAgent(agentId, 1);
  const path = `/agents/${agentId}/statements/2026-11`;
  const response = await api.call(path, { key: api.adminApiKey, headers: { Accept: "text/csv" } });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toMatch(/^text\/csv/);
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect([...bytes.subarray(0, 3)]).toEqual(BYTE_ORDER_MARK);
});

test.for(["/health", "/openapi.json", "/docs"])("GET %s needs no API key", async (path, { api }) => {
  expect((await api.call(path, { key: null })).status).toBe(200);
});
