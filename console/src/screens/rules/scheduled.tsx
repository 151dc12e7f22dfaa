/** Versions that will be in force, with a way to cancel each. */
import { useSignal } from "@preact/signals";
import { call } from "../../api/client.ts";
import { refresh, useResource } from "../../api/resource.ts";
import type { BodyOf, Problem } from "../../api/types.ts";
import { may } from "../../session/caller.ts";
import { dateTime } from "../../ui/format.ts";
import { ProblemNote } from "../../ui/notice.tsx";
import { ruleTexts } from "./texts.ts";

export const Scheduled = () => {
  const { data } = useResource<BodyOf<"listActivations">>("/rulebooks/activations");
  const problem = useSignal<Problem | undefined>(undefined);
  const cancel = async (activationId: number): Promise<void> => {
    const reply = await call(`/rulebooks/activations/${activationId}`, { method: "DELETE" });
    problem.value = reply.ok ? undefined : reply.problem;
    await refresh("/rulebooks");
  };
  const scheduled = (data?.activations ?? []).filter(({ status }) => status === "scheduled");
  const text = ruleTexts();
  return (
    <>
      {scheduled.map(({ activationId, version, effectiveFrom }) => (
        <p key={activationId} class="note warn">
          {text.scheduledNote(version, dateTime(effectiveFrom))}{" "}
          {may("rules:activate") && (
            <button type="button" class="link" onClick={() => void cancel(activationId)}>
              {text.cancelSchedule}
            </button>
          )}
        </p>
      ))}
      {problem.value !== undefined && <ProblemNote problem={problem.value} />}
    </>
  );
};
