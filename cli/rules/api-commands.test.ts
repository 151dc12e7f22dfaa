import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { directory, file, INVALID, runRules, VALID } from "../../test/support/rules-cli.ts";

describe("with a service", () => {
  let server: Server;
  const requests: { method: string; url: string; type: string | undefined; body: string }[] = [];
  const SAVED = { version: 5, status: "draft", warnings: [] };
  const ISSUE = {
    ruleId: "a",
    pointer: "/rules/0/when",
    line: 3,
    column: 16,
    detail: "no field",
    caret: "x\n^",
  };
  const RESPONSES: Readonly<Record<string, object>> = {
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
      let received = "";
      request.on("data", (chunk) => (received += chunk));
      request.on("end", () => {
        const { method = "", url = "", headers } = request;
        requests.push({ method, url, type: headers["content-type"], body: received });
        const refused = method === "POST" && url === "/rulebooks" && received.includes("typ ==");
        const body = refused
          ? { status: 422, detail: "The rulebook has one issue.", errors: [ISSUE] }
          : url === "/rulebooks" && method === "POST"
            ? SAVED
            : RESPONSES[`${method} ${url}`];
        const unknownKey = headers.authorization !== "Bearer k";
        response.writeHead(unknownKey ? 401 : refused ? 422 : body ? 200 : 404, {
          "content-type": "application/json",
        });
        response.end(JSON.stringify(body ?? { detail: "There is no such rulebook." }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => server.close());

  const env = () => ({
    DESPACHO_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    DESPACHO_API_KEY: "k",
  });

  test("publish saves the text as written, and activates only when requests", async () => {
    requests.length = 0;
    expect(await runRules(["publish", file("good.yaml", VALID)], env())).toMatchObject({ code: 0 });
    expect(requests).toEqual([{ method: "POST", url: "/rulebooks", type: "application/yaml", body: VALID }]);
    expect(await runRules(["publish", file("good.yaml", VALID), "--activate"], env())).toMatchObject({
      code: 0,
      out: expect.stringContaining("version 5 is active"),
    });
    expect(requests.at(-1)).toMatchObject({ url: "/rulebooks/5/activation" });
  });

  test("the stack is found by its local.json", async () => {
    const { DESPACHO_API_URL: apiUrl } = env();
    writeFileSync(join(directory, "local.json"), JSON.stringify({ apiUrl, adminApiKey: "k" }));
    expect(await runRules(["history", "--data-dir", directory])).toMatchObject({
      code: 0,
      out: expect.stringContaining("active"),
    });
  });

  test("issues that the service finds are printed like those of check", async () => {
    const path = file("invalid.yaml", INVALID);
    expect(await runRules(["publish", path], env())).toMatchObject({
      code: 1,
      out: expect.stringContaining(`${path}:3:16 a issue`),
    });
  });

  test("simulate reports that there was nothing to compare", async () => {
    requests.length = 0;
    expect(
      await runRules(["simulate", file("good.yaml", VALID), "--since", "30d", "--limit", "7"], env()),
    ).toMatchObject({
      code: 0,
      out: expect.stringContaining("no recorded orders"),
    });
    expect(JSON.parse(requests.at(-1)!.body)).toEqual({
      since: expect.stringMatching(/^20\d\d-.*Z$/),
      limit: 7,
    });
  });

  test("diff names the rules that changed and shows the lines", async () => {
    expect(await runRules(["diff", "3", "4"], env())).toMatchObject({
      code: 0,
      out: "rules, 3 → 4\n  + b\n  a\n- b\n+ c\n",
    });
    expect(await runRules(["diff", "3", "9"], env())).toMatchObject({
      code: 1,
      err: "There is no such rulebook.\n",
    });
  });

  test("an unknown key is reported", async () => {
    const wrong = { ...env(), DESPACHO_API_KEY: "wrong" };
    expect(await runRules(["history"], wrong)).toMatchObject({
      code: 1,
      err: expect.stringContaining("does not know this API key"),
    });
  });
});
