/** The form that switches a version on, loaded when it is opened. */
import { useSignal } from "@preact/signals";
import { call } from "../../api/client.ts";
import { refresh } from "../../api/resource.ts";
import type { Problem } from "../../api/types.ts";
import { t } from "../../i18n/core.ts";
import { instantOfLocal } from "../../ui/format.ts";
import { ProblemNote } from "../../ui/notice.tsx";
import type { Rulebook } from "./rule-types.ts";
import { ruleTexts } from "./texts.ts";

type When = "now" | "at" | "shadow";

type Props = {
  readonly rulebook: Rulebook;
  /** The version in force. */
  readonly active: number | undefined;
  readonly onDone: () => void;
};

const bodyOf = (form: FormData, active: number | undefined) => {
  const at = String(form.get("at") ?? "");
  const note = String(form.get("note") ?? "").trim();
  if (form.get("when") === "shadow") return { shadow: true };
  return {
    ...(form.get("when") === "at" && at !== "" ? { effectiveFrom: instantOfLocal(at) } : {}),
    ...(active === undefined ? {} : { expectedActive: active }),
    ...(note === "" ? {} : { note }),
  };
};

export const SwitchForm = ({ rulebook, active, onDone }: Props) => {
  const text = ruleTexts();
  const when = useSignal<When>("now");
  const problem = useSignal<Problem | undefined>(undefined);
  const choices: readonly (readonly [When, string])[] = [
    ["now", text.switchNow],
    ["at", text.switchAt],
    ...(rulebook.status === "shadow" ? [] : [["shadow", text.switchShadow] as const]),
  ];
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const body = bodyOf(new FormData(event.currentTarget as HTMLFormElement), active);
    const reply = await call(`/rulebooks/${rulebook.version}/activation`, { method: "POST", body });
    problem.value = reply.ok ? undefined : reply.problem;
    await refresh("/rulebooks");
    if (reply.ok) onDone();
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      <p>{when.value === "shadow" ? text.switchShadowWhat : text.switchWhat(rulebook.version, active)}</p>
      {choices.map(([value, name]) => (
        <label key={value} class="choice">
          <input
            type="radio"
            name="when"
            value={value}
            checked={when.value === value}
            onChange={() => {
              when.value = value;
            }}
          />{" "}
          {name}
        </label>
      ))}
      {when.value === "at" && <input type="datetime-local" name="at" required aria-label={text.switchAt} />}
      {when.value !== "shadow" && (
        <label class="field">
          <span>{text.switchNote}</span>
          <input name="note" maxLength={500} />
        </label>
      )}
      {problem.value !== undefined && <ProblemNote problem={problem.value} />}
      <footer>
        <button type="button" class="secondary" onClick={onDone}>
          {t().common.cancel}
        </button>
        <button type="submit" class="primary">
          {text.switchOn}
        </button>
      </footer>
    </form>
  );
};
