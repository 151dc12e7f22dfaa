/** GET /mails and GET /mails/{taskId} on mails that were sent, wait, or were rejected. */
import { beforeAll, expect, test } from "vitest";
import { deleteOldMails } from "../../lib/database/mails.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { SCOPES } from "../../lib/domain/scope.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { eventFor, startFunctionStack } from "../../test/support/function-stack.ts";
import {
  acceptOrder,
  emailTask,
  firstAid,
  laptop,
  membership,
  membershipTask,
  putLink,
} from "../../test/support/orders.ts";
import { handler as sendEmails } from "../emails/handler.ts";
import { handler as changeMemberships } from "../memberships/handler.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);
const operator = { client: "operator", scopes: SCOPES };
const list = async (query: Record<string, string> = {}, more = {}) => {
  const { status, json } = await call("GET /mails", { query, ...more });
  expect([status, json.errors]).toEqual([200, undefined]);
  return json;
};
const ordersOf = async (query: Record<string, string> = {}, more = {}) =>
  (await list(query, more)).mails.map(({ orderId }: { orderId: string }) => orderId);
const read = (taskId: string, more = {}) => call("GET /mails/{taskId}", { params: { taskId }, ...more });

const accept = (orderId: string, fields: { clientId?: string; sku?: string } = {}) =>
  acceptOrder(stack.sql, {
    orderId,
    clientId: fields.clientId ?? "test-shop",
    customer: { email: `Ana+${orderId}@Example.com` },
    lines: [laptop({ lineId: "1" })],
    freeLines: [firstAid({ lineId: "2", sku: fields.sku ?? "VIDEO-FIRST-AID" })],
    tasks: [emailTask("streaming-links", ["2"])],
  });

let sent = "";
let waiting = "";
beforeAll(async () => {
  await putLink(stack.sql, "VIDEO-FIRST-AID");
  sent = (await accept("M-1")).taskIds[0]!;
  const rejected = (await accept("M-2", { sku: "NO-LINK" })).taskIds[0]!;
  waiting = (await accept("M-3")).taskIds[0]!;
  await accept("M-1", { clientId: "other-shop" });
  await sendEmails(eventFor([sent, rejected]));
});

test("a sent mail is read as the customer got it", async () => {
  const { status, json } = await read(sent);
  const [received] = await stack.mailsTo("Ana+M-1@Example.com");
  expect(status).toBe(200);
  expect(json).toMatchObject({
    taskId: sent,
    orderId: "M-1",
    template: "streaming-links",
    recipient: "Ana+M-1@Example.com",
    status: "done",
    possibleDuplicate: false,
    sentAt: expect.any(String),
    subject: received!.subject,
    html: received!.body.html,
  });
  expect(json.text.trim()).toBe(received!.body.text.trim());
});

test("mails are listed, those of the newest orders first, by status, template, recipient and order", async () => {
  expect(await ordersOf()).toEqual(["M-3", "M-2", "M-1"]);
  expect(await ordersOf({ status: "done" })).toEqual(["M-1"]);
  expect(await ordersOf({ status: "pending" })).toEqual(["M-3"]);
  expect(await ordersOf({ status: "rejected", template: "streaming-links" })).toEqual(["M-2"]);
  expect(await ordersOf({ template: "membership-changed" })).toEqual([]);
  expect(await ordersOf({ recipient: "ana+m-2@example.COM" })).toEqual(["M-2"]);
  expect(await ordersOf({ order: "M-3" })).toEqual(["M-3"]);
  const [rejected] = (await list({ order: "M-2" })).mails;
  expect(rejected).toMatchObject({ subject: null, sentAt: null, reason: expect.stringContaining("NO-LINK") });
});

test("mails are paged", async () => {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await list({ limit: "1", ...(cursor === null ? {} : { cursor }) });
    seen.push(...page.mails.map(({ orderId }: { orderId: string }) => orderId));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual(["M-3", "M-2", "M-1"]);
});

test("two clients have mails of their own; a key with clients:all sees both", async () => {
  expect(await ordersOf({}, { client: "other-shop" })).toEqual(["M-1"]);
  expect(await ordersOf({ recipient: "ana+m-1@example.com" }, operator)).toEqual(["M-1", "M-1"]);
  expect((await list({ client: "other-shop" }, operator)).mails).toMatchObject([{ clientId: "other-shop" }]);
  expect((await read(sent, { client: "other-shop" })).status).toBe(404);
  expect((await read(sent, operator)).json.clientId).toBe("test-shop");
  expect((await call("GET /mails", { query: { client: "other-shop" } })).status).toBe(403);
});

test("a mail that waits has no text yet; an unknown one is 404", async () => {
  expect((await read(waiting)).json).toMatchObject({
    status: "pending",
    subject: null,
    text: null,
    html: null,
  });
  expect((await read("0190c0de-0000-7000-8000-000000000000")).status).toBe(404);
  expect((await read("x")).status).toBe(404);
  expect((await read(sent, { client: null })).status).toBe(401);
  expect((await read(sent, { scopes: ["reports:read"] })).status).toBe(403);
});

test.each([
  [{ status: "sent" }, "status"],
  [{ order: "a b" }, "order"],
  [{ recipient: " " }, "recipient"],
  [{ cursor: "x" }, "cursor"],
  [{ to: "x" }, "to"],
] as const)("%j is 422", async (query, name) => {
  const reply = await call("GET /mails", { query });
  expect([reply.status, reply.json.errors[0].parameter]).toEqual([422, name]);
});

test("a mail that is no longer kept is rendered again from its order, and marked", async () => {
  const asSent = (await read(sent)).json;
  expect(asSent.rendered).toBe(false);
  const minute = 60_000;
  expect(await deleteOldMails(database(), new Date(Date.now() - minute).toISOString(), 10)).toBe(0);
  expect(await deleteOldMails(database(), new Date(Date.now() + minute).toISOString(), 10)).toBe(1);
  expect((await read(sent)).json).toEqual({ ...asSent, rendered: true });
  expect((await list({ order: "M-1" })).mails).toMatchObject([{ status: "done", subject: null }]);
});

test("a mail that is no longer kept has no text when its link has left the catalogue", async () => {
  await stack.sql.execute("update catalogue set link = null");
  expect((await read(sent)).json).toMatchObject({ subject: null, text: null, html: null, rendered: true });
});

test("a mail about a membership is rendered again from the recorded change", async () => {
  const activation = membershipTask("activate", "1", { plan: "basic", period: "P1M" });
  const { taskIds } = await acceptOrder(stack.sql, {
    orderId: "M-4",
    clientId: "test-shop",
    lines: [membership({ lineId: "1" })],
    tasks: [activation, emailTask("membership-changed", ["1"], activation.key)],
  });
  await changeMemberships(eventFor([taskIds[0]!]));
  await sendEmails(eventFor([taskIds[1]!]));
  const asSent = (await read(taskIds[1]!)).json;
  expect(asSent.subject).toContain("assinatura");
  await stack.sql.execute("delete from sent_mails where task_id = $1", [taskIds[1]]);
  expect((await read(taskIds[1]!)).json).toEqual({ ...asSent, rendered: true });
});
