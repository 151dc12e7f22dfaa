import { afterEach, describe, expect, test } from "vitest";
import type { TaskMessage } from "../../lib/queue/queue-function.ts";
import {
  deliverRepeatedly,
  failedTaskIds,
  eventFor,
  setEnvironment,
  startFunctionStack,
  taskRow,
} from "../../test/support/function-stack.ts";
import {
  acceptOrder,
  emailTask,
  firstAid,
  membership,
  membershipTask,
  putLink,
  retryTask,
  type TestOrder,
  video,
} from "../../test/support/orders.ts";
import { handler as membershipHandler } from "../memberships/handler.ts";
import { leaseBatch } from "./lease-batch.ts";
import { recipientHash } from "../../lib/database/suppressed-addresses.ts";
import { handler } from "./handler.ts";
import { sendBatch } from "./send-batch.ts";
import { completeBatch } from "./complete-batch.ts";

const stack = await startFunctionStack();
const { sql } = stack;

await putLink(sql, "VIDEO-SKI", "https://videos.example.com/ski");
await putLink(sql, "VIDEO-FIRST-AID", "https://videos.example.com/first-aid");

const streamingOrder = (more: Partial<TestOrder> = {}) =>
  acceptOrder(sql, {
    lines: [video({ lineId: "1" })],
    freeLines: [firstAid({ lineId: "2" })],
    tasks: [emailTask("streaming-links", ["1", "2"])],
    ...more,
  });

const membershipOrder = (more: Partial<TestOrder> = {}) => {
  const change = membershipTask("activate", "1", { plan: "basic", period: "P1M" });
  return acceptOrder(sql, {
    lines: [membership({ lineId: "1" })],
    tasks: [change, emailTask("membership-changed", ["1"], change.key)],
    ...more,
  });
};

const emailRow = (taskId: string) =>
  sql.maybeOne<Record<string, unknown>>(
    `select template, recipient, claim, possible_duplicate, ses_message_id as message_id,
            sent_at is not null as sent from emails where task_id = $1`,
    [taskId],
  );

const expireLeases = () =>
  sql.execute("update emails set claimed_until = now() - interval '1 second' where claim is not null");

afterEach(() => setEnvironment({ AWS_ENDPOINT_URL_SES: stack.sesEndpoint }));

