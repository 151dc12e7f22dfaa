/** One list: its values, and changing them. */
import { useSignal } from "@preact/signals";
import { call } from "../../api/client.ts";
import { refresh, useResource } from "../../api/resource.ts";
import type { BodyOf, Problem } from "../../api/types.ts";
import { segments, to } from "../../app/router.ts";
import { t } from "../../i18n/core.ts";
import { may } from "../../session/caller.ts";
import { authorName } from "../../ui/format.ts";
import { Loaded, ProblemNote } from "../../ui/notice.tsx";
import { When } from "../../ui/time.tsx";
import { listTexts } from "./texts.ts";

type List = BodyOf<"readList">;

const valuesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

const Values = ({ list }: { readonly list: List }) => {
  const text = listTexts();
  const problem = useSignal<Problem | undefined>(undefined);
  const saved = useSignal(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const body = { values: valuesOf(String(form.get("values") ?? "")) };
    const reply = await call(`/lists/${list.listId}`, { method: "PUT", body });
    problem.value = reply.ok ? undefined : reply.problem;
    saved.value = reply.ok;
    await refresh("/lists");
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      <label class="field">
        <span>{text.values}</span>
        <textarea
          name="values"
          class="mono"
          rows={18}
          spellcheck={false}
          readOnly={!may("lists:write")}
          defaultValue={list.values.join("\n")}
        />
      </label>
      {problem.value !== undefined && <ProblemNote problem={problem.value} />}
      {saved.value && (
        <p class="note ok" role="status">
          {text.saved}
        </p>
      )}
      {may("lists:write") && (
        <div class="actions-row">
          <button type="submit" class="primary">
            {t().common.save}
          </button>
          <span class="hint">{text.what}</span>
        </div>
      )}
    </form>
  );
};

export const ListScreen = () => {
  const text = listTexts();
  const id = segments.value[1] ?? "";
  const state = useResource<List>(`/lists/${encodeURIComponent(id)}`);
  return (
    <>
      <header class="screen-head">
        <div>
          <p class="crumbs">
            <a href={to(["lists"])}>{text.title}</a>
          </p>
          <h1 class="mono">{id}</h1>
          {state.data !== undefined && (
            <p class="sub">
              {text.kinds[state.data.kind] ?? state.data.kind} · {text.version(state.data.version)} ·{" "}
              {text.changed} <When at={state.data.updatedAt} /> {text.by} {authorName(state.data.updatedBy)}
            </p>
          )}
        </div>
      </header>
      <Loaded state={state}>{(list) => <Values list={list} />}</Loaded>
    </>
  );
};
