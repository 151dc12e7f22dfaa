/** The commands of `npm run tasks`. They call the API of the running stack or of a deployment. */
import type { CommandOutput } from "../terminal/run-api-command.ts";
import type { ResponseBody } from "../../lib/contract/operations/operation.ts";
import type {
  retryPlanSchema,
  retryRequestSchema,
  taskDetailSchema,
  taskGroupsSchema,
  taskListSchema,
} from "../../lib/contract/responses/tasks.ts";
import { causeText } from "../../lib/domain/cause-filter.ts";
import { type ApiConnection, callApi, findApiConnection } from "../rules/api-client.ts";
import { EXIT } from "../rules/arguments.ts";
import { formatTable } from "../terminal/table.ts";
import type { Filter, TasksCommand } from "./arguments.ts";

type TaskList = ResponseBody<typeof taskListSchema>;
type ListedTask = TaskList["tasks"][number];
type Groups = ResponseBody<typeof taskGroupsSchema>;
type Plan = ResponseBody<typeof retryPlanSchema>;
type Request = ResponseBody<typeof retryRequestSchema>;

type Of<Kind extends TasksCommand["kind"]> = Extract<TasksCommand, { kind: Kind }>;

const MAX_PAGE = 200;
const MAX_REFUSALS_SHOWN = 20;

const pathOf = (path: string, query: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
};

const secondOf = (instant: string | undefined): string => instant?.slice(0, 19).replace("T", " ") ?? "";

const headed = (
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { style }: CommandOutput,
): string => formatTable([header.map(style.dim), ...rows]);

const taskRow = (task: ListedTask): string[] => [
  task.taskId,
  task.orderId,
  task.type,
  task.status,
  String(task.attempts),
  secondOf(task.finishedAt ?? task.createdAt),
  task.reason ?? task.lastError ?? "",
];

const list = async (service: ApiConnection, command: Of<"list">, output: CommandOutput): Promise<number> => {
  const { filter, client, limit } = command;
  const rows: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = { limit: String(Math.min(MAX_PAGE, limit - rows.length)), cursor };
    const path = pathOf("/tasks", { ...filter, client, ...page });
    const { tasks, nextCursor } = await callApi<TaskList>(service, "GET", path);
    rows.push(...tasks.map(taskRow));
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined && rows.length < limit);
  const header = ["task", "order", "type", "status", "attempts", "at", "reason"];
  output.print(rows.length === 0 ? "no such task" : headed(header, rows, output));
  if (cursor !== undefined) output.print(output.style.dim("there are more: --limit"));
  return EXIT.ok;
};

const groupRow = ({ filter, type, status, count, orders, first, last, sample }: Groups["groups"][number]) => [
  filter.cause ?? "-",
  type,
  status,
  String(count),
  String(orders),
  secondOf(first),
  secondOf(last),
  sample[0]?.orderId ?? "",
];

const groups = async (
  service: ApiConnection,
  command: Of<"groups">,
  output: CommandOutput,
): Promise<number> => {
  const { filter, client } = command;
  const query = { ...filter, client, limit: String(MAX_PAGE) };
  const { groups: found, nextCursor } = await callApi<Groups>(service, "GET", pathOf("/tasks/groups", query));
  const header = ["cause", "type", "status", "tasks", "orders", "first", "last", "sample"];
  output.print(found.length === 0 ? "no task needs attention" : headed(header, found.map(groupRow), output));
  if (nextCursor !== null) output.print(output.style.dim("and smaller groups"));
  return EXIT.ok;
};