describe("a mail", () => {
  test("brings the links of all streaming videos, the free one's with its reason", async () => {
    const { order, taskIds } = await streamingOrder();
    const [taskId] = taskIds as [string];
    expect((await handler(eventFor(taskIds))).batchItemFailures).toEqual([]);

    const [mail, ...others] = await stack.mailsTo(order.customer.email);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      from: "Despacho <despacho@example.com>",
      subject: "Seus vídeos estão prontos para assistir",
    });
    expect(mail!.body.text).toContain("https://videos.example.com/ski");
    expect(mail!.body.text).toContain(
      "First Aid (grátis: Court decision, 1997)\nhttps://videos.example.com/first-aid",
    );
    expect(mail!.body.html).toContain(`Pedido ${order.orderId}`);
    expect(await taskRow(sql, taskId)).toMatchObject({
      status: "done",
      attempts: 1,
      result: { sesMessageId: mail!.messageId },
    });
    expect(await emailRow(taskId)).toEqual({
      template: "streaming-links",
      recipient: order.customer.email,
      claim: null,
      possibleDuplicate: false,
      messageId: mail!.messageId,
      sent: true,
    });
  });

  test("about a membership is sent only after the change, in the order's language", async () => {
    const { order, taskIds } = await membershipOrder({
      locale: "en",
      receivedAt: "2026-11-20T12:00:00.000Z",
    });
    const [change, mail] = taskIds as [string, string];
    expect((await handler(eventFor([mail]))).batchItemFailures).toEqual([]);
    expect(await stack.mailsTo(order.customer.email)).toEqual([]);

    await membershipHandler(eventFor([change]));
    // Set free and published by the change; its message is a real one.
    await expect
      .poll(
        async () => {
          await stack.deliver("email", handler);
          return (await taskRow(sql, mail)).status;
        },
        { timeout: 10_000 },
      )
      .toBe("done");
    const [sent] = await stack.mailsTo(order.customer.email);
    expect(sent!.subject).toBe("Your Basic membership is active");
    expect(sent!.body.text).toContain("valid until 20 December 2026");
  });

  test("is sent once, however often and however concurrently its messages come", async () => {
    const orders = await Promise.all(Array.from({ length: 4 }, () => streamingOrder()));
    const taskIds = orders.flatMap((order) => order.taskIds);
    expect(await deliverRepeatedly(handler, taskIds)).toEqual([]);
    for (const { order } of orders) expect(await stack.mailsTo(order.customer.email)).toHaveLength(1);
  });

  test("is rejected while a video has no link; setting it and retrying sends", async () => {
    const missing = [video({ lineId: "1", sku: "VIDEO-X" }), video({ lineId: "2", sku: "VIDEO-Y" })];
    const tasks = [emailTask("streaming-links", ["1", "2", "3"])];
    const lines = [...missing, video({ lineId: "3" })];
    const accepted = await streamingOrder({ lines, freeLines: [], tasks });
    const { order, taskIds } = accepted;
    const [taskId] = taskIds as [string];
    await putLink(sql, "VIDEO-Y", null);
    await handler(eventFor(taskIds));
    expect(await taskRow(sql, taskId)).toMatchObject({
      status: "rejected",
      reason: "no streaming link in the catalogue for VIDEO-X, VIDEO-Y",
    });
    expect(await emailRow(taskId)).toBeUndefined();

    await putLink(sql, "VIDEO-X", "https://videos.example.com/x");
    await putLink(sql, "VIDEO-Y", "https://videos.example.com/y");
    await retryTask(sql, accepted);
    await handler(eventFor(taskIds));
    expect((await taskRow(sql, taskId)).status).toBe("done");
    expect(await stack.mailsTo(order.customer.email)).toHaveLength(1);
  });

  test("is rejected when its address bounced or complained before, in whatever case", async () => {
    const { order, taskIds } = await streamingOrder({ customer: { email: "Bounced@Example.com" } });
    await sql.execute(
      "insert into suppressed_addresses (recipient_hash, cause, at) values ($1, 'bounce', now())",
      [recipientHash("bounced@example.COM")],
    );
    await handler(eventFor(taskIds));
    expect(await taskRow(sql, taskIds[0]!)).toMatchObject({
      status: "rejected",
      reason: "the address is suppressed: an earlier mail bounced, or its owner complained",
    });
    expect(await stack.mailsTo(order.customer.email)).toEqual([]);
  });

  test("is sent although other messages in the batch name an unknown template, an unknown task and another queue's task", async () => {
    const good = await streamingOrder();
    const bad = await streamingOrder();
    await sql.execute(`update tasks set payload = '{"template":"birthday"}' where task_id = $1`, [
      bad.taskIds[0]!,
    ]);
    const [elsewhere] = (await membershipOrder()).taskIds as [string];
    const strangers = ["019aa000-0000-7000-8000-00000000ffff", elsewhere];
    const event = eventFor([...bad.taskIds, ...strangers, ...good.taskIds]);
    expect(failedTaskIds(event, await handler(event))).toEqual([...bad.taskIds, ...strangers]);
    expect(await taskRow(sql, elsewhere)).toMatchObject({ status: "pending", attempts: 0 });
    expect(await stack.mailsTo(good.order.customer.email)).toHaveLength(1);
    expect(await taskRow(sql, bad.taskIds[0]!)).toMatchObject({ status: "pending", attempts: 1 });

    for (const attempts of [2, 3, 4]) {
      const next = eventFor(bad.taskIds);
      expect(failedTaskIds(next, await handler(next))).toEqual(bad.taskIds);
      expect(await taskRow(sql, bad.taskIds[0]!)).toMatchObject({ status: "pending", attempts });
    }
    const last = eventFor(bad.taskIds);
    expect(failedTaskIds(last, await handler(last))).toEqual([]);
    expect(await taskRow(sql, bad.taskIds[0]!)).toMatchObject({
      status: "failed",
      lastError: "RangeError: unknown email template: birthday",
    });
  });
});

