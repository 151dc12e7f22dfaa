/** Editing the rules: the text, what the checker says about it while one types, what changed, and saving. */
import { useSignal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { call } from "../../api/client.ts";
import { refresh, useResource } from "../../api/resource.ts";
import type { BodyOf, Problem } from "../../api/types.ts";
import { navigate, query, to } from "../../app/router.ts";
import { Loaded, ProblemNote } from "../../ui/notice.tsx";
import { Changes, Editor, Tables, TryOut } from "./lazy-parts.ts";
import { CheckResult } from "./check-result.tsx";
import type { Marked } from "./code-mirror.ts";
import type { Issue } from "./fix-of.ts";
import { forgetDraft, useDraft } from "./draft.ts";
import type { Rulebook } from "./rule-types.ts";
import { currentTab, Tabs } from "../../ui/tabs.tsx";
import { ruleTexts } from "./texts.ts";
import { type Check, useCheck } from "./use-check.ts";

type Props = { readonly base: Rulebook; readonly active: Rulebook };

const useSave = (source: string, active: Rulebook) => {
  const problem = useSignal<Problem | undefined>(undefined);
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const note = String(new FormData(event.currentTarget as HTMLFormElement).get("note") ?? "").trim();
    const search = new URLSearchParams({ basedOn: String(active.version), ...(note === "" ? {} : { note }) });
    const reply = await call<BodyOf<"saveRulebook">>(`/rulebooks?${search}`, {
      method: "POST",
      body: source,
    });
    problem.value = reply.ok ? undefined : reply.problem;
    if (!reply.ok) return;
    forgetDraft();
    await refresh("/rulebooks");
    navigate(to(["rules", String(reply.body.version)], { tab: "changes" }));
  };
  return { problem: problem.value, save };
};

const Save = ({
  source,
  active,
  blocked,
}: {
  readonly source: string;
  readonly active: Rulebook;
  readonly blocked: boolean;
}) => {
  const text = ruleTexts();
  const { problem, save } = useSave(source, active);
  return (
    <form class="save" onSubmit={(event) => void save(event)}>
      <label class="field grow">
        <span>{text.note}</span>
        <input name="note" maxLength={500} required />
      </label>
      <button type="submit" class="primary" disabled={blocked}>
        {text.save}
      </button>
      <p class="hint">{text.saveHelp}</p>
      {problem !== undefined && <ProblemNote problem={problem} />}
    </form>
  );
};

const marksOf = ({ errors, warnings }: Check): readonly Marked[] => [
  ...errors.map((issue) => ({ issue, severity: "error" as const })),
  ...warnings.map((issue) => ({ issue, severity: "warning" as const })),
];

const Edit = ({ base, active }: Props) => {
  const text = ruleTexts();
  const { source, setSource } = useDraft(base);
  const check = useCheck(source);
  const tab = currentTab("text");
  const select = useRef<((issue: Issue) => void) | undefined>(undefined);
  const marked = useMemo(() => marksOf(check), [check]);
  return (
    <>
      <div class="filters">
        <Tabs
          label={text.editTitle}
          tabs={[
            ["text", text.source],
            ["tables", text.tables],
            ["changes", text.changes],
            ["try", text.try],
          ]}
        />
        {source !== base.source && (
          <button type="button" class="link" onClick={() => setSource(base.source)}>
            {text.discard}
          </button>
        )}
      </div>
      {tab === "tables" && (
        <Tables
          source={source}
          issues={[...check.errors, ...check.warnings]}
          hasErrors={check.errors.length > 0}
          onInput={setSource}
        />
      )}
      {(tab === "text" || tab === "tables") && (
        <>
          {tab === "text" && (
            <Editor
              value={source}
              marked={marked}
              onInput={setSource}
              onReady={(ready) => {
                select.current = ready;
              }}
            />
          )}
          <CheckResult
            check={check}
            source={source}
            onFix={setSource}
            onSelect={(issue) => select.current?.(issue)}
          />
        </>
      )}
      {tab === "changes" && <Changes before={active} after={source} />}
      {tab === "try" && <TryOut source={source} />}
      <Save source={source} active={active} blocked={source === active.source || check.errors.length > 0} />
    </>
  );
};

export const EditScreen = () => {
  const text = ruleTexts();
  const active = useResource<BodyOf<"readActiveRulebook">>("/rulebooks/active");
  const from = query.value.get("from");
  const base = useResource<BodyOf<"readRulebook">>(
    from === null ? "/rulebooks/active" : `/rulebooks/${encodeURIComponent(from)}`,
  );
  return (
    <>
      <header class="screen-head">
        <div>
          <p class="crumbs">
            <a href={to(["rules"])}>{text.title}</a>
          </p>
          <h1>{text.editTitle}</h1>
          {base.data !== undefined && <p class="sub">{text.basedOn(base.data.version)}</p>}
        </div>
      </header>
      <Loaded state={base}>
        {(rulebook) =>
          active.data === undefined ? null : (
            <Edit key={rulebook.version} base={rulebook} active={active.data} />
          )
        }
      </Loaded>
    </>
  );
};
