import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseCommand, parseSince, UsageError } from "./arguments.ts";
import { lineDiff } from "./line-diff.ts";
import { textStyleFor } from "./text-style.ts";

const NOW = new Date("2026-11-23T12:00:00Z");
const RULES = fileURLToPath(new URL("../rules.ts", import.meta.url));
const DEFAULT = fileURLToPath(new URL("../../rules/default.yaml", import.meta.url));

const directory = mkdtempSync(join(tmpdir(), "rules-"));
const file = (name: string, text: string): string => {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
};

const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    const child = spawn(process.execPath, [RULES, ...args], {
      env: { PATH: process.env.PATH, ...env },
      cwd: directory,
    });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (err += chunk));
    child.on("close", (code) => resolve({ code, out, err }));
  });

const FAULTY = 'rules:\n  - id: a\n    when: line.typ == "book"\n    then: [commission]\n';
const GOOD =
  'rules:\n  - id: a\n    when: line.type == "book"\n    then: [{ packingSlip: { destination: shipping } }]\n';

const ORDER = {
  orderId: "WEB-1",
  placedAt: "2026-11-20T14:03:00-03:00",
  currency: "BRL",
  customer: { customerId: "C-77", name: "Carlos Silva", email: "carlos@example.com" },
  shippingAddress: { line1: "Rua A", city: "São Paulo", state: "SP", postalCode: "01010-000", country: "BR" },
  payment: { method: "pix", paidAt: "2026-11-20T14:03:10-03:00", amount: 3000 },
  lines: [
    {
      type: "book",
      sku: "B",
      title: "B",
      quantity: 1,
      unitPrice: 3000,
      isbn: "1",
      authors: ["A"],
      royaltyRateBps: 600,
    },
  ],
};

describe("the command line", () => {
  test("durations and moments are understood", () => {
    expect(parseSince("30d", NOW)).toBe("2026-10-24T12:00:00.000Z");
    expect(parseSince("12h", NOW)).toBe("2026-11-23T00:00:00.000Z");
    expect(parseSince("2026-11-01T00:00:00-03:00", NOW)).toBe("2026-11-01T00:00:00-03:00");
  });

  test.each([
    [["publish"], "takes FILE"],
    [["check", "a", "b"], "takes FILE"],
    [["frobnicate"], 'no command "frobnicate"'],
    [["check", "a", "--activate"], "takes no --activate"],
    [["check", "a", "--colour"], "--colour"],
    [["simulate", "a", "--since", "yesterday"], "--since must be"],
    [["simulate", "a", "--since", "2026-11-01"], "--since must be"],
    [["diff", "3", "x"], "whole number"],
  ])("%j is refused", (args, message) => {
    expect(() => parseCommand(args, NOW)).toThrow(UsageError);
    expect(() => parseCommand(args, NOW)).toThrow(message);
  });

  test("colour is for terminals, and not for those who set NO_COLOR", () => {
    expect(textStyleFor(true, {}).red("x")).not.toBe("x");
    expect(textStyleFor(true, { NO_COLOR: "1" }).red("x")).toBe("x");
    expect(textStyleFor(false, {}).red("x")).toBe("x");
  });

  test("a difference shows what changed and a little around it", () => {
    expect(lineDiff("a\nb\nc\nd\ne\nf", "a\nb\nX\nd\ne\nf")).toEqual([
      "  a",
      "  b",
      "- c",
      "+ X",
      "  d",
      "  e",
      "…",
    ]);
    expect(lineDiff("a", "a")).toEqual([]);
  });
});

