/** Running the tasks of a group again: what would run, then how far it is. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../../api/client.ts";
import { refresh, useResource } from "../../api/resource.ts";
import type { Problem } from "../../api/types.ts";
import { t } from "../../i18n/core.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Loading, ProblemNote } from "../../ui/notice.tsx";
import { rememberRun } from "./runs.ts";
import { attentionTexts } from "./texts.ts";
import type { Retry, RetryPlan, RetryProgress, TaskGroup } from "./types.ts";

/** Asks for the tasks of a group to run again; `expected` holds the request back when the group has changed. */
export const useRetry = (group: TaskGroup) => {
  const problem = useSignal<Problem | undefined>(undefined);
  const run = async (expected: number, note = ""): Promise<void> => {
    const body = { filter: group.filter, expected, ...(note === "" ? {} : { note }) };
    const reply = await call<Retry>("/task-retries", { method: "POST", body });
    problem.value = reply.ok ? undefined : reply.problem;
    if (reply.ok) rememberRun({ retryId: reply.body.retryId, group });
    await refresh("/tasks");
  };
  return { problem: problem.value, run };
};

/** How far a request is. */
export const Progress = ({ retryId }: { readonly retryId: string }) => {
  const { data } = useResource<RetryProgress>(`/task-retries/${retryId}`);
  const text = attentionTexts();
  if (data === undefined) return null;
  const again = data.rejected + data.failed;
  return (
    <div class="progress" role="status">
      <progress
        value={data.accepted - data.open}
        max={Math.max(1, data.accepted)}
        aria-label={text.progress(data.done, data.open)}
      />
      <span>
        {text.progress(data.done, data.open)}
        {again > 0 && ` · ${text.failedAgain(again)}`}
      </span>
    </div>
  );
};

const usePlan = (group: TaskGroup) => {
  const plan = useSignal<RetryPlan | undefined>(undefined);
  const problem = useSignal<Problem | undefined>(undefined);
  useEffect(() => {
    void call<RetryPlan>("/task-retries", {
      method: "POST",
      body: { filter: group.filter, dryRun: true },
    }).then((reply) => {
      if (reply.ok) plan.value = reply.body;
      else problem.value = reply.problem;
    });
  }, []);
  return { plan: plan.value, problem: problem.value };
};

type Props = {
  readonly group: TaskGroup;
  readonly onRun: (expected: number, note: string) => Promise<void>;
  readonly onClose: () => void;
};

const Plan = ({ plan }: { readonly plan: RetryPlan }) => {
  const text = attentionTexts();
  return (
    <>
      <p>{text.plan(plan.eligible, plan.orders)}</p>
      {plan.refused > 0 && (
        <p class="note warn">
          {text.refused(plan.refused)} {plan.refusals[0]?.reason}
        </p>
      )}
      {plan.remaining > 0 && <p class="hint">{text.remaining(plan.remaining)}</p>}
    </>
  );
};

/** Says what will happen to how many before anything does. */
export const RunDialog = ({ group, onRun, onClose }: Props) => {
  const text = attentionTexts();
  const { plan, problem } = usePlan(group);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const note = String(new FormData(event.currentTarget as HTMLFormElement).get("note") ?? "").trim();
    await onRun(plan?.eligible ?? 0, note);
    onClose();
  };
  return (
    <Dialog title={text.runTitle(group.count)} onClose={onClose}>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        {problem !== undefined && <ProblemNote problem={problem} />}
        {plan === undefined ? problem === undefined && <Loading /> : <Plan plan={plan} />}
        {group.status === "rejected" && <p class="hint">{text.refusal}</p>}
        <label class="field">
          <span>{text.note}</span>
          <input name="note" maxLength={500} />
        </label>
        <footer>
          <button type="button" class="secondary" onClick={onClose}>
            {t().common.cancel}
          </button>
          <button type="submit" class="primary" disabled={(plan?.eligible ?? 0) === 0}>
            {text.run(plan?.eligible ?? group.count)}
          </button>
        </footer>
      </form>
    </Dialog>
  );
};
