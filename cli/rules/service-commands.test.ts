import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { exampleLines, exampleOrderOf } from "../../lib/contract/example-order.ts";
import { startRulebookService } from "../../test/support/rulebook-service.ts";
import { directory, file, runRules, VALID } from "../../test/support/rules-cli.ts";

const { env, requests, stop } = await startRulebookService();
afterAll(stop);
beforeEach(() => {
  requests.length = 0;
});

const written = (name: string): string => readFileSync(join(directory, name), "utf8");

test("`rules pull` prints the text of the active version, or writes it to a file with its version", async () => {
  expect(await runRules(["pull"], env)).toMatchObject({ code: 0, out: "# five\nrules: []\n" });
  const { out } = await runRules(["pull", "-o", "five.yaml"], env);
  expect([written("five.yaml"), out]).toEqual([
    "# five\nrules: []\n",
    expect.stringContaining("--based-on 5"),
  ]);
  expect(await runRules(["pull", "3"], env)).toMatchObject({ out: "a\nb\n" });
  expect(await runRules(["pull", "-o", "no/such/folder"], env)).toMatchObject({
    code: 2,
    err: "no/such/folder: cannot be written\n",
  });
});

test("`rules check` asks a service that is named, and saves nothing", async () => {
  const args = [
    "check",
    file("good.yaml", VALID),
    "--url",
    env.DESPACHO_API_URL,
    "--key",
    env.DESPACHO_API_KEY,
  ];
  const { code, out } = await runRules(args);
  expect(code).toBe(1);
  expect(out).toContain("issue no gift");
  expect(out).toContain("warning no field");
  expect(out).toContain("1 expectation not met, 2 examples, 1 warning");
  expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual(["POST /rulebooks/check"]);
  expect(await runRules(["check", file("good.yaml", VALID)], env)).toMatchObject({ code: 0 });
  expect(requests).toHaveLength(1);
});

test("`rules usage` shows how often each rule was applied, and which never was", async () => {
  const { out } = await runRules(["usage", "--since", "30d", "--client", "shop"], env);
  expect(out).toMatch(/slip +1200 +1300 +0 +2026-11-23 12:00 UTC\nold-campaign +0 +0 +0 +never/);
  expect(requests.at(-1)!.url).toMatch(/^\/rulebooks\/5\/usage\?since=20.*&client=shop$/);
});

test("`rules lists` shows lists, their values and versions with the names of the keys", async () => {
  expect((await runRules(["lists"], env)).out).toMatch(
    /vip +customer +2 +3 +2026-11-23 12:00 UTC +shop\/rules office/,
  );
  expect(await runRules(["lists", "show", "vip"], env)).toMatchObject({ out: "C-1\r\nC-2\n" });
  const versions = (await runRules(["lists", "versions", "vip"], env)).out;
  expect(versions).toMatch(/3 +2 +.* shop\/rules office\n2 +deleted +.* shop\/k-2/);
});

test("`rules lists put` sends a file as it is, and `rules lists delete` deletes", async () => {
  const csv = file("vip.csv", "C-1\nC-2\n");
  const { out } = await runRules(["lists", "put", "vip", csv, "--kind", "customer"], env);
  expect(out).toContain("vip has 2 values as version 4");
  expect(requests).toEqual([
    { method: "PUT", url: "/lists/vip?kind=customer", type: "text/csv", body: "C-1\nC-2\n" },
  ]);
  expect(await runRules(["lists", "delete", "vip"], env)).toMatchObject({ code: 0, out: "vip is deleted\n" });
  expect(await runRules(["lists", "delete", "other"], env)).toMatchObject({ code: 1 });
});

