/** Every attempt of a task: when, how long, what came of it, and who asked for it. A retry erases none. */
import type { Task } from "../../api/types.ts";
import { clock, date, duration } from "../../ui/format.ts";
import { type Cause, causeOf } from "../attention/cause.ts";
import { causeName } from "../attention/cause-name.ts";
import { orderTexts } from "./texts.ts";

type Attempt = NonNullable<Task["attemptLog"]>[number];

/** What was wrong in the reader's words; the service's own words are in the tooltip. */
const Outcome = ({ attempt }: { readonly attempt: Attempt }) => {
  const { outcome, detail, cause } = attempt;
  const text = orderTexts();
  const why = cause === undefined ? detail : causeName(cause as Cause, detail);
  return (
    <span
      class={
        outcome === "done" ? "ok-text" : outcome === "rejected" || outcome === "failed" ? "bad-text" : ""
      }
    >
      {text.outcome[outcome]}
      {why !== undefined && <span title={detail}> · {why}</span>}
    </span>
  );
};

const Row = ({ attempt }: { readonly attempt: Attempt }) => {
  const { no, startedAt, endedAt, requestedBy } = attempt;
  return (
    <tr>
      <td class="id">{no}</td>
      <td class="when-left">
        <time dateTime={startedAt} title={startedAt}>
          {date(startedAt)} {clock(startedAt)}
        </time>
        <small>{duration(Date.parse(endedAt) - Date.parse(startedAt))}</small>
      </td>
      <td>
        <Outcome attempt={attempt} />
        {requestedBy !== undefined && <small>{orderTexts().requestedBy(requestedBy)}</small>}
      </td>
    </tr>
  );
};

export const Attempts = ({ task }: { readonly task: Task }) => {
  const text = orderTexts();
  const { attemptLog = [], attemptLogOmitted = 0, notBefore } = task;
  if (attemptLog.length === 0 && notBefore === undefined) return null;
  return (
    <>
      <h3>{text.attemptsTitle}</h3>
      {attemptLogOmitted > 0 && <p class="hint">{text.attemptsOmitted(attemptLogOmitted)}</p>}
      <table class="list inner attempts">
        <tbody>
          {attemptLog.map((attempt) => (
            <Row key={attempt.no} attempt={attempt} />
          ))}
        </tbody>
      </table>
      {notBefore !== undefined && task.finishedAt === undefined && (
        <p class="hint">
          {text.notBefore(`${date(notBefore)} ${clock(notBefore)}`)}
          {task.cause !== undefined && ` · ${causeName(causeOf(task), undefined)}`}
        </p>
      )}
    </>
  );
};
