import { Webhook as Verifier } from "standardwebhooks";
import { afterAll, describe, expect, test } from "vitest";
import { freePort } from "../../dev/services/ports.ts";
import { SCOPES } from "../../lib/domain/scope.ts";
import { WEBHOOK_EVENTS } from "../../lib/domain/webhook-event.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { setEnvironment, startFunctionStack } from "../../test/support/function-stack.ts";
import { startReceiver, withStatus } from "../../test/support/webhook-receiver.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const receiver = await startReceiver();
afterAll(() => receiver.stop());
const call = apiClient(handler);
const URL_OF_ERP = "https://erp.example/hook";
const put = (connectionId: string, body: object) =>
  call("PUT /connections/{connectionId}", { params: { connectionId }, body });
const on = (route: string, connectionId: string) => call(route, { params: { connectionId } });
const read = (connectionId: string) => on("GET /connections/{connectionId}", connectionId);
const remove = (connectionId: string) => on("DELETE /connections/{connectionId}", connectionId);
const rotate = (connectionId: string) => on("POST /connections/{connectionId}/secret", connectionId);
const testIt = (connectionId: string) => on("POST /connections/{connectionId}/test", connectionId);
const storedSecrets = (connectionId: string) =>
  stack.sql.one<{ secret: string; previousSecret: string | null }>(
    "select secret, previous_secret from connections where connection_id = $1",
    [connectionId],
  );

describe("PUT and GET /connections/{connectionId}", () => {
  test("a new connection has its secret in the response, and in no other", async () => {
    const body = { url: URL_OF_ERP, events: ["order.completed"], clients: ["shop", "shop-2"] };
    const created = await put("erp", body);
    expect([created.status, created.json]).toMatchObject([200, { connectionId: "erp", ...body }]);
    const { secret, ...others } = created.json;
    expect(() => new Verifier(secret)).not.toThrow();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect((await read("erp")).json).toEqual(others);
    const replaced = await put("erp", { ...body, url: "https://erp.example/other" });
    expect(replaced.json).toMatchObject({ url: "https://erp.example/other" });
    for (const { text } of [await read("erp"), replaced, await testIt("erp")])
      expect(text).not.toContain("whsec_");
  });

  test("what a body leaves out is set to its default: no events, all clients", async () => {
    await put("defaults", { url: URL_OF_ERP, events: [...WEBHOOK_EVENTS], clients: ["shop"] });
    const { json } = await put("defaults", { url: URL_OF_ERP });
    expect(json).toMatchObject({ events: [], clients: null });
  });

  test("20 concurrent requests create one connection, whose secret one of them shows", async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => put("many", { url: URL_OF_ERP })));
    const secrets = replies.flatMap(({ json }) => json.secret ?? []);
    expect(secrets).toEqual([(await storedSecrets("many")).secret]);
  });

  test.each<[string, object, string]>([
    ["no URL", {}, "/url"],
    ["a text that is no URL", { url: "erp" }, "/url"],
    ["an http URL", { url: "http://erp.example/" }, "/url"],
    ["another protocol", { url: "ftp://erp.example/" }, "/url"],
    ["a javascript: URL", { url: "javascript:alert(1)" }, "/url"],
    ["a protocol in capital letters", { url: "HTTPS://erp.example/" }, "/url"],
    ["a blank before the URL", { url: " https://erp.example/" }, "/url"],
    ["a line break in the URL's protocol", { url: "htt\nps://erp.example/" }, "/url"],
    ["backslashes in the URL", { url: "https:\\\\erp.example/" }, "/url"],
    ["a URL with one slash", { url: "https:/erp.example/" }, "/url"],
    ["a user in the URL", { url: "https://user@erp.example/" }, "/url"],
    ["a password in the URL", { url: "https://:secret@erp.example/" }, "/url"],
    ["a fragment in the URL", { url: "https://erp.example/#x" }, "/url"],
    ["a private address", { url: "https://192.168.0.1/" }, "/url"],
    ["the metadata address", { url: "https://169.254.169.254/" }, "/url"],
    ["a URL of 2 001 characters", { url: `https://erp.example/${"x".repeat(1_981)}` }, "/url"],
    ["an unknown event", { url: URL_OF_ERP, events: ["order.complete"] }, "/events/0"],
    ["a repeated event", { url: URL_OF_ERP, events: ["task.failed", "task.failed"] }, "/events"],
    ["a malformed client", { url: URL_OF_ERP, clients: ["a b"] }, "/clients/0"],
    ["an empty list of clients", { url: URL_OF_ERP, clients: [] }, "/clients"],
    ["an unknown field", { url: URL_OF_ERP, secret: "whsec_x" }, "/secret"],
  ])("%s is refused with its place", async (_, body, pointer) => {
    const { status, json } = await put("refused", body);
    expect([status, json.errors.map((issue: { pointer: string }) => issue.pointer)]).toEqual([
      422,
      [pointer],
    ]);
    expect((await read("refused")).status).toBe(404);
  });

  test("loopback is permitted on the local stage only", async () => {
    for (const url of ["http://127.0.0.1:9/", "http://localhost:9/", "https://[::1]/"]) {
      expect((await put("loopback", { url })).status, url).toBe(200);
      setEnvironment({ STAGE: "prod" });
      expect((await put("loopback", { url })).status, url).toBe(422);
      setEnvironment({ STAGE: "local" });
    }
  });
});

