import { describe, expect, test } from "vitest";
import { type Scope, SCOPES } from "../../lib/domain/scope.ts";
import { apiClient, type TestRequest } from "../../test/support/api-client.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { handler } from "./handler.ts";

const { sql } = await startFunctionStack();
const call = apiClient(handler);
const put = (listId: string, body: object | string, more: TestRequest = {}) =>
  call("PUT /lists/{listId}", { params: { listId }, body, ...more });
const putCsv = (listId: string, body: string, kind?: string) =>
  put(listId, body, { headers: { "Content-Type": "text/csv" }, query: kind === undefined ? {} : { kind } });
const read = (listId: string, more: TestRequest = {}) =>
  call("GET /lists/{listId}", { params: { listId }, ...more });
const remove = (listId: string) => call("DELETE /lists/{listId}", { params: { listId } });
const versionsOf = (listId: string, query = {}) =>
  call("GET /lists/{listId}/versions", { params: { listId }, query });

const who = { updatedBy: "test-shop/key-1", updatedAt: expect.stringMatching(/Z$/) };

describe("PUT /lists/{listId}", () => {
  test("stores a list, and every other content as a new version", async () => {
    const first = await put("december", { kind: "sku", values: ["BOOK-8", "BOOK-7"] });
    const head = { listId: "december", kind: "sku", version: 1, size: 2, ...who };
    expect([first.status, first.json]).toEqual([200, head]);
    expect((await read("december")).json).toEqual({ ...head, values: ["BOOK-8", "BOOK-7"] });
    const second = await put("december", { values: ["BOOK-8"] });
    expect(second.json).toMatchObject({ version: 2, size: 1 });
    expect((await read("december", { query: { version: "1" } })).json.values).toEqual(["BOOK-8", "BOOK-7"]);
    expect((await read("december", { query: { version: "3" } })).status).toBe(404);
  });

  test.each<[string, object]>([
    ["the same values", { values: ["a", "b"] }],
    ["another order", { values: ["b", "a"] }],
    ["duplicates", { kind: "text", values: ["a", "b", "a"] }],
  ])("makes no new version of %s", async (_, body) => {
    await put("same", { kind: "text", values: ["a", "b"] });
    const again = await put("same", body);
    expect([again.status, again.json]).toMatchObject([200, { version: 1, size: 2 }]);
  });

  test("takes CSV with one value a line, of the kind of the list or of ?kind=", async () => {
    const created = await putCsv("vip", "\ufeffC-1\r\nC-2\r\n", "customer");
    expect(created.json).toMatchObject({ kind: "customer", version: 1, size: 2 });
    expect((await putCsv("vip", "C-2\nC-1\n")).json.version).toBe(1);
    expect((await putCsv("vip", "C-3")).json).toMatchObject({ version: 2, size: 1 });
  });

  test.each<[string, string[], string[]]>([
    ["email", ["Ana.Souza@Example.COM", "ana.souza@example.com"], ["ana.souza@example.com"]],
    ["domain", ["Example.com", "EXAMPLE.COM", "xn--caf-dma.example"], ["example.com", "xn--caf-dma.example"]],
    ["sku", ["a", "A"], ["a", "A"]],
    ["text", ["Café, au lait", '12" vinyl'], ["Café, au lait", '12" vinyl']],
    ["customer", ["C-1"], ["C-1"]],
    ["agent", ["A-1"], ["A-1"]],
  ])(
    "keeps values of the kind %s once each, in the form in which they are compared",
    async (kind, values, kept) => {
      await put(`of-${kind}`, { kind, values });
      expect((await read(`of-${kind}`)).json.values).toEqual(kept);
    },
  );

  test.each<[string, object, string[]]>([
    ["a new list without a kind", { values: [] }, ["/kind"]],
    ["an unknown kind", { kind: "skus", values: [] }, ["/kind"]],
    ["no values", { kind: "sku" }, ["/values"]],
    ["an unknown field", { kind: "sku", values: [], vals: [] }, ["/vals"]],
    ["a number", { kind: "sku", values: ["A", 5] }, ["/values/1"]],
    [
      "an empty SKU and one that is too long",
      { kind: "sku", values: ["", "A", "x".repeat(65)] },
      ["/values/0", "/values/2"],
    ],
    ["what is no address", { kind: "email", values: ["ana", "ana@example.com"] }, ["/values/0"]],
    [
      "what is no domain",
      { kind: "domain", values: ["@example.com", "localhost", "a_b.com"] },
      ["/values/0", "/values/1", "/values/2"],
    ],
    ["what is no agent id", { kind: "agent", values: ["A 1"] }, ["/values/0"]],
  ])("rejects %s with its place", async (_, body, pointers) => {
    const reply = await put("invalid", body);
    expect([reply.status, reply.json.errors.map((issue: { pointer: string }) => issue.pointer)]).toEqual([
      422,
      pointers,
    ]);
    expect((await read("invalid")).status).toBe(404);
  });

  test.each<[string, string, object[]]>([
    ["a second column", "A-1\nA-2,x", [{ line: 2 }]],
    ["a value that does not fit the kind", "A-1\n\nA 2\n", [{ line: 3, pointer: "/values/1" }]],
  ])("rejects %s in a CSV with its line", async (_, text, errors) => {
    const reply = await putCsv("invalid", text, "agent");
    expect([reply.status, reply.json.errors]).toMatchObject([422, errors]);
  });

  test.each<[string, object, number]>([
    ["an unknown ?kind=", { query: { kind: "skus" }, body: { values: [] } }, 422],
    ["an id that a path cannot have", { params: { listId: "a.b" }, body: { kind: "sku", values: [] } }, 422],
    ["the id __proto__", { params: { listId: "__proto__" }, body: { kind: "sku", values: [] } }, 422],
    ["the id constructor", { params: { listId: "constructor" }, body: { kind: "sku", values: [] } }, 422],
    ["YAML", { headers: { "Content-Type": "application/yaml" }, body: "values: []" }, 415],
    ["a list as the body", { body: "[]" }, 422],
  ])("rejects %s", async (_, request, status) => {
    expect((await call("PUT /lists/{listId}", { params: { listId: "x" }, ...request })).status).toBe(status);
  });

  test("responds 409 to another kind than the list has", async () => {
    await put("kept", { kind: "sku", values: ["A"] });
    expect((await put("kept", { kind: "text", values: ["A"] })).status).toBe(409);
    expect((await read("kept")).json).toMatchObject({ kind: "sku", version: 1 });
  });

  test("takes 100 000 values, and responds 413 to one more and to a body above 1 MiB", async () => {
    const values = Array.from({ length: 100_000 }, (_, index) => `S${index.toString(36)}`);
    const stored = await putCsv("large", values.join("\n"), "sku");
    expect([stored.status, stored.json.size]).toEqual([200, 100_000]);
    expect((await read("large")).json.values).toEqual(values);
    expect((await put("large", { values: [...values, "x"] })).status).toBe(413);
    expect((await putCsv("large", [...values, "x"].join("\n"))).status).toBe(413);
    expect((await putCsv("large", `${"x".repeat(64)}\n`.repeat(17_000))).status).toBe(413);
  });

  test("responds 422 to 100 000 values that do not fit, with the first 1000", async () => {
    const text = Array.from({ length: 100_000 }, (_, index) => `? ${index}`).join("\n");
    const reply = await putCsv("unfit", text, "agent");
    expect([reply.status, reply.json.errors.length]).toEqual([422, 1001]);
  });

  test("of 20 concurrent requests with different values each makes a version", async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) => put("busy", { kind: "sku", values: [`A-${index}`] })),
    );
    expect(replies.map(({ json }) => json.version).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });

  test("of 20 concurrent requests with the same values one makes a version", async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => put("calm", { kind: "sku", values: ["A"] })),
    );
    expect(new Set(replies.map(({ status, json }) => `${status} ${json.version}`))).toEqual(
      new Set(["200 1"]),
    );
  });
});

