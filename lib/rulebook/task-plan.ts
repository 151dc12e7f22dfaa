/**
 * Merges what the rules ask for into tasks: one slip per destination, one membership task per line and change, one
 * mail per membership change, one mail for all streaming links, one commission task per agent. Every asker is kept.
 */
import { lineTotal } from "../domain/money.ts";
import { agentOf, type Order, type OrderLine } from "../domain/order.ts";
import {
  type Because,
  type CommissionPayload,
  DESTINATIONS,
  type Destination,
  type EmailTemplate,
  type MembershipPayload,
  type PlannedTask,
} from "../domain/task.ts";
import type { CompiledRulebook } from "./compile.ts";
import type { Action } from "./rulebook.ts";

type Ask = Exclude<Action, { action: "addFreeItem" }>;
type Shared = { readonly lineIds: string[]; readonly because: Because[] };
type Membership = Shared & {
  readonly lineId: string;
  readonly key: string;
  readonly payload: MembershipPayload;
};
type Entry = { lineId: string; base: number; rateBps?: number };
type Commission = Shared & { readonly agentId: string; readonly entries: Entry[] };

/** What has been asked for so far. Filled line by line, so that everything in it stands in line order. */
export type TaskPlan = {
  readonly order: Order;
  readonly slips: Partial<Record<Destination, Shared>>;
  readonly memberships: Membership[];
  /** Mails that wait for a membership task of their line: resolved at the end, whatever the order of the rules. */
  readonly membershipChangedMails: (Shared & { readonly lineId: string })[];
  streamingLinksMail: Shared | undefined;
  readonly commissions: Commission[];
};

export const emptyTaskPlan = (order: Order): TaskPlan => ({
  order,
  slips: {},
  memberships: [],
  membershipChangedMails: [],
  streamingLinksMail: undefined,
  commissions: [],
});

const share = (shared: Shared, line: OrderLine, because: Because): void => {
  if (shared.lineIds.at(-1) !== line.lineId) shared.lineIds.push(line.lineId);
  // A rule for each order asks once, however many of the lines its request covers.
  if (because.lineId !== undefined || !shared.because.some((known) => known.ruleId === because.ruleId))
    shared.because.push(because);
};

const askSlip = (plan: TaskPlan, destination: Destination, line: OrderLine, because: Because): void => {
  const slip = plan.slips[destination];
  if (slip) share(slip, line, because);
  else plan.slips[destination] = { lineIds: [line.lineId], because: [because] };
};

const membershipPayload = (
  { change, plan: fixed }: Extract<Ask, { action: "membership" }>,
  line: OrderLine,
): MembershipPayload => {
  if (change === "deactivate") return { change };
  const plan = fixed ?? (change === "upgrade" ? (line.toPlan ?? line.plan) : (line.plan ?? line.toPlan));
  const period = change === "activate" ? line.period : undefined;
  return { change, ...(plan ? { plan } : {}), ...(period ? { period } : {}) };
};

const newMembership = (
  key: string,
  action: Extract<Ask, { action: "membership" }>,
  line: OrderLine,
  because: Because,
): Membership => ({
  lineId: line.lineId,
  key,
  payload: membershipPayload(action, line),
  lineIds: [line.lineId],
  because: [because],
});

const askMembership = (
  plan: TaskPlan,
  action: Extract<Ask, { action: "membership" }>,
  line: OrderLine,
  because: Because,
): void => {
  const key = `membership:${line.lineId}:${action.change}`;
  const known = plan.memberships.find((task) => task.key === key);
  // Two rules that name different plans for one line: the one written first decides.
  if (known) share(known, line, because);
  else plan.memberships.push(newMembership(key, action, line, because));
};

const askChangedMail = (plan: TaskPlan, line: OrderLine, because: Because): void => {
  const known = plan.membershipChangedMails.find((mail) => mail.lineId === line.lineId);
  if (known) share(known, line, because);
  else plan.membershipChangedMails.push({ lineId: line.lineId, lineIds: [line.lineId], because: [because] });
};

const askLinks = (plan: TaskPlan, line: OrderLine, because: Because): void => {
  if (plan.streamingLinksMail) share(plan.streamingLinksMail, line, because);
  else plan.streamingLinksMail = { lineIds: [line.lineId], because: [because] };
};

const addEntry = (task: Commission, line: OrderLine, rateBps: number | undefined): void => {
  const known = task.entries.find((entry) => entry.lineId === line.lineId);
  // A rate that a rule fixes counts before the agent's own; of several fixed rates the one written first.
  if (known) {
    if (rateBps !== undefined && known.rateBps === undefined) known.rateBps = rateBps;
    return;
  }
  const base = lineTotal(line);
  task.entries.push(
    rateBps === undefined ? { lineId: line.lineId, base } : { lineId: line.lineId, base, rateBps },
  );
};

