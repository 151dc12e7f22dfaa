/** Mails about the end of memberships, which the rulebook in force wants. */
import { beforeEach, describe, expect, test } from "vitest";
import { eventFor, startFunctionStack } from "../../test/support/function-stack.ts";
import {
  activated,
  instant,
  membershipState,
  newCustomer,
  orderPeriod,
  setMails,
} from "../../test/support/memberships.ts";
import { handler as emails } from "../emails/handler.ts";
import { handler as memberships } from "../memberships/handler.ts";
import { endMemberships } from "./end-memberships.ts";
import { handler as relay } from "./handler.ts";

const stack = await startFunctionStack();
const { sql } = stack;

const run = () => endMemberships(Date.now() + 30_000);

const mailsOf = (orderNo: number) =>
  sql.many<Record<string, unknown>>(
    `select payload ->> 'template' as template, key, status, because, is_event from tasks
     where order_no = $1 and type = 'email' order by position`,
    [orderNo],
  );

beforeEach(async () => {
  await setMails(sql, {});
  await run();
  // Memberships of earlier tests get no mail.
  await sql.execute("update membership_accounts set ending_mail_for = expires_at");
});

describe("mails about the end", () => {
  test("are not made unless the rulebook in force wants them", async () => {
    const { orderNo } = await activated(sql, 25);
    const { orderNo: over } = await activated(sql, 31);
    await run();
    expect([...(await mailsOf(orderNo)), ...(await mailsOf(over))]).toEqual([]);
  });

  test("come once, 7 days before the end and at it, as tasks of the order that do not count for its status", async () => {
    const { orderNo, customer } = await activated(sql, 24);
    const version = await setMails(sql, { endingMail: true, endedMail: true });
    expect(await relay(undefined)).toMatchObject({ membershipsEnded: 0, membershipMails: 1 });
    await run();
    const { expiresAt } = await membershipState(sql, customer);
    expect(await mailsOf(orderNo)).toEqual([
      {
        template: "membership-ending",
        key: `membership:ending:${expiresAt}`,
        status: "queued",
        because: [
          {
            ruleId: "memberships",
            explanation: `memberships.endingMail of rulebook ${version}: basic ends at ${expiresAt}`,
          },
        ],
        isEvent: true,
      },
    ]);
    const over = await activated(sql, 31);
    expect(await run()).toEqual({ membershipsEnded: 1, membershipMails: 1 });
    expect(await mailsOf(over.orderNo)).toMatchObject([{ template: "membership-ended", isEvent: true }]);
    const { status } = await sql.one<{ status: string }>("select order_status($1) as status", [over.orderNo]);
    expect(status).toBe("completed");
  });

  test("that a membership ends soon comes again for a later end, and not for one of a week or less", async () => {
    await setMails(sql, { endingMail: true });
    const { orderNo, customer } = await activated(sql, 25);
    await run();
    const second = await orderPeriod(sql, customer, instant(0), "P1D");
    await memberships(eventFor(second.taskIds));
    const week = await orderPeriod(sql, newCustomer(), instant(0), "P1W");
    await memberships(eventFor(week.taskIds));
    await run();
    expect(await mailsOf(orderNo)).toHaveLength(1);
    expect(await mailsOf(second.orderNo)).toMatchObject([{ template: "membership-ending" }]);
    expect(await mailsOf(week.orderNo)).toEqual([]);
  });
});

describe("a mail about the end that waits in its queue", () => {
  const mailTaskIds = async (orderNo: number) =>
    (
      await sql.many<{ taskId: string }>("select task_id from tasks where order_no = $1 and type = 'email'", [
        orderNo,
      ])
    ).map(({ taskId }) => taskId);
  const mailStates = (orderNo: number) =>
    sql.many<Record<string, unknown>>(
      "select status, cause from tasks where order_no = $1 and type = 'email' order by position",
      [orderNo],
    );

  test("is sent with the title of the plan in the order's rulebook", async () => {
    await sql.execute(
      "update rulebooks set program = $1 where version = (select min(version) from rulebooks)",
      [JSON.stringify({ planDetails: { basic: { title: { "pt-BR": "Básico", en: "Basic" }, rank: 1 } } })],
    );
    await setMails(sql, { endingMail: true, endedMail: true });
    const ending = await activated(sql, 24);
    const ended = await activated(sql, 31);
    await run();
    for (const { orderNo } of [ending, ended]) await emails(eventFor(await mailTaskIds(orderNo)));
    const [soon] = await stack.mailsTo(ending.order.customer.email);
    expect(soon!.subject).toMatch(/^Sua assinatura Básico termina em \d\d\/\d\d\/\d{4}$/);
    const [over] = await stack.mailsTo(ended.order.customer.email);
    expect(over).toMatchObject({ subject: "Sua assinatura Básico terminou" });
    expect(over!.body.text).toContain("Sua assinatura do plano Básico terminou em ");
  });

  test("is skipped when the membership was extended meanwhile", async () => {
    await setMails(sql, { endingMail: true, endedMail: true });
    const ending = await activated(sql, 24);
    const ended = await activated(sql, 31);
    await run();
    for (const { customer } of [ending, ended])
      await memberships(eventFor((await orderPeriod(sql, customer, instant(0))).taskIds));
    for (const { orderNo } of [ending, ended]) await emails(eventFor(await mailTaskIds(orderNo)));
    const skipped = [{ status: "skipped", cause: { code: "outdated" } }];
    expect(await mailStates(ending.orderNo)).toEqual(skipped);
    expect(await mailStates(ended.orderNo)).toEqual(skipped);
    expect(await stack.mailsTo(ending.order.customer.email)).toEqual([]);
  });
});