describe("GET /lists", () => {
  test("reads a list as CSV that can be put again", async () => {
    const values = ["a, b", 'c "d"', " e ", "f\ng", "=1+1", "ç"];
    await put("csv", { kind: "text", values });
    for (const reply of [await read("csv.csv"), await read("csv", { headers: { Accept: "text/csv" } })]) {
      expect([reply.status, reply.headers["content-type"]]).toEqual([200, "text/csv; charset=utf-8"]);
      expect((await putCsv("csv", reply.text)).json.version).toBe(1);
    }
    expect((await read("csv", { headers: { Accept: "text/html" } })).status).toBe(406);
  });

  test("pages through all lists by id, and through the versions of one", async () => {
    for (let index = 1; index <= 5; index++) await put("many", { kind: "sku", values: [`${index}`] });
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query: Record<string, string> = cursor === "" ? { limit: "3" } : { limit: "3", cursor };
      const { json } = await call("GET /lists", { query });
      seen.push(...json.lists.map(({ listId }: { listId: string }) => listId));
      cursor = json.nextCursor;
    }
    const { json } = await call("GET /lists", { query: { limit: "200" } });
    expect(seen).toEqual(json.lists.map(({ listId }: { listId: string }) => listId));
    expect(seen).toContain("many");
    const page = (await versionsOf("many", { limit: "3" })).json;
    const rest = (await versionsOf("many", { limit: "3", cursor: page.nextCursor })).json;
    const numbers = [...page.versions, ...rest.versions].map(({ version }: { version: number }) => version);
    expect([numbers, rest.nextCursor]).toEqual([[5, 4, 3, 2, 1], null]);
    expect(page.versions[0]).toEqual({
      version: 5,
      kind: "sku",
      size: 1,
      createdAt: expect.stringMatching(/Z$/),
      createdBy: "test-shop/key-1",
    });
  });

  test.each(["", "x", "bA", "o1"])("rejects the cursor %j", async (cursor) => {
    expect((await call("GET /lists", { query: { cursor } })).status).toBe(422);
  });

  test("responds 404 to a list that there is not", async () => {
    for (const reply of [await read("nothing"), await read("a\u0000"), await versionsOf("nothing")])
      expect(reply.status).toBe(404);
  });
});

