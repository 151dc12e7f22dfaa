/** Two-person approval, where the stage wants it: who approved a version, and approving it. */
import { useSignal } from "@preact/signals";
import { call } from "../../api/client.ts";
import { refresh } from "../../api/resource.ts";
import type { Problem } from "../../api/types.ts";
import { may } from "../../session/caller.ts";
import { authorName } from "../../ui/format.ts";
import { ProblemNote } from "../../ui/notice.tsx";
import type { Rulebook } from "./rule-types.ts";
import { ruleTexts } from "./texts.ts";

export const Approval = ({ rulebook }: { readonly rulebook: Rulebook }) => {
  const { version, approvals, approvalsNeeded, status } = rulebook;
  const text = ruleTexts();
  const problem = useSignal<Problem | undefined>(undefined);
  if (approvalsNeeded === 0 || status === "active") return null;
  const approve = async () => {
    const reply = await call(`/rulebooks/${version}/approval`, { method: "POST" });
    problem.value = reply.ok ? undefined : reply.problem;
    await refresh("/rulebooks");
  };
  const names = approvals.map(({ approvedBy }) => authorName(approvedBy)).join(", ");
  const isApproved = approvals.length >= approvalsNeeded;
  return (
    <div class={`note ${isApproved ? "ok" : "warn"}`}>
      {text.approvals(approvals.length, approvalsNeeded)} {names}{" "}
      {!isApproved && may("rules:activate") && (
        <button type="button" class="link" onClick={() => void approve()}>
          {text.approve}
        </button>
      )}
      {problem.value !== undefined && <ProblemNote problem={problem.value} />}
    </div>
  );
};