describe("POST /connections/{connectionId}/secret", () => {
  test("makes a new secret, shown once; the one before stays valid for a day, an earlier one does not", async () => {
    const { secret: first } = (await put("rotated", { url: URL_OF_ERP })).json;
    const { secret: second, previousSecretUntil } = (await rotate("rotated")).json;
    expect(second).not.toBe(first);
    expect(Date.parse(previousSecretUntil) - Date.now()).toBeGreaterThan(23 * 3_600_000);
    expect(await storedSecrets("rotated")).toEqual({ secret: second, previousSecret: first });
    const { secret: third } = (await rotate("rotated")).json;
    expect(await storedSecrets("rotated")).toEqual({ secret: third, previousSecret: second });
    expect((await read("rotated")).text).not.toContain("whsec_");
  });
});

describe("POST /connections/{connectionId}/test", () => {
  test("sends a signed webhook at once and shows the status of the response", async () => {
    const url = `http://127.0.0.1:${receiver.port}/`;
    const { secret } = (await put("tested", { url })).json;
    const { status, json } = await testIt("tested");
    expect([status, json]).toEqual([
      200,
      { webhookId: json.webhookId, accepted: true, status: 204, error: null },
    ]);
    const { headers, body } = receiver.received.at(-1)!;
    expect(new Verifier(secret).verify(body, headers)).toMatchObject({
      type: "connection.test",
      data: { connectionId: "tested" },
    });
    receiver.respond = withStatus(500);
    expect((await testIt("tested")).json).toMatchObject({ accepted: false, status: 500 });
  });

  test("shows why there was no response", async () => {
    await put("down", { url: `http://127.0.0.1:${await freePort()}/` });
    expect((await testIt("down")).json).toMatchObject({
      accepted: false,
      status: null,
      error: "no response: ECONNREFUSED",
    });
  });
});

describe("DELETE /connections/{connectionId}", () => {
  const rulesThatUse = async (connectionId: string): Promise<number> => {
    const program = `{"rules":[{"then":[{"action":"webhook","connection":"${connectionId}"}]}]}`;
    const { version } = await stack.sql.one<{ version: number }>(
      `insert into rulebooks (format, source, program, created_at, created_by) values ('json', '{}', $1, now(), 'test')
       returning version`,
      [program],
    );
    return version;
  };
  const activate = (version: number, from: string) =>
    stack.sql.execute(
      `insert into rulebook_activations (version, effective_from, created_at, created_by)
       values ($1, now() + $2::interval, now(), 'test')`,
      [version, from],
    );

  test("deletes a connection that no rulebook in force uses", async () => {
    await put("unused", { url: URL_OF_ERP });
    await rulesThatUse("unused");
    expect((await remove("unused")).status).toBe(204);
    expect((await read("unused")).status).toBe(404);
    expect((await remove("unused")).status).toBe(404);
  });

  test("deletes a connection whose rulebook was scheduled and cancelled", async () => {
    await put("cancelled", { url: URL_OF_ERP });
    await activate(await rulesThatUse("cancelled"), "1 day");
    await stack.sql.execute(
      `insert into rulebook_cancellations (activation_id, effective_from, cancelled_at, cancelled_by)
       select activation_id, effective_from, now(), 'test' from rulebook_activations
       order by activation_id desc limit 1`,
    );
    expect((await remove("cancelled")).status).toBe(204);
  });

  test.each<[string, (version: number) => Promise<unknown>]>([
    ["active", (version) => activate(version, "0")],
    ["scheduled", (version) => activate(version, "1 day")],
    [
      "shadow",
      (version) =>
        stack.sql.execute(
          "insert into rulebook_shadow (version, created_at, created_by) values ($1, now(), 'test')",
          [version],
        ),
    ],
  ])("is 409 with the version while the %s rulebook uses the connection", async (state, use) => {
    await put(state, { url: URL_OF_ERP });
    const version = await rulesThatUse(state);
    await use(version);
    const { status, json } = await remove(state);
    expect([status, json.detail]).toEqual([409, expect.stringContaining(String(version))]);
    expect((await read(state)).status).toBe(200);
  });
});

test.each([
  "PUT /connections/{connectionId}",
  "GET /connections/{connectionId}",
  "DELETE /connections/{connectionId}",
  "POST /connections/{connectionId}/secret",
  "POST /connections/{connectionId}/test",
])("%s needs the scope connections:write by name, and an existing connection", async (route) => {
  const others = SCOPES.filter((name) => name !== "connections:write");
  expect((await call(route, { params: { connectionId: "x" }, scopes: others })).status).toBe(403);
  const { status } = await call(route, {
    params: { connectionId: "x" },
    scopes: ["connections:write"],
    body: {},
  });
  expect(status).toBe(route.startsWith("PUT") ? 422 : 404);
});