describe("without a service", () => {
  test("check finds the starting rulebook good", async () => {
    const { code, out } = await run(["check", DEFAULT]);
    expect([code, out]).toEqual([0, expect.stringContaining("good, 8 rules")]);
  });

  test("check tells a fault with its place and a caret, and exits with 1", async () => {
    const path = file("faulty.yaml", FAULTY);
    const { code, out } = await run(["check", path]);
    expect(code).toBe(1);
    expect(out).toContain(`${path}:3:16 a fault no field \`typ\` on line; did you mean \`type\`?`);
    expect(out).toContain('      when: line.typ == "book"\n                 ^^^');
  });

  test("check exits with 1 when an example does not come out", async () => {
    const example =
      "examples:\n  - { name: none, order: { lines: [{ type: book }] }, expect: { packingSlips: [] } }\n";
    const { code, out } = await run(["check", file("example.yaml", GOOD + example)]);
    expect([code, out]).toEqual([1, expect.stringContaining("example “none”")]);
  });

  test("explain says what would happen and why, and why not more", async () => {
    const { code, out } = await run([
      "explain",
      file("good.yaml", GOOD),
      file("order.json", JSON.stringify(ORDER)),
    ]);
    expect(code).toBe(0);
    expect(out).toContain(
      'packing slip for shipping, line 1\n    a, line 1: line.type == "book" (was "book")',
    );
    expect(out).toContain("And why not more");
  });

  test("explain tells what is wrong with the order", async () => {
    const order = file(
      "bad-order.json",
      JSON.stringify({ ...ORDER, payment: { ...ORDER.payment, amount: 1 } }),
    );
    const { code, out } = await run(["explain", file("good.yaml", GOOD), order]);
    expect([code, out]).toEqual([1, expect.stringContaining("/payment/amount")]);
  });

  test("schema prints the JSON Schema of rulebooks", async () => {
    const { code, out } = await run(["schema"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      required: ["rules"],
    });
  });

  test("a missing file and a wrong command exit with 2", async () => {
    expect(await run(["check", "nowhere.yaml"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("no such file"),
    });
    expect(await run(["chekc"])).toMatchObject({ code: 2, err: expect.stringContaining("Usage") });
  });

  test("what needs a service exits with 3 and says how to get one", async () => {
    expect(await run(["history"])).toMatchObject({ code: 3, err: expect.stringContaining("npm start") });
    const nobody = { DESPACHO_API_URL: "http://127.0.0.1:9", DESPACHO_API_KEY: "k" };
    expect(await run(["history"], nobody)).toMatchObject({
      code: 3,
      err: expect.stringContaining("no answer"),
    });
  });
});

describe("with a service", () => {
  let server: Server;
  const asked: { method: string; url: string; type: string | undefined; body: string }[] = [];
  const SAVED = { version: 5, status: "draft", warnings: [] };
  const FAULT = {
    ruleId: "a",
    pointer: "/rules/0/when",
    line: 3,
    column: 16,
    detail: "no field",
    caret: "x\n^",
  };
  const ANSWERS: Readonly<Record<string, object>> = {
    "POST /rulebooks/5/activation": { version: 5, status: "active" },
    "POST /rulebooks/5/simulation": {
      rulebookVersion: 5,
      against: 1,
      ordersReplayed: 0,
      ordersDiffering: 0,
      rules: [],
      tasks: {},
      commission: { before: 0, after: 0, currency: "BRL" },
      examples: [],
      note: "no recorded orders in this period: nothing was compared",
    },
    "GET /rulebooks": {
      rulebooks: [
        {
          version: 5,
          status: "active",
          createdAt: "2026-11-23T12:00:00Z",
          createdBy: "x",
          activatedAt: null,
        },
      ],
    },
    "GET /rulebooks/3": { source: "a\nb", rules: [{ id: "a" }] },
    "GET /rulebooks/4": { source: "a\nc", rules: [{ id: "a" }, { id: "b" }] },
  };

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        const { method = "", url = "", headers } = request;
        asked.push({ method, url, type: headers["content-type"], body });
        const refused = method === "POST" && url === "/rulebooks" && body.includes("typ ==");
        const answer = refused
          ? { status: 422, detail: "The rulebook has one fault.", errors: [FAULT] }
          : url === "/rulebooks" && method === "POST"
            ? SAVED
            : ANSWERS[`${method} ${url}`];
        const unknownKey = headers.authorization !== "Bearer k";
        response.writeHead(unknownKey ? 401 : refused ? 422 : answer ? 200 : 404, {
          "content-type": "application/json",
        });
        response.end(JSON.stringify(answer ?? { detail: "There is no such rulebook." }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => server.close());

  const env = () => ({
    DESPACHO_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    DESPACHO_API_KEY: "k",
  });

  test("publish saves the text as written, and activates only when asked", async () => {
    asked.length = 0;
    expect(await run(["publish", file("good.yaml", GOOD)], env())).toMatchObject({ code: 0 });
    expect(asked).toEqual([{ method: "POST", url: "/rulebooks", type: "application/yaml", body: GOOD }]);
    expect(await run(["publish", file("good.yaml", GOOD), "--activate"], env())).toMatchObject({
      code: 0,
      out: expect.stringContaining("version 5 is active"),
    });
    expect(asked.at(-1)).toMatchObject({ url: "/rulebooks/5/activation" });
  });

  test("the stack is found by its local.json too", async () => {
    const { DESPACHO_API_URL: apiUrl } = env();
    writeFileSync(join(directory, "local.json"), JSON.stringify({ apiUrl, adminApiKey: "k" }));
    expect(await run(["history", "--data-dir", directory])).toMatchObject({
      code: 0,
      out: expect.stringContaining("active"),
    });
  });

  test("faults that the service finds are shown like those of check", async () => {
    const path = file("faulty.yaml", FAULTY);
    expect(await run(["publish", path], env())).toMatchObject({
      code: 1,
      out: expect.stringContaining(`${path}:3:16 a fault`),
    });
  });

  test("simulate says so when there was nothing to compare", async () => {
    asked.length = 0;
    expect(
      await run(["simulate", file("good.yaml", GOOD), "--since", "30d", "--limit", "7"], env()),
    ).toMatchObject({
      code: 0,
      out: expect.stringContaining("no recorded orders"),
    });
    expect(JSON.parse(asked.at(-1)!.body)).toEqual({
      since: expect.stringMatching(/^20\d\d-.*Z$/),
      limit: 7,
    });
  });

  test("diff names the rules that changed and shows the lines", async () => {
    expect(await run(["diff", "3", "4"], env())).toMatchObject({
      code: 0,
      out: "rules, 3 → 4\n  + b\n  a\n- b\n+ c\n",
    });
    expect(await run(["diff", "3", "9"], env())).toMatchObject({
      code: 1,
      err: "There is no such rulebook.\n",
    });
  });

  test("a key that is not known is said to be so", async () => {
    const wrong = { ...env(), DESPACHO_API_KEY: "wrong" };
    expect(await run(["history"], wrong)).toMatchObject({
      code: 1,
      err: expect.stringContaining("does not know this API key"),
    });
  });
});
