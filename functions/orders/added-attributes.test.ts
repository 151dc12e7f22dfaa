/** Attributes that a rulebook adds to a built-in type, over HTTP: accepted, kept, shown, and read by rules. */
import { expect, test } from "vitest";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { bookLine, orderBody } from "../../test/support/order-body.ts";
import { activateVersion, saveVersion, simulateVersion } from "../../test/support/rulebook-api.ts";
import { handler as decisions } from "../decisions/handler.ts";
import { handler as orders } from "./handler.ts";

const stack = await startFunctionStack();
await stack.sql.execute("insert into clients (client_id, created_at) values ('test-shop', now())");

const RULEBOOK = `productTypes:
  book: { attributes: { publisher: string?, printed: date? } }
rules:
  - id: royalties-x
    when: line.type == "book" && has(line.publisher) && line.publisher == "X"
    then: [packingSlip: { destination: royalties }]
  - id: old-books
    when: has(line.printed) && line.printed < "2000-01-01"
    then: [packingSlip: { destination: shipping }]
examples:
  - name: A book of X
    order: { lines: [{ type: book, publisher: X }] }
    expect: { packingSlips: [royalties] }
`;

const customer = { customerId: "C-1", name: "Ana", email: "ana@example.com" };
const body = (fields: object, orderId: string) =>
  orderBody({ orderId, customer, lines: [{ ...bookLine, ...fields }], agentId: undefined });
const post = (fields: object, orderId: string) =>
  apiClient(orders)("POST /orders", { body: body(fields, orderId) });

test("a field of a book is unknown until a rulebook declares it, and then accepted, kept and decided on", async () => {
  const unknown = await post({ publisher: "X" }, "ATTR-1");
  expect([unknown.status, unknown.json.errors[0].pointer]).toEqual([422, "/lines/0/publisher"]);

  const version = await saveVersion(RULEBOOK);
  const dryRun = await apiClient(decisions)("POST /decisions", {
    body: body({ publisher: "X" }, "ATTR-1"),
    query: { rulebook: version },
  });
  expect([dryRun.status, dryRun.json.tasks]).toMatchObject([200, [{ destination: "royalties" }]]);

  await activateVersion(version);
  clearRulesCache();
  const accepted = await post({ publisher: "X", printed: "1999-12-31" }, "ATTR-1");
  expect(accepted.status).toBe(202);
  expect(accepted.json.tasks.map(({ destination }: { destination: string }) => destination)).toEqual([
    "shipping",
    "royalties",
  ]);
  expect(accepted.json.tasks[1].because[0].explanation).toContain('line.publisher == "X" (was "X")');
  const { json } = await apiClient(orders)("GET /orders/{orderId}", { params: { orderId: "ATTR-1" } });
  expect(json.lines[0]).toMatchObject({ publisher: "X", printed: "1999-12-31" });
  expect(json.lines[0]).not.toHaveProperty("attributes");

  const replayed = await post({ printed: "1999-12-31", publisher: "X" }, "ATTR-1");
  expect([replayed.status, replayed.headers["idempotent-replayed"]]).toEqual([200, "true"]);
  expect((await post({ publisher: "Y", printed: "1999-12-31" }, "ATTR-1")).status).toBe(409);

  expect((await post({ publisher: 7 }, "ATTR-2")).json.errors).toEqual([
    { pointer: "/lines/0/publisher", detail: "must be text" },
  ]);
  expect((await post({ printed: "1999-02-29" }, "ATTR-2")).json.errors).toEqual([
    { pointer: "/lines/0/printed", detail: "must be a date such as 2026-12-24" },
  ]);
  expect((await post({ publsher: "X" }, "ATTR-2")).json.errors[0].detail).toContain(
    "did you mean publisher?",
  );
  expect((await post({}, "ATTR-3")).status).toBe(202);

  const draft = await saveVersion(RULEBOOK.replace('== "X"', '!= "X"'));
  const simulated = await simulateVersion(draft, {});
  expect(JSON.stringify(simulated.json)).toContain("ATTR-1");
}, 60_000);
