/** Slips and statements as people open them. */
import assert from "node:assert/strict";
import { laptopOrder } from "./sample-orders.ts";
import type { ConformanceCheck } from "./check.ts";

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

export const documents: readonly ConformanceCheck[] = [
  [
    "a packing slip is a PDF for who asks for one",
    async (client) => {
      const { tasks } = await client.postAndWait(laptopOrder(`${client.runId}-SLIP`));
      const number = tasks.find(({ result }) => result?.packingSlip)?.result?.packingSlip;
      const headers = { Accept: "application/pdf" };
      const slip = await client.call(`/packing-slips/${number}`, { headers });
      assert.deepEqual([slip.status, slip.headers.get("content-type")], [200, "application/pdf"]);
      const bytes = new Uint8Array(await slip.arrayBuffer());
      assert.equal(new TextDecoder().decode(bytes.subarray(0, 5)), "%PDF-");
    },
  ],
  [
    "a statement is a spreadsheet for who asks for one",
    async (client) => {
      const path = `/agents/A-${client.runId}/statements/2026-11`;
      const { adminApiKey: key } = client.target;
      await client.call(`/agents/A-${client.runId}`, {
        method: "PUT",
        key,
        body: { name: "A", commissionRateBps: 1 },
      });
      const sheet = await client.call(path, { key, headers: { Accept: "text/csv" } });
      assert.equal(sheet.status, 200);
      assert.match(sheet.headers.get("content-type") ?? "", /^text\/csv/);
      const bytes = new Uint8Array(await sheet.arrayBuffer());
      assert.deepEqual([...bytes.subarray(0, 3)], BYTE_ORDER_MARK);
    },
  ],
  [
    "the API tells of itself and of its health without a key",
    async (client) => {
      for (const path of ["/health", "/openapi.json", "/docs"])
        assert.equal((await client.call(path, { key: null })).status, 200, path);
    },
  ],
];