const show = async (service: ApiConnection, command: Of<"show">, output: CommandOutput): Promise<number> => {
  const path = pathOf(`/tasks/${encodeURIComponent(command.taskId)}`, { client: command.client });
  const task = await callApi<ResponseBody<typeof taskDetailSchema>>(service, "GET", path);
  const facts: (readonly [string, string | undefined])[] = [
    ["task", task.taskId],
    ["order", task.orderId],
    ["type", task.type],
    ["status", task.status],
    ["cause", task.cause && causeText(task.cause)],
    ["reason", task.reason ?? task.lastError],
    ["created", secondOf(task.createdAt)],
    ["not before", task.notBefore && secondOf(task.notBefore)],
    ["ended", task.finishedAt && secondOf(task.finishedAt)],
  ];
  output.print(formatTable(facts.flatMap(([name, value]) => (value ? [[name, value]] : []))));
  const attempts = (task.attemptLog ?? []).map(({ no, startedAt, endedAt, outcome, detail, requestedBy }) => [
    String(no),
    secondOf(startedAt),
    secondOf(endedAt),
    outcome,
    requestedBy ?? "",
    detail ?? "",
  ]);
  const header = ["attempt", "from", "to", "outcome", "asked for by", "detail"];
  output.print(attempts.length === 0 ? "\nno attempt yet" : `\n${headed(header, attempts, output)}`);
  return EXIT.ok;
};

type RetryBody = {
  readonly taskIds?: readonly string[];
  readonly filter?: Filter;
  readonly expected?: number;
  readonly dryRun?: true;
  readonly note?: string | undefined;
};

const post = <T>(service: ApiConnection, client: string | undefined, body: RetryBody): Promise<T> =>
  callApi<T>(service, "POST", pathOf("/task-retries", { client }), {
    type: "application/json",
    text: JSON.stringify(body),
  });

const printRefusals = ({ refusals }: Pick<Plan, "refusals">, { print, style }: CommandOutput): void => {
  for (const { taskId, reason } of refusals.slice(0, MAX_REFUSALS_SHOWN))
    print(style.yellow(`${taskId}: ${reason}`));
  const more = refusals.length - MAX_REFUSALS_SHOWN;
  if (more > 0) print(style.yellow(`and ${more} more`));
};

const tasksText = (count: number): string => (count === 1 ? "one task" : `${count} tasks`);

// The tasks of a filter are counted by a dry run first. What comes into the filter meanwhile makes the service refuse.
const retryAll = async (
  service: ApiConnection,
  command: Of<"retry">,
  output: CommandOutput,
): Promise<number> => {
  const { filter, client, note } = command;
  const plan = await post<Plan>(service, client, { filter, dryRun: true });
  let expected = plan.eligible;
  let accepted = 0;
  while (expected > 0) {
    const request = await post<Request>(service, client, { filter, expected, note });
    accepted += request.accepted;
    output.print(output.style.green(`request ${request.retryId}: ${tasksText(request.accepted)} run again`));
    printRefusals(request, output);
    expected = request.remaining;
  }
  if (accepted === 0) output.print("no task can run again");
  return accepted === 0 ? EXIT.issues : EXIT.ok;
};

const retryNamed = async (
  service: ApiConnection,
  command: Of<"retry">,
  output: CommandOutput,
): Promise<number> => {
  const { taskIds, client, note } = command;
  const request = await post<Request>(service, client, { taskIds, note });
  output.print(`request ${request.retryId}: ${tasksText(request.accepted)} run again`);
  printRefusals(request, output);
  return request.accepted === 0 ? EXIT.issues : EXIT.ok;
};

const dryRun = async (
  service: ApiConnection,
  command: Of<"retry">,
  output: CommandOutput,
): Promise<number> => {
  const { taskIds, filter, client } = command;
  const selection = taskIds.length > 0 ? { taskIds } : { filter };
  const plan = await post<Plan>(service, client, { ...selection, dryRun: true });
  const rows = plan.tasks.map(({ taskId, orderId, type }) => [taskId, orderId, type]);
  if (rows.length > 0) output.print(headed(["task", "order", "type"], rows, output));
  output.print(`${tasksText(plan.eligible)} of ${plan.orders} orders would run again; nothing was changed`);
  printRefusals(plan, output);
  return plan.eligible === 0 ? EXIT.issues : EXIT.ok;
};

/** @returns the exit code */
export const runTasksCommand = (command: TasksCommand, output: CommandOutput): Promise<number> => {
  const service = findApiConnection({ dataDir: command.dataDir }, process.env);
  switch (command.kind) {
    case "list":
      return list(service, command, output);
    case "groups":
      return groups(service, command, output);
    case "show":
      return show(service, command, output);
    case "retry":
      if (command.dryRun) return dryRun(service, command, output);
      return command.taskIds.length > 0
        ? retryNamed(service, command, output)
        : retryAll(service, command, output);
  }
};
