import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { exampleLines, exampleOrderOf } from "../../lib/contract/example-order.ts";
import { file, INVALID, runRules, VALID } from "../../test/support/rules-cli.ts";

const DEFAULT = fileURLToPath(new URL("../../rules/default.yaml", import.meta.url));

const ORDER = { ...exampleOrderOf([exampleLines.book]), orderId: "WEB-1" };

test("`rules check` reports the starting rulebook as good", async () => {
  const { code, out } = await runRules(["check", DEFAULT]);
  expect([code, out]).toEqual([0, expect.stringContaining("good, 8 rules")]);
});

test("`rules check` prints an issue with its position and a caret, and exits with 1", async () => {
  const path = file("invalid.yaml", INVALID);
  const { code, out } = await runRules(["check", path]);
  expect(code).toBe(1);
  expect(out).toContain(`${path}:3:16 a issue no field \`typ\` on line; did you mean \`type\`?`);
  expect(out).toContain('      when: line.typ == "book"\n                 ^^^');
});

test("`rules check` exits with 1 when an example fails", async () => {
  const example =
    "examples:\n  - { name: none, order: { lines: [{ type: book }] }, expect: { packingSlips: [] } }\n";
  const { code, out } = await runRules(["check", file("example.yaml", VALID + example)]);
  expect([code, out]).toEqual([1, expect.stringContaining("example “none”")]);
});

test("`rules explain` prints effects with reasons, and why not more", async () => {
  const { code, out } = await runRules([
    "explain",
    file("good.yaml", VALID),
    file("order.json", JSON.stringify(ORDER)),
  ]);
  expect(code).toBe(0);
  expect(out).toContain('packing slip for shipping, line 1\n    a, line 1: line.type == "book" (was "book")');
  expect(out).toContain("And why not more");
});

test("`rules explain` prints which tasks would be rejected, and why", async () => {
  const { shippingAddress: _, ...order } = exampleOrderOf([exampleLines.membership]);
  const { code, out } = await runRules([
    "explain",
    file("slips.yaml", VALID.replace('line.type == "book"', '"true"')),
    file("unaddressed.json", JSON.stringify({ ...order, orderId: "WEB-1" })),
  ]);
  expect([code, out]).toEqual([0, expect.stringContaining("would be rejected: no-shipping-address")]);
});

test("`rules explain` prints the issues of an invalid order and exits with 1", async () => {
  const order = file(
    "bad-order.json",
    JSON.stringify({ ...ORDER, payment: { ...ORDER.payment, amount: 1 } }),
  );
  const { code, out } = await runRules(["explain", file("good.yaml", VALID), order]);
  expect([code, out]).toEqual([1, expect.stringContaining("/payment/amount")]);
});

test("`rules schema` prints the JSON Schema of rulebooks", async () => {
  const { code, out } = await runRules(["schema"]);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    properties: { rules: { type: "array" }, tables: { type: "array" } },
  });
});

test("`rules` exits with 2 for a missing file and for an unknown command", async () => {
  expect(await runRules(["check", "nowhere.yaml"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("no such file"),
  });
  expect(await runRules(["chekc"])).toMatchObject({ code: 2, err: expect.stringContaining("Usage") });
});

test("`rules history` exits with 3 when no service responds, and says how to start one", async () => {
  expect(await runRules(["history"])).toMatchObject({ code: 3, err: expect.stringContaining("npm start") });
  const noService = { DESPACHO_API_URL: "http://127.0.0.1:9", DESPACHO_API_KEY: "k" };
  expect(await runRules(["history"], noService)).toMatchObject({
    code: 3,
    err: expect.stringContaining("no response"),
  });
});
