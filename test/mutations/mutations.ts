/** Mistakes that would break a guarantee, each as a change of the source, with the test that must catch it. */

export type Mutation = {
  readonly name: string;
  readonly file: string;
  /** Exact text that is once in the file. */
  readonly find: string;
  readonly replace: string;
  /** The file and the title of the test that fails. */
  readonly caughtBy: { readonly file: string; readonly title: string };
};

const EMAIL_TESTS = "functions/emails/handler.test.ts";
const ERASURE = "infra/migrations/0074_undo_after_erasure.sql";
const ERASED = {
  file: "functions/customer-erasure.test.ts",
  title: "after the erasure no table and no view has a canary of the customer",
};

const OF_TASKS: readonly Mutation[] = [
  {
    name: "done before effect: a mail is recorded as sent before SES has it",
    file: "functions/emails/send-emails.ts",
    find: "    const emails = await sendBatch(leased, slots, this.#sleepUntil);\n",
    replace: `    const accepted = { kind: "accepted", messageId: "none" } as const;
    await completeBatch(leased.ready.map((mail) => ({ ...mail, sendResult: accepted })), leased.lease);
    const emails = await sendBatch(leased, slots, this.#sleepUntil);
`,
    caughtBy: {
      file: "functions/emails/ses-errors.test.ts",
      title: "a mail server that cannot be reached is waited for in the same way",
    },
  },
  {
    name: "publish before commit: messages of an order are sent before it is stored",
    file: "functions/orders/receive-order.ts",
    find: "  const tasks = identifyTasks(decision.tasks, newId);\n",
    replace: `  const tasks = identifyTasks(decision.tasks, newId);
  await sendQueued(publishable(tasks, order.orderId), REQUEST_PUBLISH_TIMEOUT_MS);
`,
    caughtBy: {
      file: "functions/orders/receive-order.test.ts",
      title: "sends no message for a replayed or conflicting order",
    },
  },
  {
    name: "no lock: two invocations have one task at the same time",
    file: "lib/database/tasks.ts",
    find: "t.type = $2 order by t.task_id for update of t skip locked`",
    replace: "t.type = $2 order by t.task_id`",
    caughtBy: {
      file: EMAIL_TESTS,
      title: "is sent once, however often and however concurrently its messages come",
    },
  },
  {
    name: "lease ignored: a mail that another invocation may be sending is sent",
    file: "functions/emails/lease-batch.ts",
    find: "if (leasedUntil !== null) retries.push",
    replace: 'if (leasedUntil === "never") retries.push',
    caughtBy: {
      file: EMAIL_TESTS,
      title: "a sender that was killed leaves a lease: the mail waits, then is sent again, marked",
    },
  },
  {
    name: "own time: a function goes by the clock of its machine",
    file: "lib/runtime/clock.ts",
    find: "let followsMachine = false;",
    replace: "let followsMachine = true;",
    caughtBy: {
      file: "functions/clock-steps.test.ts",
      title: "a mail that waits for the end of a lease is not sent earlier when the clock is stepped forward",
    },
  },
];

const OF_RULES: readonly Mutation[] = [
  {
    name: "free item counted twice: each line of a delivery adds one",
    file: "lib/rulebook/free-items.ts",
    find: "      else if (first !== cause)\n",
    replace: "      else if (first === undefined)\n",
    caughtBy: {
      file: "lib/rulebook/free-items.test.ts",
      title: "two ski videos on disc add one First Aid on disc",
    },
  },
  {
    name: "shadow acting: the rulebook in the shadow decides",
    file: "functions/orders/receive-order.ts",
    find: "  const decision = decide(active.compiled, active.version, decided, catalogue);\n",
    replace:
      "  const decision = decide((rules.shadow ?? active).compiled, active.version, decided, catalogue);\n",
    caughtBy: {
      file: "functions/rulebooks/activate-rulebook.test.ts",
      title: "decides live orders under the draft without acting, and records the differences",
    },
  },
];

const OF_MONEY: readonly Mutation[] = [
  {
    name: "rate of today: a commission has the agent's present rate",
    file: "functions/commissions/calculate-commission.ts",
    find: "rateAt(rates, paidAt)?.rateBps",
    replace: "rateAt(rates, new Date().toISOString())?.rateBps",
    caughtBy: {
      file: "functions/commissions/handler.test.ts",
      title: "use the rate valid when the order was paid, however many there are",
    },
  },
  {
    name: "reversal beyond booked: the parts of an amount are rounded each by itself",
    file: "lib/domain/cancellation.ts",
    find: "  shareOfItems(amount, before + now, of) - shareOfItems(amount, before, of);\n",
    replace: "  shareOfItems(amount, now, of) + 0 * before;\n",
    caughtBy: {
      file: "lib/domain/cancellation.test.ts",
      title: "of all items are the amount, in whatever steps they are taken",
    },
  },
  {
    name: "reversal beyond booked: the database accepts it",
    file: "infra/migrations/0056_ledger.sql",
    find: "or e.base + reversed.base < 0 or e.amount + reversed.amount < 0)",
    replace: "or false)",
    caughtBy: {
      file: "functions/commissions/reversals.test.ts",
      title:
        "reversals that exceed an entry together are refused by the database, and others of the batch are booked",
    },
  },
];

const forgets = (table: string, find: string, replace: string): Mutation => ({
  name: `erasure that forgets a table: ${table}`,
  file: ERASURE,
  find,
  replace,
  caughtBy: ERASED,
});

const OF_ERASURES: readonly Mutation[] = [
  forgets(
    "orders",
    "      snapshot = with_replaced(o.snapshot, n.customer, n.address, n.metadata, n.attributes)\n",
    "      snapshot = o.snapshot\n",
  ),
  forgets(
    "order_terms",
    "  delete from order_terms t where t.order_no = any (numbers) and t.kind in ('customer', 'email', 'tax');\n",
    "",
  ),
  forgets(
    "tasks",
    "set because = with_explanations(t.because, n.explanations), reason = coalesce(n.reason, t.reason),",
    "set because = t.because, reason = coalesce(n.reason, t.reason),",
  ),
  forgets(
    "task_attempts",
    "update task_attempts a set detail = n.detail\n",
    "update task_attempts a set detail = a.detail\n",
  ),
  forgets(
    "retry_requests",
    "update retry_requests r set note = pseudonym\n",
    "update retry_requests r set note = r.note\n",
  ),
  forgets("cancellations", "  set reason = pseudonym, notes = ", "  set reason = c.reason, notes = "),
  forgets(
    "packing_slips",
    "document = s.document || jsonb_build_object('recipient', n.recipient)\n",
    "document = s.document\n",
  ),
  forgets(
    "sent_mails",
    "  delete from sent_mails m using tasks t where t.task_id = m.task_id and t.order_no = any (numbers);\n",
    "",
  ),
  forgets(
    "emails",
    "update emails e set recipient = o.snapshot -> 'customer' ->> 'email'\n",
    "update emails e set recipient = e.recipient\n",
  ),
  forgets(
    "shadow_differences",
    "set added = n.added, removed = n.removed, changed = n.changed, free_items = n.free_items\n",
    "set added = d.added, removed = d.removed, changed = d.changed, free_items = d.free_items\n",
  ),
];

export const MUTATIONS: readonly Mutation[] = [...OF_TASKS, ...OF_RULES, ...OF_MONEY, ...OF_ERASURES];
