import { afterAll, expect, test } from "vitest";
import { hashApiKey } from "../../lib/database/api-key-text.ts";
import { addSeconds, now } from "../../lib/runtime/clock.ts";
import { findPrincipal } from "../../lib/database/api-keys.ts";
import { openDatabase } from "../../lib/database/sql.ts";
import { createTestDatabase } from "../../test/support/database.ts";
import { UsageError } from "../terminal/arguments.ts";
import { keysArguments } from "./arguments.ts";
import { KeysError, runKeysCommand } from "./commands.ts";
import { ensureLocalKeys } from "../../dev/local-keys.ts";

const testDatabase = await createTestDatabase();
const database = openDatabase({ url: testDatabase.url, poolSize: 2 });
afterAll(async () => {
  await database.end();
  await testDatabase.drop();
});

const run = (...args: string[]) => {
  const parsed = keysArguments(args);
  if (parsed.kind === "help") throw new Error("the arguments ask for help");
  return runKeysCommand(database, parsed.command);
};

test("a created key works, is listed without its text, and stops working when revoked", async () => {
  const { output: key, remark } = await run(
    "create",
    "--client",
    "shop-2",
    "--name",
    "web shop",
    "--scopes",
    "orders:read,orders:write",
  );
  expect(await findPrincipal(database, hashApiKey(key), now())).toMatchObject({
    clientId: "shop-2",
    scopes: ["orders:write", "orders:read"],
  });
  const listed = (await run("list")).output.split("\n").find((line) => line.includes("shop-2"))!;
  expect(listed).not.toContain(key);
  expect(listed).toMatch(/^\S+ +shop-2 +web shop +dsp_\S+ +active /);
  const [keyId] = listed.split(" ");
  expect(remark).toContain(keyId);
  await run("revoke", keyId!);
  expect(await findPrincipal(database, hashApiKey(key), now())).toBeUndefined();
  expect((await run("list")).output).toMatch(/shop-2 .* revoked/);
});

test("a key with a duration expires", async () => {
  const { output: key } = await run(
    "create",
    "--client",
    "shop-3",
    "--scopes",
    "orders:read",
    "--expires",
    "10s",
  );
  expect(await findPrincipal(database, hashApiKey(key), now())).toBeDefined();
  expect(await findPrincipal(database, hashApiKey(key), addSeconds(now(), 11))).toBeUndefined();
});

test.each([
  ["a year by default", [], 365 * 86_400],
  ["the given time", ["--expires", "30d"], 30 * 86_400],
  ["no end", ["--expires", "never"], null],
])("a key is valid for %s", async (_, flags, seconds) => {
  const { output: key } = await run("create", "--client", "shop-4", "--scopes", "orders:read", ...flags);
  const at = now();
  const { expiresAt } = (await findPrincipal(database, hashApiKey(key), at))!;
  if (seconds === null) expect(expiresAt).toBeNull();
  else expect((Date.parse(expiresAt!) - Date.parse(at)) / 1000 / seconds).toBeCloseTo(1, 3);
});

test.each([
  [["destroy"], "destroy"],
  [["create", "--client", "a", "--scopes", "admin", "--name", " "], "--name"],
  [["create", "--client", "a", "--scopes", "admin", "--name", "x".repeat(101)], "--name"],
  [["create", "--scopes", "admin"], "--client"],
  [["create", "--client", "a b", "--scopes", "admin"], "--client"],
  [["create", "--client", "a"], "--scopes"],
  [["create", "--client", "a", "--scopes", "admin,all"], "admin,all"],
  [["create", "--client", "a", "--scopes", "admin", "--expires", "1 day"], "--expires"],
  [["create", "--client", "a", "--scopes", "admin", "--expires", "0d"], "--expires"],
  [["revoke"], "ID"],
  [["revoke", "1", "2"], "too many arguments"],
  [["list", "--client", "a"], "--client"],
  [["list", "--verbose"], "--verbose"],
])("`keys` with %j is a usage error, and the message says why", (args, why) => {
  expect(() => keysArguments(args)).toThrow(UsageError);
  expect(() => keysArguments(args)).toThrow(why);
});

test.each([[[]], [["--help"]], [["create", "--help"]]])(
  "`keys` with %j shows help with the commands or their options",
  (args) => {
    expect(keysArguments(args)).toMatchObject({
      kind: "help",
      text: expect.stringMatching(/revoke|--scopes/),
    });
  },
);

test("a misspelt command of `keys` is a usage error with a suggestion", () => {
  expect(() => keysArguments(["creat"])).toThrow("create");
});

test.each(["nonsense", "01920000-0000-7000-8000-000000000000"])(
  "revoking the unknown key %s fails",
  async (id) => {
    await expect(run("revoke", id)).rejects.toThrow(KeysError);
  },
);

test("the keys of the local client are replaced only when they no longer work", async () => {
  const first = await ensureLocalKeys(testDatabase.url, {});
  expect(await ensureLocalKeys(testDatabase.url, first)).toEqual(first);
  const { keyId } = (await findPrincipal(database, hashApiKey(first.apiKey), now()))!;
  await run("revoke", keyId);
  const second = await ensureLocalKeys(testDatabase.url, first);
  expect(second.apiKey).not.toBe(first.apiKey);
  expect(second.adminApiKey).toBe(first.adminApiKey);
});
