/** The texts about tasks in the API's description. */

const ok = (description: string) => ({ 200: { description } });

export const taskDocumentation = {
  listTasks: {
    tag: "Tasks",
    summary: "List tasks of all your orders, those of the newest orders first",
    description:
      "`cause` is a code (agent-without-rate), with the id that it is about where needed (agent-without-rate:A-7), or `unknown` for tasks that ended before there were codes.",
    responses: ok("a page"),
  },
  groupTasks: {
    tag: "Tasks",
    summary: "Group tasks by cause, type and status, the largest group first",
    description:
      "Without `status`: rejected and failed tasks, and postponed ones. The `filter` of a group selects its tasks, in GET /tasks and in POST /task-retries.",
    responses: ok("a page of groups"),
  },
  readTask: {
    tag: "Tasks",
    summary: "Read a task with every attempt",
    responses: ok("the task"),
  },
  requestRetry: {
    tag: "Tasks",
    summary: "Run many rejected and failed tasks again, in the order of acceptance",
    description:
      "With `taskIds`, or with `filter` and the number of tasks that it selects as `expected`: 409 when there are more or fewer by now. At most 1 000 by one request; `remaining` says how many are left. With `dryRun` nothing runs.",
    example: { filter: { cause: "agent-without-rate:A-7" }, expected: 38, note: "A-7 has a rate now" },
    responses: {
      200: { description: "dry run: what would run again, and why the others would not" },
      202: { description: "the tasks run again" },
    },
  },
  readRetry: {
    tag: "Tasks",
    summary: "Read what became of the tasks of a request to run them again",
    responses: ok("the request, with the number of its tasks by state"),
  },
};
