import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { CloudFormationCustomResourceEvent } from "aws-lambda";
import pg from "pg";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { FUNCTIONS_ROLE, functionsDatabaseUrl } from "../../lib/database/functions-user.ts";
import { handler } from "./handler.ts";

const database = await createTestDatabase();
const responses: { Status: string; Reason?: string; PhysicalResourceId: string }[] = [];
let refusals = 0;
/** The URL to which CloudFormation wants its response. */
const cloudFormation = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (refusals-- > 0) return response.writeHead(503).end();
  responses.push(JSON.parse(Buffer.concat(chunks).toString()));
  response.end();
});
await new Promise<void>((resolve) => cloudFormation.listen(0, "127.0.0.1", resolve));
afterAll(async () => {
  cloudFormation.closeAllConnections();
  cloudFormation.close();
  await database.drop();
});
beforeEach(() => {
  responses.length = 0;
  refusals = 0;
  vi.stubEnv("DATABASE_URL", database.url);
});

const step = (RequestType: "Create" | "Update" | "Delete", remainingMs = 12_000) =>
  handler(
    {
      RequestType,
      ResponseURL: `http://127.0.0.1:${(cloudFormation.address() as AddressInfo).port}/`,
      StackId: "stack",
      RequestId: "request",
      LogicalResourceId: "Migration",
    } as unknown as CloudFormationCustomResourceEvent,
    { getRemainingTimeInMillis: () => remainingMs },
  );

test("a deploy migrates, and the next one finds nothing to do; without the limit on statements, too", async () => {
  vi.stubEnv("DATABASE_URL", `${database.url}?options=-c%20statement_timeout%3D0`);
  await step("Create");
  await step("Update");
  const success = { Status: "SUCCESS", PhysicalResourceId: "database-schema" };
  expect(responses).toEqual([expect.objectContaining(success), expect.objectContaining(success)]);
  const { rows } = await database.pool.query("select count(*)::int as count from rulebooks");
  expect(rows[0].count).toBe(1);
});

test("a deploy gives the functions' database user its password and its rights", async () => {
  await database.pool.query(`revoke all on all tables in schema public from ${FUNCTIONS_ROLE}`);
  vi.stubEnv("FUNCTIONS_PASSWORD", "first");
  await step("Create");
  vi.stubEnv("FUNCTIONS_PASSWORD", "it's another");
  await step("Update");
  vi.stubEnv("FUNCTIONS_PASSWORD", "");
  expect(responses.map(({ Status }) => Status)).toEqual(["SUCCESS", "SUCCESS"]);
  const functions = new pg.Client(functionsDatabaseUrl(database.url, "it's another"));
  await functions.connect();
  expect((await functions.query("select version from rulebooks")).rows).toEqual([{ version: 1 }]);
  await functions.end();
});

test("an earlier release finds a newer schema, and leaves it as it is", async () => {
  await step("Create");
  await database.pool.query("insert into migrations (name, run_on) values ('9999_later', now())");
  await step("Update");
  await database.pool.query("delete from migrations where name = '9999_later'");
  expect(responses.map(({ Status }) => Status)).toEqual(["SUCCESS", "SUCCESS"]);
});

test("a database that is away fails the deploy, with the reason and without the password", async () => {
  vi.stubEnv("DATABASE_URL", "postgres://despacho:hush@127.0.0.1:9/despacho");
  await step("Create");
  expect(responses).toEqual([expect.objectContaining({ Status: "FAILED" })]);
  expect(responses[0]!.Reason).toMatch(/ECONNREFUSED/);
  expect(responses[0]!.Reason).not.toMatch(/hush/);
});

test("a migration that takes too long is given up, and the next one goes on from nothing", async () => {
  const blocked = new pg.Client(database.url);
  await blocked.connect();
  await blocked.query("begin; lock table migrations in access exclusive mode");
  await step("Update", 10_500);
  expect(responses[0]).toMatchObject({ Status: "FAILED", Reason: expect.stringMatching(/took too long/) });
  await blocked.query("rollback");
  await blocked.end();
  await step("Update");
  expect(responses[1]).toMatchObject({ Status: "SUCCESS" });
});

test("a database that refuses is not asked again", async () => {
  vi.stubEnv("DATABASE_URL", database.url.replace(/\/[^/]+$/, "/nothing"));
  await step("Create", 300_000);
  expect(responses[0]?.Reason).toMatch(/database "nothing" does not exist/);
});

test("without a database it says so", async () => {
  vi.stubEnv("DATABASE_URL", "");
  await step("Create");
  expect(responses[0]).toMatchObject({
    Status: "FAILED",
    Reason: expect.stringMatching(/DATABASE_URL is empty/),
  });
});

test("removing the stack does not use the database; a response that fails is sent again", async () => {
  vi.stubEnv("DATABASE_URL", "postgres://127.0.0.1:9/none");
  refusals = 1;
  await step("Delete");
  expect(responses).toEqual([expect.objectContaining({ Status: "SUCCESS" })]);
});
