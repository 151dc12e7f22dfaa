/** A new rate, with the day from which it is valid, and a new manager. */
import { useSignal } from "@preact/signals";
import { call } from "../../api/client.ts";
import { clientQuery } from "../../api/client-query.ts";
import { refresh } from "../../api/resource.ts";
import type { Problem } from "../../api/types.ts";
import { t } from "../../i18n/core.ts";
import { basisPointsOf } from "../../ui/basis-points.ts";
import { instantOfDay } from "../../ui/format.ts";
import { ProblemNote } from "../../ui/notice.tsx";
import type { Agent } from "./agent.ts";
import { agentTexts } from "./texts.ts";

const bodyOf = (form: FormData, agent: Agent) => {
  const field = (name: string) => String(form.get(name) ?? "").trim();
  const [manager, validFrom] = [field("manager"), field("validFrom")];
  return {
    name: field("name"),
    commissionRateBps: basisPointsOf(field("rate")),
    ...(validFrom === "" ? {} : { validFrom: instantOfDay(validFrom) }),
    ...(manager === (agent.managerId ?? "") ? {} : { managerId: manager === "" ? null : manager }),
  };
};

export const AgentForm = ({ agent }: { readonly agent: Agent }) => {
  const text = agentTexts();
  const problem = useSignal<Problem | undefined>(undefined);
  const saved = useSignal(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const body = bodyOf(new FormData(event.currentTarget as HTMLFormElement), agent);
    const path = `/agents/${encodeURIComponent(agent.agentId)}${clientQuery(agent.clientId)}`;
    const reply = await call(path, { method: "PUT", body });
    problem.value = reply.ok ? undefined : reply.problem;
    saved.value = reply.ok;
    await refresh("/agents");
  };
  return (
    <form class="fix" onSubmit={(event) => void submit(event)}>
      <b>{text.change}</b>
      <label>
        <span>{text.name}</span>
        <input name="name" required maxLength={200} defaultValue={agent.name} />
      </label>
      <label class="narrow">
        <span>{text.ratePercent}</span>
        <input name="rate" required inputMode="decimal" pattern="\d{1,2}([.,]\d{1,2})?|100" />
      </label>
      <label>
        <span>{text.validFrom}</span>
        <input type="date" name="validFrom" aria-describedby="valid-from" />
      </label>
      <label>
        <span>{text.managerId}</span>
        <input name="manager" class="mono" maxLength={64} defaultValue={agent.managerId ?? ""} />
      </label>
      <button type="submit" class="primary">
        {t().common.save}
      </button>
      <p id="valid-from" class="hint">
        {text.changeHelp} {text.validFromHelp}
      </p>
      {problem.value !== undefined && <ProblemNote problem={problem.value} />}
      {saved.value && (
        <p class="note ok" role="status">
          {text.saved}
        </p>
      )}
    </form>
  );
};
