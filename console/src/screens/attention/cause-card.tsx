/** One cause: what it is, how many tasks it holds up, its fix, and running them again. */
import { useSignal } from "@preact/signals";
import { to } from "../../app/router.ts";
import { t } from "../../i18n/core.ts";
import { may } from "../../session/caller.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/notice.tsx";
import { TaskBadge } from "../../ui/status.tsx";
import { Ago } from "../../ui/time.tsx";
import { taskTypeName } from "../order/task-name.ts";
import { type Cause, causeOf } from "./cause.ts";
import { causeName } from "./cause-name.ts";
import { Fix } from "./fix.tsx";
import { Progress, RunDialog, useRetry } from "./run-group.tsx";
import { forgetRun, keyOf, runs } from "./runs.ts";
import { attentionTexts } from "./texts.ts";
import type { TaskGroup } from "./types.ts";

const Samples = ({ group }: { readonly group: TaskGroup }) => (
  <p class="samples">
    {attentionTexts().samples}{" "}
    {group.sample.slice(0, 4).map(({ orderId, clientId, taskId }) => (
      <a key={taskId} class="mono sample" href={to(["orders", orderId], { client: clientId })}>
        {orderId}
      </a>
    ))}
  </p>
);

type Props = {
  readonly group: TaskGroup;
  /** Whether none of its tasks needs attention any more. */
  readonly isGone: boolean;
};

const Head = ({ group, cause, isGone }: Props & { readonly cause: Cause }) => {
  const text = attentionTexts();
  const [first] = group.sample;
  return (
    <header>
      <div>
        <h2>{causeName(cause, first?.reason)}</h2>
        <p class="sub">
          {taskTypeName(group.type)} · {text.tasks(group.count)} · {t().common.orders(group.orders)} ·{" "}
          {text.since} <Ago at={group.first} />
          {group.count > 1 && (
            <>
              {" "}
              · {text.last} <Ago at={group.last} />
            </>
          )}
        </p>
      </div>
      {isGone ? (
        <button
          type="button"
          class="icon-button"
          aria-label={t().common.close}
          onClick={() => forgetRun(group)}
        >
          <Icon name="close" />
        </button>
      ) : (
        <TaskBadge status={group.status} />
      )}
    </header>
  );
};

export const CauseCard = ({ group, isGone }: Props) => {
  const text = attentionTexts();
  const { problem, run } = useRetry(group);
  const lastRun = runs.value.get(keyOf(group));
  const asking = useSignal(false);
  const [first] = group.sample;
  const cause = (group.cause as Cause | undefined) ?? causeOf({ reason: first?.reason });
  return (
    <li class="card cause" data-row tabIndex={-1}>
      <Head group={group} cause={cause} isGone={isGone} />
      {group.status === "rejected" && !isGone && <p class="hint">{text.refusal}</p>}
      <Samples group={group} />
      {may("tasks:retry") && !isGone && (
        <div class="actions-row">
          <Fix
            cause={cause}
            client={first?.clientId}
            label={text.fixAndRun(group.count)}
            onFixed={() => run(group.count)}
          />
          <button
            type="button"
            class="secondary"
            data-key="r"
            onClick={() => {
              asking.value = true;
            }}
          >
            <Icon name="again" />
            {text.run(group.count)}
          </button>
        </div>
      )}
      {problem !== undefined && <ProblemNote problem={problem} />}
      {lastRun !== undefined && <Progress retryId={lastRun.retryId} />}
      {asking.value && (
        <RunDialog
          group={group}
          onRun={run}
          onClose={() => {
            asking.value = false;
          }}
        />
      )}
    </li>
  );
};
