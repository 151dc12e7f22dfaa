import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import {
  activateVersion,
  callRulebooks,
  readVersion,
  SLIP_RULES,
  saveVersion,
  saveYaml,
  simulateVersion,
} from "../../test/support/rulebook-api.ts";

await startFunctionStack();
beforeEach(clearRulesCache);

const DEFAULT = readFileSync(new URL("../../rules/default.yaml", import.meta.url), "utf8");
const [, SLIP = ""] = SLIP_RULES.split("rules:\n");
const INVALID_RULES = SLIP_RULES.replace('"physical"', '"physcal"') + SLIP.replace("shipping", "mars");

describe("POST /rulebooks", () => {
  test("stores a draft from YAML or JSON, with the text as sent", async () => {
    const text = `# a comment\n${SLIP_RULES}`;
    const yaml = await saveYaml(text);
    expect([yaml.status, yaml.json]).toEqual([
      201,
      { version: expect.any(Number), status: "draft", warnings: [] },
    ]);
    expect(yaml.headers.location).toBe(`/rulebooks/${yaml.json.version}`);
    const json = await callRulebooks("POST /rulebooks", {
      body: `{"rules":[{"id":"slip","when":"line.type == \\"physical\\"","then":[{"packingSlip":{"destination":"shipping"}}]}]}`,
    });
    expect(json.status).toBe(201);
    const stored = (await readVersion(String(yaml.json.version))).json;
    expect(stored).toMatchObject({
      format: "yaml",
      source: text,
      status: "draft",
      activatedAt: null,
      createdBy: "test-shop/key-1",
    });
    expect(stored.rules).toMatchObject([{ id: "slip", when: 'line.type == "physical"', except: [] }]);
    expect((await readVersion(String(json.json.version))).json).toMatchObject({
      format: "json",
      rules: stored.rules,
    });
  });

  test("responds 422 with the rule, line, column and caret of every issue", async () => {
    const reply = await saveYaml(INVALID_RULES);
    expect([reply.status, reply.headers["content-type"]]).toEqual([422, "application/problem+json"]);
    expect(reply.json.errors.length).toBeGreaterThan(1);
    expect(reply.json.errors[0]).toMatchObject({
      ruleId: "slip",
      pointer: "/rules/0/when",
      line: 3,
      column: expect.any(Number),
      detail: expect.stringContaining("physical"),
      caret: expect.stringContaining("^"),
    });
  });

  test.each([
    ["an empty body", 400, ""],
    ["a scalar", 422, "hello"],
    ["a YAML escape of NUL", 422, SLIP_RULES.replace("id: slip", 'id: slip\n    description: "a\\0b"')],
    ["NUL", 400, "rules: \u0000"],
  ])("rejects %s with %i", async (_, status, text) => {
    expect((await saveYaml(text)).status).toBe(status);
  });

  test("needs the scope rules:write", async () => {
    const scopes = ["rules:read"] as const;
    expect((await callRulebooks("POST /rulebooks", { body: {}, scopes })).status).toBe(403);
    expect((await readVersion("1", { scopes })).status).toBe(200);
  });
});

describe("POST /rulebooks?basedOn=", () => {
  const save = (query: Record<string, string>, body = SLIP_RULES) =>
    callRulebooks("POST /rulebooks", { query, body, headers: { "Content-Type": "application/yaml" } });

  test("stores the version that the draft is based on, and the note", async () => {
    const { status, json } = await save({ basedOn: "1", note: "São Paulo leaves" });
    expect(status).toBe(201);
    const about = { basedOn: 1, note: "São Paulo leaves" };
    expect((await readVersion(String(json.version))).json).toMatchObject(about);
    expect((await callRulebooks("GET /rulebooks")).json.rulebooks[0]).toMatchObject(about);
  });

  test("responds 409 with the rules that differ when another version is active, and saves nothing", async () => {
    const versions = async () => (await callRulebooks("GET /rulebooks")).json.rulebooks.length;
    const other = await saveVersion(`${SLIP_RULES}${SLIP.replace("id: slip", "id: second")}plans: [gold]\n`);
    const draft = await saveVersion(SLIP_RULES.replace("physical", "book"));
    const before = await versions();
    await activateVersion(other);
    const reply = await save({ basedOn: draft });
    expect([reply.status, reply.json.errors]).toEqual([
      409,
      [
        { ruleId: "slip", change: "changed", detail: "rule slip was changed" },
        { ruleId: "second", change: "added", detail: "rule second was added" },
        { change: "changed", detail: "the plans were changed" },
      ].map((difference) => ({ parameter: "basedOn", ...difference })),
    ]);
    expect(await versions()).toBe(before);
    await activateVersion("1");
    expect((await save({ basedOn: "1" })).status).toBe(201);
  });

  test.each([
    [{ basedOn: "99999" }],
    [{ basedOn: "active" }],
    [{ note: "" }],
    [{ note: "x".repeat(501) }],
    [{ note: "a\u0000b" }],
    [{ base: "1" }],
  ])("responds 422 to %j", async (query) => {
    const reply = await save(query as unknown as Record<string, string>);
    expect([reply.status, reply.json.errors[0].parameter]).toEqual([422, Object.keys(query)[0]]);
  });
});

describe("GET /rulebooks", () => {
  test("reads the active version", async () => {
    const reply = await callRulebooks("GET /rulebooks/active");
    expect(reply.json).toMatchObject({
      version: 1,
      status: "active",
      activatedAt: expect.any(String),
      source: DEFAULT,
    });
    expect(reply.json.rules).toHaveLength((await readVersion("1")).json.rules.length);
  });

  test("lists every version, newest first", async () => {
    const version = await saveVersion(SLIP_RULES);
    const { rulebooks } = (await callRulebooks("GET /rulebooks")).json;
    expect(rulebooks[0]).toMatchObject({ version: Number(version), status: "draft", rules: 1 });
    expect(rulebooks.at(-1)).toMatchObject({ version: 1, status: "active" });
  });

  test.each(["0", "-1", "1.5", "99999", "99999999999999999999", "latest", "\u0000"])(
    "responds 404 to the version %j",
    async (version) => {
      expect((await readVersion(version)).status).toBe(404);
      expect((await activateVersion(version)).status).toBe(404);
      expect((await simulateVersion(version)).status).toBe(404);
    },
  );

  test.each([["activation"], ["simulation"]])(
    "of a version that does not exist: its %s is 404 whatever fields the body has, and 400 when the body is not JSON",
    async (resource) => {
      const call = (body: string) =>
        callRulebooks(`POST /rulebooks/{version}/${resource}`, { params: { version: "99999" }, body });
      for (const body of ["{}", '{"limit":0}', '{"effectiveFrom":"tomorrow"}', '{"unknown":1}'])
        expect((await call(body)).status).toBe(404);
      expect((await call("{")).status).toBe(400);
    },
  );
});
