/** The checker in a worker beside the page, which also reads and changes decision tables within the text of rules. */
import type { RulebookIssue } from "../../../lib/rulebook/check/check-rulebook.ts";
import type { Grid, TableEdit } from "../../../lib/rulebook/check/edit-table.ts";
import type { Result } from "../../../lib/domain/result.ts";

/** What is done with a text, and what comes of it. */
export type Tasks = {
  readonly check: { readonly result: readonly RulebookIssue[] };
  readonly grids: { readonly result: readonly Grid[] };
  readonly edit: {
    readonly table: string;
    readonly edit: TableEdit;
    /** The changed text, or why it is not changed. */
    readonly result: Result<string, string>;
  };
};

type TaskOf<Kind extends keyof Tasks> = { readonly kind: Kind; readonly source: string } & Omit<
  Tasks[Kind],
  "result"
>;
export type WorkerTask = TaskOf<"check"> | TaskOf<"grids"> | TaskOf<"edit">;
export type WorkerRequest = { readonly id: number; readonly task: WorkerTask };
export type WorkerReply = { readonly id: number; readonly result: unknown };

/** The checker calculates with Temporal, which not every browser has yet. */
const load = async () => {
  if (!("Temporal" in globalThis)) await import("temporal-polyfill/global");
  return import("./check.ts");
};

const loading = load();

addEventListener("message", async ({ data: { id, task } }: MessageEvent<WorkerRequest>) => {
  const { check, editTable, gridsOf } = await loading;
  const run = () => {
    if (task.kind === "check") return check(task.source);
    return task.kind === "grids" ? gridsOf(task.source) : editTable(task.source, task.table, task.edit);
  };
  const reply: WorkerReply = { id, result: run() };
  postMessage(reply);
});