const askCommission = (
  plan: TaskPlan,
  rateBps: number | undefined,
  line: OrderLine,
  because: Because,
): string | undefined => {
  if (line.free) return "free items earn no commission";
  const agentId = agentOf(plan.order, line);
  if (agentId === undefined) return "neither the line nor the order has an agent";
  let task = plan.commissions.find((one) => one.agentId === agentId);
  if (task) share(task, line, because);
  else {
    task = { agentId, entries: [], lineIds: [line.lineId], because: [because] };
    plan.commissions.push(task);
  }
  addEntry(task, line, rateBps);
  return undefined;
};

/**
 * Whether an action of a rule for each order concerns a line: slips take what ships (royalties: books), the links mail
 * takes what streams, a commission every line.
 */
export const actionAppliesTo = (compiled: CompiledRulebook, action: Ask, line: OrderLine): boolean => {
  switch (action.action) {
    case "packingSlip":
      return action.destination === "royalties" ? line.type === "book" : compiled.ships(line);
    case "email":
      return action.template === "membership-changed" || line.delivery === "streaming";
    case "membership":
    case "commission":
      return true;
  }
};

const askMail = (plan: TaskPlan, template: EmailTemplate, line: OrderLine, because: Because): void => {
  if (template === "streaming-links") askLinks(plan, line, because);
  else askChangedMail(plan, line, because);
};

/**
 * Adds an action of a rule to the plan.
 * @returns why the action leads to nothing for this line; undefined when it has an effect
 */
export const addAction = (
  plan: TaskPlan,
  action: Ask,
  line: OrderLine,
  because: Because,
): string | undefined => {
  switch (action.action) {
    case "packingSlip":
      askSlip(plan, action.destination, line, because);
      return undefined;
    case "membership":
      askMembership(plan, action, line, because);
      return undefined;
    case "email":
      askMail(plan, action.template, line, because);
      return undefined;
    case "commission":
      return askCommission(plan, action.rateBps, line, because);
  }
};

const addSlips = (tasks: PlannedTask[], plan: TaskPlan): void => {
  for (const destination of DESTINATIONS) {
    const slip = plan.slips[destination];
    if (!slip) continue;
    const { lineIds, because } = slip;
    tasks.push({
      type: "packing_slip",
      key: `packing_slip:${destination}`,
      lineIds,
      because,
      payload: { destination },
    });
  }
};

/** One mail per membership change of the line. Without such a task there is nothing to tell, and no mail. */
const addChangedMails = (tasks: PlannedTask[], plan: TaskPlan): void => {
  for (const { lineId, lineIds, because } of plan.membershipChangedMails) {
    let key = `email:membership-changed:${lineId}`;
    let mails = 0;
    for (const task of plan.memberships) {
      if (task.lineId !== lineId) continue;
      if (mails > 0) key = `email:membership-changed:${lineId}:${task.payload.change}`;
      const payload = { template: "membership-changed" as const };
      tasks.push({ type: "email", key, lineIds, because, dependsOn: task.key, payload });
      mails += 1;
    }
  }
};

const commissionTask = ({ agentId, lineIds, because, entries }: Commission): PlannedTask => {
  const payload: CommissionPayload = { agentId, entries };
  return { type: "commission", key: `commission:${agentId}`, lineIds, because, payload };
};

const taskList = (plan: TaskPlan): readonly PlannedTask[] => {
  const tasks: PlannedTask[] = [];
  addSlips(tasks, plan);
  for (const { key, lineIds, because, payload } of plan.memberships)
    tasks.push({ type: "membership", key, lineIds, because, payload });
  addChangedMails(tasks, plan);
  if (plan.streamingLinksMail)
    tasks.push({
      type: "email",
      key: "email:streaming-links",
      ...plan.streamingLinksMail,
      payload: { template: "streaming-links" },
    });
  for (const commission of plan.commissions) tasks.push(commissionTask(commission));
  return tasks;
};

/** An action that leads to nothing, as is known only after every rule has run. */
export type Withheld = { readonly ruleId: string; readonly lineId?: string; readonly explanation: string };

const NO_CHANGE = "no rule changes a membership because of this line, so there is nothing to tell";
const NOTHING_WITHHELD: readonly Withheld[] = [];

/** A rule for each order covers lines without a membership on purpose: only a rule for each line is explained. */
const withheldMails = (plan: TaskPlan): readonly Withheld[] =>
  plan.membershipChangedMails.length === 0
    ? NOTHING_WITHHELD
    : plan.membershipChangedMails
        .filter(({ lineId }) => !plan.memberships.some((task) => task.lineId === lineId))
        .flatMap(({ because }) =>
          because.flatMap(({ ruleId, lineId }) =>
            lineId === undefined ? [] : [{ ruleId, lineId, explanation: NO_CHANGE }],
          ),
        );

/** The tasks in order of acceptance (slips, memberships in line order, e-mails, commissions) and what led to none. */
export const plannedTasks = (
  plan: TaskPlan,
): { readonly tasks: readonly PlannedTask[]; readonly withheld: readonly Withheld[] } => ({
  tasks: taskList(plan),
  withheld: withheldMails(plan),
});
