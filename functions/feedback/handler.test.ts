import { createHash } from "node:crypto";
import type { SQSEvent } from "aws-lambda";
import { afterAll, beforeEach, expect, test } from "vitest";
import { closeDatabase } from "../../lib/runtime/database-pool.ts";
import { createTestDatabase } from "../../test/support/database.ts";
import { handler } from "./handler.ts";

const database = await createTestDatabase();
process.env.DATABASE_URL = database.url;
afterAll(async () => {
  await closeDatabase();
  await database.drop();
});
beforeEach(() => database.pool.query("truncate suppressed_addresses"));

const event = (...bodies: string[]): SQSEvent =>
  ({ Records: bodies.map((body, index) => ({ messageId: `m${index}`, body })) }) as unknown as SQSEvent;

const bounce = (bounceType: string, ...addresses: string[]): string =>
  JSON.stringify({
    eventType: "Bounce",
    bounce: { bounceType, bouncedRecipients: addresses.map((emailAddress) => ({ emailAddress })) },
  });
const complaint = (emailAddress: string): string =>
  JSON.stringify({ eventType: "Complaint", complaint: { complainedRecipients: [{ emailAddress }] } });

const kept = async (): Promise<unknown[]> =>
  (
    await database.pool.query(
      "select encode(recipient_hash, 'hex') as hash, cause from suppressed_addresses order by cause, hash",
    )
  ).rows;
const hash = (address: string): string => createHash("sha256").update(address).digest("hex");

test("a permanent bounce and a complaint mark their addresses, in lower case and without the name", async () => {
  const response = await handler(
    event(bounce("Permanent", "Ana@Example.com"), complaint("Bia Lima <BIA@example.com>")),
  );
  expect(response).toEqual({ batchItemFailures: [] });
  expect(await kept()).toEqual([
    { hash: hash("ana@example.com"), cause: "bounce" },
    { hash: hash("bia@example.com"), cause: "complaint" },
  ]);
});

test("a full mailbox is no reason to write no more", async () => {
  await handler(event(bounce("Transient", "ana@example.com")));
  expect(await kept()).toEqual([]);
});

test("the same notice twice, and two in one batch, change nothing", async () => {
  const notice = bounce("Permanent", "ana@example.com");
  await handler(event(notice, notice));
  await handler(event(notice));
  expect(await kept()).toHaveLength(1);
});

test("a message that is not a notification fails alone; other messages in the batch succeed", async () => {
  const response = await handler(
    event("{", JSON.stringify({ eventType: "Open" }), complaint("a@example.com")),
  );
  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "m0" }, { itemIdentifier: "m1" }] });
  expect(await kept()).toHaveLength(1);
});

test("the test notification that SES sends to a new topic suppresses no address", async () => {
  const greeting = "Successfully validated SNS topic for Amazon SES event publishing.";
  expect(await handler(event(greeting))).toEqual({ batchItemFailures: [] });
  expect(await kept()).toEqual([]);
});