describe("DELETE /lists/{listId}", () => {
  test("deletes a list that no rulebook uses; a new one of that id continues the numbers", async () => {
    await put("old", { kind: "sku", values: ["A"] });
    const removed = await remove("old");
    expect([removed.status, removed.text]).toEqual([204, ""]);
    for (const reply of [await read("old"), await remove("old"), await versionsOf("old")])
      expect(reply.status).toBe(404);
    expect((await read("old", { query: { version: "1" } })).json.values).toEqual(["A"]);
    expect((await call("GET /lists", { query: { limit: "200" } })).text).not.toContain('"old"');
    expect((await put("old", { kind: "text", values: ["A"] })).json).toMatchObject({
      version: 3,
      kind: "text",
    });
    expect((await versionsOf("old")).json.versions[1]).toMatchObject({ version: 2, size: null });
  });

  test.each<[string, string, number]>([
    [
      "the active one",
      "insert into rulebook_activations (version, effective_from, created_at, created_by) values ($1, now(), now(), 'x')",
      409,
    ],
    [
      "a scheduled one",
      "insert into rulebook_activations (version, effective_from, created_at, created_by) values ($1, '2999-01-01', now(), 'x')",
      409,
    ],
    [
      "the shadow",
      "insert into rulebook_shadow (version, created_at, created_by) values ($1, now(), 'x')",
      409,
    ],
    ["a draft", "select $1::int", 204],
  ])("of a list that is used by %s responds %3$s", async (name, statement, status) => {
    const listId = name.replaceAll(" ", "-");
    await put(listId, { kind: "sku", values: ["A"] });
    const { version } = await sql.one<{ version: number }>(
      `insert into rulebooks (format, source, program, created_at, created_by)
       select format, source, program || jsonb_build_object('lists', jsonb_build_object($1::text, 'sku')), now(), 'x'
       from rulebooks where version = 1 returning version`,
      [listId],
    );
    await sql.many(statement, [version]);
    expect((await remove(listId)).status).toBe(status);
    await sql.execute("delete from rulebook_activations where version = $1", [version]);
    await sql.execute("delete from rulebook_shadow");
  });
});

test.each([
  ["PUT /lists/{listId}", "lists:write"],
  ["DELETE /lists/{listId}", "lists:write"],
  ["GET /lists", "rules:read"],
  ["GET /lists/{listId}", "rules:read"],
  ["GET /lists/{listId}/versions", "rules:read"],
] as const)("%s needs the scope %s", async (route, scope) => {
  const statusWith = async (scopes: readonly Scope[]) =>
    (await call(route, { params: { listId: "scoped" }, scopes })).status;
  const others = SCOPES.filter((name) => name !== scope && name !== "admin");
  expect(await statusWith(others)).toBe(403);
  expect(await statusWith([scope])).not.toBe(403);
  expect((await statusWith(["admin"])) === 403).toBe(scope === "lists:write");
});
