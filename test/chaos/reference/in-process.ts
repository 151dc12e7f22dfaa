/** Sends a workload to the functions in this process, and carries out its tasks, without anything that fails. */
import { handler as commissions } from "../../../functions/commissions/handler.ts";
import { handler as emails } from "../../../functions/emails/handler.ts";
import { handler as memberships } from "../../../functions/memberships/handler.ts";
import { handler as orders } from "../../../functions/orders/handler.ts";
import { handler as packingSlips } from "../../../functions/packing-slips/handler.ts";
import { handler as registry } from "../../../functions/registry/handler.ts";
import { handler as reports } from "../../../functions/reports/handler.ts";
import { handler as rulebooks } from "../../../functions/rulebooks/handler.ts";
import { handler as webhooks } from "../../../functions/webhooks/handler.ts";
import { clearRulesCache } from "../../../lib/runtime/rulebook-cache.ts";
import { apiClient, type HttpHandler } from "../../support/api-client.ts";
import { eventFor, type FunctionStack } from "../../support/function-stack.ts";
import { routeOf } from "../../support/http-bridge.ts";
import { seededRandom } from "../../support/seeded-random.ts";
import type { ChaosRecord, ChaosRequest, Workload } from "../recorded.ts";

const HANDLERS = {
  packing_slip: packingSlips,
  membership: memberships,
  email: emails,
  commission: commissions,
  webhook: webhooks,
};

const FUNCTIONS: Readonly<Record<string, HttpHandler>> = {
  orders,
  "task-retries": orders,
  agents: registry,
  catalog: registry,
  lists: registry,
  connections: registry,
  rulebooks,
  "packing-slips": reports,
  statements: reports,
};

const send = async (
  request: ChaosRequest,
  records: ReadonlyMap<string, ChaosRecord>,
): Promise<ChaosRecord> => {
  const completed = { ...request, ...request.complete?.(records) };
  const { pathname, searchParams } = new URL(completed.path, "http://localhost");
  const { template, params } = routeOf(pathname)!;
  const { status, json, text } = await apiClient(FUNCTIONS[pathname.split("/")[1]!]!)(
    `${request.method} ${template}`,
    {
      params,
      query: Object.fromEntries(searchParams),
      headers: request.headers ?? {},
      ...(completed.body === undefined ? {} : { body: completed.body as object | string }),
    },
  );
  if (pathname.endsWith("/activation")) clearRulesCache();
  return { request: completed, status, body: json ?? text, attempts: 1 };
};

type Open = { readonly taskId: string; readonly type: keyof typeof HANDLERS };

/** Carries out open tasks as messages do. @returns how many were open */
const carryOut = async ({ sql }: FunctionStack, isDelivered: (task: Open) => boolean): Promise<number> => {
  const open = await sql.many<Open>(
    `select task_id, type from tasks where status in ('pending', 'queued') and not blocked
     order by coalesce(cancellation_no, order_no), position`,
  );
  for (const [type, tasks] of Map.groupBy(open.filter(isDelivered), (task) => task.type)) {
    const taskIds = tasks.map(({ taskId }) => taskId);
    for (let start = 0; start < taskIds.length; start += 10)
      await HANDLERS[type](eventFor(taskIds.slice(start, start + 10)));
  }
  return open.length;
};

const MAX_ROUNDS = 30;

const carryOutAll = async (stack: FunctionStack): Promise<void> => {
  for (let round = 0; round < MAX_ROUNDS; round += 1) if ((await carryOut(stack, () => true)) === 0) return;
  throw new Error(`tasks are open after ${MAX_ROUNDS} rounds`);
};

/** Each request after those that it must follow. */
const inSequence = (requests: readonly ChaosRequest[]): ChaosRequest[] => {
  const sent = new Set<string>();
  const sequence: ChaosRequest[] = [];
  let left = [...requests];
  while (left.length > 0) {
    const next = left.find(({ after = [] }) => after.every((key) => sent.has(key)));
    if (next === undefined) throw new Error("requests wait for one another");
    sent.add(next.key);
    sequence.push(next);
    left = left.filter((request) => request !== next);
  }
  return sequence;
};

/** Between requests some tasks are carried out, so that cancellations find tasks in every state. */
const MEAN_REQUESTS_PER_DELIVERY = 4;

/** @returns the response to every request */
export const runInProcess = async (
  stack: FunctionStack,
  { setup, requests, closing, reading }: Workload,
  seed: number,
): Promise<ChaosRecord[]> => {
  const random = seededRandom(seed, 2);
  const records = new Map<string, ChaosRecord>();
  const sendOne = async (request: ChaosRequest) => {
    records.set(request.key, await send(request, records));
  };
  const unexpected = () => [...records.values()].filter(({ status }) => status >= 300);
  for (const request of setup) await sendOne(request);
  if (unexpected().length > 0) throw new Error(`the setup failed: ${JSON.stringify(unexpected())}`);
  for (const request of inSequence(requests)) {
    await sendOne(request);
    if (random.below(MEAN_REQUESTS_PER_DELIVERY) === 0) await carryOut(stack, () => random.chance(0.7));
  }
  await carryOutAll(stack);
  for (const request of closing) await sendOne(request);
  await carryOutAll(stack);
  for (const request of reading) await sendOne(request);
  return [...records.values()];
};
