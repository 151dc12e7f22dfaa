/** explain: what became of an order, and why; of one in a file under a rulebook, or of a recorded one. */
import type { Because } from "../../lib/domain/task.ts";
import type { WhyNot } from "../../lib/rulebook/decision.ts";
import { callApi, findApiConnection, queryOf } from "./api-client.ts";
import { EXIT, type Options } from "./arguments.ts";
import {
  explainOrder,
  linesWord,
  type Output,
  printReasons,
  printWhyNot,
  readJson,
} from "./offline-commands.ts";

type RecordedTask = {
  readonly taskId: string;
  readonly type: string;
  readonly status: string;
  readonly lineIds: readonly string[];
  readonly because: readonly Because[];
  readonly reason?: string;
  /** Of a task that a cancellation has added. */
  readonly cancellationId?: string;
  readonly undoes?: string;
  readonly [field: string]: unknown;
};
type RecordedOrder = {
  readonly orderId: string;
  readonly status: string;
  readonly rulebookVersion: number;
  readonly lines: readonly {
    readonly lineId: string;
    readonly sku: string;
    readonly free: boolean;
    readonly reason?: string;
    readonly ruleId?: string;
    readonly causedBy?: string;
  }[];
  readonly tasks: readonly RecordedTask[];
  readonly cancellations: readonly {
    readonly cancellationId: string;
    readonly at: string;
    readonly reason: string;
    readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
  }[];
  readonly whyNot: readonly WhyNot[];
  readonly whyNotOmitted?: number;
};

/** The fields by which tasks of one type differ. */
const SHOWN = ["destination", "change", "plan", "template", "agentId", "connection", "event"];

const taskName = (task: RecordedTask): string =>
  [task.type, ...SHOWN.flatMap((name) => (typeof task[name] === "string" ? [task[name]] : []))].join(" ");

const printTask = (task: RecordedTask, order: RecordedOrder, output: Output): void => {
  const refusal = task.reason === undefined ? "" : `: ${task.reason}`;
  const undone = order.tasks.find(({ taskId }) => taskId === task.undoes);
  const undoes = undone === undefined ? "" : `, takes back ${taskName(undone)}`;
  const what = `${taskName(task)}, ${linesWord(task.lineIds)}${undoes}`;
  output.print(`  ${output.style.green("+")} ${what} — ${task.status}${refusal}`);
  printReasons(task.because, output);
};

/** Prints an order as the service has recorded and explained it. */
const printRecorded = (order: RecordedOrder, output: Output): void => {
  const { style, print } = output;
  print(style.bold(`Order ${order.orderId} under version ${order.rulebookVersion}: ${order.status}`));
  for (const { lineId, sku, free, reason, ruleId, causedBy } of order.lines)
    if (free)
      print(
        `  ${style.green("+")} free ${sku} as line ${lineId}, because of line ${causedBy}: ${reason} (${ruleId})`,
      );
  const tasksOf = Map.groupBy(order.tasks, ({ cancellationId }) => cancellationId);
  for (const task of tasksOf.get(undefined) ?? []) printTask(task, order, output);
  printWhyNot(order.whyNot, order.whyNotOmitted, output);
  for (const { cancellationId, at, reason, lines } of order.cancellations) {
    const items = lines.map(({ lineId, quantity }) => `${quantity} of line ${lineId}`).join(", ");
    print(style.bold(`Cancellation ${cancellationId} at ${at}: ${items} — ${reason}`));
    for (const task of tasksOf.get(cancellationId) ?? []) printTask(task, order, output);
  }
};

const findOrder = (orderId: string, options: Options): Promise<RecordedOrder> => {
  const service = findApiConnection(options, process.env);
  const path = `/orders/${encodeURIComponent(orderId)}${queryOf({ client: options.client })}`;
  return callApi<RecordedOrder>(service, "GET", path);
};

/**
 * @param file a rulebook; left out: the version that the recorded order was decided under
 * @param orderFile an order, when `--order` names none
 */
export const explain = async (
  file: string | undefined,
  orderFile: string | undefined,
  options: Options,
  output: Output,
): Promise<number> => {
  if (options.order === undefined)
    return explainOrder(file!, orderFile!, readJson(orderFile!), options, output);
  const order = await findOrder(options.order, options);
  if (file !== undefined) return explainOrder(file, options.order, order, options, output);
  printRecorded(order, output);
  return EXIT.ok;
};
