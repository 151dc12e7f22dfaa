/** Why a task exists, how often it was tried, and what can be done about it. */
import type { Because, Task } from "../../api/types.ts";
import { lazy } from "../../app/lazy.tsx";
import { may } from "../../session/caller.ts";
import { Attempts } from "./attempts.tsx";
import { Dependencies } from "./dependencies.tsx";
import { LineNames } from "./line-names.tsx";
import { RuleName } from "./rule-name.tsx";
import { orderTexts } from "./texts.ts";

const Reasons = ({ ruleId, reasons }: { readonly ruleId: string; readonly reasons: readonly Because[] }) => (
  <li>
    <p class="rule">
      <RuleName ruleId={ruleId} />
    </p>
    <ul class="clauses">
      {reasons.map((reason, index) => (
        <li key={index}>
          <LineNames entry={reason} /> <Explanation entry={reason} />
          {reason.omitted !== undefined && <i> {orderTexts().becauseMore(reason.omitted)}</i>}
        </li>
      ))}
    </ul>
  </li>
);

// Its words for every field are too many for the shell.
const Explanation = lazy(
  async () => (await import("./explanation.tsx")).Explanation,
  () => null,
);

const Commissions = lazy(
  async () => (await import("./order-appendix.tsx")).Commissions,
  () => null,
);

const RunAgain = lazy(
  async () => (await import("./run-again.tsx")).RunAgain,
  () => null,
);

const isInTrouble = ({ status }: Task): boolean => status === "rejected" || status === "failed";

export const TaskDetail = ({ task }: { readonly task: Task }) => (
  <div class="task-detail">
    {isInTrouble(task) && may("tasks:retry") && <RunAgain task={task} />}
    <Dependencies task={task} />
    {task.cancellationId !== undefined && (
      <p>
        {orderTexts().forCancellation} <span class="mono">{task.cancellationId}</span>
      </p>
    )}
    {task.because.length > 0 && <h3>{orderTexts().because}</h3>}
    <ul class="because">
      {[...Map.groupBy(task.because, ({ ruleId }) => ruleId)].map(([ruleId, reasons]) => (
        <Reasons key={ruleId} ruleId={ruleId} reasons={reasons} />
      ))}
    </ul>
    <Commissions task={task} />
    <Attempts task={task} />
  </div>
);