test("`rules simulate --csv` writes every part of a simulation to one file", async () => {
  const args = [
    "simulate",
    file("good.yaml", VALID),
    "--since",
    "30d",
    "--list",
    "vip=3",
    "--csv",
    "out.csv",
  ];
  expect(await runRules(args, env)).toMatchObject({ code: 0, out: "out.csv: 2 differences\n" });
  expect(written("out.csv").match(/^(orderId|WEB-\d)/gm)).toEqual(["orderId", "WEB-2", "WEB-1"]);
  const queries = requests.map(({ url }) => Object.fromEntries(new URL(url, "http://x").searchParams));
  expect(queries).toMatchObject([
    { lists: "vip:3", format: "csv" },
    { lists: "vip:3", format: "csv", cursor: "part-2" },
  ]);
});

test("`rules simulate` takes a saved version, with its options in the body", async () => {
  await runRules(["simulate", "4", "--limit", "5", "--list", "vip=3", "--csv", "-"], env);
  expect(requests[0]).toMatchObject({ url: "/rulebooks/4/simulation?format=csv" });
  expect(JSON.parse(requests[0]!.body)).toEqual({ limit: 5, lists: { vip: 3 } });
});

test("`rules explain --order` prints a recorded order as the service explains it", async () => {
  const { out } = await runRules(["explain", "--order", "WEB-1"], env);
  expect(out).toContain("Order WEB-1 under version 5: attention");
  expect(out).toContain(
    "commission A-1, line 1 — rejected: agent A-1 has no commission rate\n    commission, line 1: !(",
  );
  expect(out).toContain('slip, line 1: line.type == "book" (was "video")');
  expect(out).toMatch(
    /Cancellation X-1 at .*: 1 of line 1 — damaged\n {2}\+ packing_slip returns, line 1 — done\n {4}back: .*\n {2}\+ commission A-1, line 1, takes back commission A-1 — done\n/,
  );
});

test("`rules explain` takes an order as GET /orders/{orderId} responds", async () => {
  const { lines, ...order } = exampleOrderOf([exampleLines.book]);
  const free = {
    lineId: "gift-1",
    type: "video",
    sku: "V",
    title: "V",
    quantity: 1,
    unitPrice: 0,
    free: true,
  };
  const response = {
    ...order,
    orderId: "WEB-9",
    status: "completed",
    receivedAt: "2026-11-23T12:00:00.000Z",
    rulebookVersion: 1,
    total: 6000,
    tasks: [],
    whyNot: [],
    timeline: [],
    links: { self: "/orders/WEB-9" },
    lines: [
      ...(lines as readonly object[]).map((line) => ({
        lineId: "1",
        ...line,
        discount: 0,
        total: 6000,
        free: false,
      })),
      { ...free, discount: 0, total: 0, reason: "r", ruleId: "g", causedBy: "1" },
    ],
  };
  const { code, out } = await runRules([
    "explain",
    file("good.yaml", VALID),
    file("response.json", JSON.stringify(response)),
  ]);
  expect([code, out]).toEqual([0, expect.stringContaining("packing slip for shipping, line 1\n")]);
});

test("`rules history` shows who saved and who activated which version", async () => {
  const { out } = await runRules(["history"], env);
  expect(out).toMatch(/5 +active +.* shop\/rules office/);
  expect(out).toMatch(/Activations\n.*\n12 +6 +scheduled/);
});

test("`rules approve` sends the note and says how many approvals the version has", async () => {
  const { code, out } = await runRules(["approve", "4", "--note", "tried"], env);
  expect([code, out]).toEqual([0, expect.stringContaining("version 4 has 1 of 1 approvals")]);
  expect(requests).toMatchObject([
    { method: "POST", url: "/rulebooks/4/approval", body: '{"note":"tried"}' },
  ]);
});

test("--url and --key name a service, and the key of a local stack is never sent elsewhere", async () => {
  const { DESPACHO_API_URL: url, DESPACHO_API_KEY: key } = env;
  expect(await runRules(["history", "--url", url, "--key", key])).toMatchObject({ code: 0 });
  file("local.json", JSON.stringify({ apiUrl: "http://127.0.0.1:9", adminApiKey: key }));
  requests.length = 0;
  expect(await runRules(["history", "--url", url, "--data-dir", directory])).toMatchObject({
    code: 3,
    err: expect.stringContaining("no API key"),
  });
  expect(requests).toEqual([]);
}, 60_000);