describe("between sending a mail and noting it", () => {
  const deliver = (taskIds: readonly string[]): TaskMessage[] => taskIds.map((taskId) => ({ taskId }));
  const LEASE = "019aa000-0000-7000-8000-00000000c1a1";
  const OTHER_LEASE = "019aa000-0000-7000-8000-00000000c1a2";

  test("a sender that was killed leaves a lease: the mail waits, then is sent again, marked", async () => {
    const { order, taskIds } = await streamingOrder();
    const [taskId] = taskIds as [string];
    await sendBatch(await leaseBatch(deliver(taskIds), LEASE));
    expect(await stack.mailsTo(order.customer.email)).toHaveLength(1);

    const next = eventFor(taskIds);
    expect(failedTaskIds(next, await handler(next))).toEqual(taskIds);
    expect(await stack.mailsTo(order.customer.email)).toHaveLength(1);
    expect(await taskRow(sql, taskId)).toMatchObject({ status: "pending", attempts: 0 });

    await expireLeases();
    await handler(eventFor(taskIds));
    expect(await stack.mailsTo(order.customer.email)).toHaveLength(2);
    expect(await taskRow(sql, taskId)).toMatchObject({ status: "done", result: { possibleDuplicate: true } });
    expect(await emailRow(taskId)).toMatchObject({ possibleDuplicate: true, sent: true, claim: null });
  });

  test("a mail whose two senders were killed fails, and is sent once more each time that a person asks for it", async () => {
    const accepted = await streamingOrder();
    const { order, taskIds } = accepted;
    for (const lease of [LEASE, OTHER_LEASE]) {
      await sendBatch(await leaseBatch(deliver(taskIds), lease));
      await expireLeases();
    }
    await handler(eventFor(taskIds));
    expect(await taskRow(sql, taskIds[0]!)).toMatchObject({ status: "failed" });
    expect(await stack.mailsTo(order.customer.email)).toHaveLength(2);

    await retryTask(sql, accepted);
    await sendBatch(await leaseBatch(deliver(taskIds), LEASE));
    await expireLeases();
    await handler(eventFor(taskIds));
    expect(await taskRow(sql, taskIds[0]!)).toMatchObject({ status: "failed" });
    expect(await stack.mailsTo(order.customer.email)).toHaveLength(3);

    await retryTask(sql, accepted);
    await handler(eventFor(taskIds));
    expect(await taskRow(sql, taskIds[0]!)).toMatchObject({
      status: "done",
      result: { possibleDuplicate: true },
    });
    expect(await stack.mailsTo(order.customer.email)).toHaveLength(4);
  });

  test("a database that breaks is waited for, and the mail is sent once", async () => {
    const { order, taskIds } = await streamingOrder();
    const leased = await leaseBatch(deliver(taskIds), LEASE);
    const attempted = await sendBatch(leased);

    const noting = await sql.transaction(async (tx) => {
      await tx.execute("select 1 from tasks where task_id = $1 for update", [taskIds[0]]);
      const completing = completeBatch(attempted, leased.lease);
      const terminate = () =>
        sql.many(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock'`,
        );
      await expect.poll(terminate).toHaveLength(1);
      return { completing };
    });
    await noting.completing;
    expect(await taskRow(sql, taskIds[0]!)).toMatchObject({ status: "done", attempts: 1 });
    expect(await emailRow(taskIds[0]!)).toMatchObject({ possibleDuplicate: false, sent: true });
    expect(await stack.mailsTo(order.customer.email)).toHaveLength(1);
  });

  test("a sender that was overtaken may still note what it sent; the first to note counts", async () => {
    const { taskIds } = await streamingOrder();
    const slow = await leaseBatch(deliver(taskIds), LEASE);
    const slowAnswers = await sendBatch(slow);
    await expireLeases();
    const quick = await leaseBatch(deliver(taskIds), OTHER_LEASE);
    const quickAnswers = await sendBatch(quick);

    await completeBatch(slowAnswers, slow.lease);
    const noted = await emailRow(taskIds[0]!);
    expect(noted).toMatchObject({ possibleDuplicate: true, sent: true, claim: null });
    await completeBatch(quickAnswers, quick.lease);
    expect(await emailRow(taskIds[0]!)).toEqual(noted);
    expect(await taskRow(sql, taskIds[0]!)).toMatchObject({ status: "done", attempts: 1 });
  });

  test("a sender that was overtaken leaves the other's lease alone when its own mail was not taken", async () => {
    const { taskIds } = await streamingOrder();
    const slow = await leaseBatch(deliver(taskIds), LEASE);
    await expireLeases();
    const quick = await leaseBatch(deliver(taskIds), OTHER_LEASE);

    const refused = slow.ready.map((ready) => ({
      ...ready,
      sendResult: { kind: "refused", error: "no" } as const,
    }));
    expect(await completeBatch(refused, slow.lease)).toEqual({ retries: [], released: [], open: [] });
    expect(await emailRow(taskIds[0]!)).toMatchObject({ claim: OTHER_LEASE });
    expect((await taskRow(sql, taskIds[0]!)).status).toBe("pending");

    await completeBatch(await sendBatch(quick), quick.lease);
    expect(await taskRow(sql, taskIds[0]!)).toMatchObject({ status: "done", attempts: 1 });
  });
});
