/** One entry of the catalogue, or a new one. */
import { useSignal } from "@preact/signals";
import { call } from "../../api/client.ts";
import { clientQuery } from "../../api/client-query.ts";
import { refresh, useResource } from "../../api/resource.ts";
import type { BodyOf, Problem } from "../../api/types.ts";
import { navigate, query, segments, to } from "../../app/router.ts";
import { t } from "../../i18n/core.ts";
import { may } from "../../session/caller.ts";
import { Loaded, ProblemNote } from "../../ui/notice.tsx";
import { catalogueTexts } from "./texts.ts";

type Entry = BodyOf<"readCatalogueEntry">;
type Fields = Readonly<Record<string, unknown>>;

const NEW = "new";
const BLANK = { sku: "", type: "video", title: "" };

/** Fields that have an input of their own or that the service sets. */
const KNOWN = new Set(["clientId", "sku", "type", "title", "link", "updatedAt"]);

const furtherFields = (entry: Fields): string => {
  const further = Object.entries(entry).filter(([name]) => !KNOWN.has(name));
  return further.length === 0 ? "" : JSON.stringify(Object.fromEntries(further), null, 2);
};

const parseObject = (text: string): Fields | undefined => {
  if (text === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Fields)
      : undefined;
  } catch {
    return undefined;
  }
};

const useSave = (entry: Fields) => {
  const problem = useSignal<Problem | undefined>(undefined);
  const state = useSignal<"saved" | "invalid" | undefined>(undefined);
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const field = (name: string) => String(form.get(name) ?? "").trim();
    const further = parseObject(field("further"));
    state.value = further === undefined ? "invalid" : undefined;
    if (further === undefined) return;
    const [sku, link] = [field("sku"), field("link")];
    const client = clientQuery(entry.clientId as string | undefined);
    const body = {
      ...further,
      type: field("type"),
      title: field("title"),
      ...(link === "" ? {} : { link }),
    };
    const reply = await call(`/catalog/${encodeURIComponent(sku)}${client}`, { method: "PUT", body });
    problem.value = reply.ok ? undefined : reply.problem;
    if (!reply.ok) return;
    state.value = "saved";
    await refresh("/catalog");
    if (entry.sku === "") navigate(to(["catalogue", sku]));
  };
  return { problem: problem.value, state: state.value, save };
};

/** What became of saving. */
const Outcome = ({ problem, state }: Pick<ReturnType<typeof useSave>, "problem" | "state">) => {
  const text = catalogueTexts();
  return (
    <>
      {state === "invalid" && (
        <p class="note bad" role="alert">
          {text.invalidJson}
        </p>
      )}
      {problem !== undefined && <ProblemNote problem={problem} />}
      {state === "saved" && (
        <p class="note ok" role="status">
          {text.saved} {text.waiting}
        </p>
      )}
    </>
  );
};

const Form = ({ entry }: { readonly entry: Fields & { readonly sku: string } }) => {
  const text = catalogueTexts();
  const { problem, state, save } = useSave(entry);
  const readOnly = !may("catalog:write");
  const isNew = entry.sku === "";
  const value = (name: string) => String(entry[name] ?? "");
  return (
    <form class="stack entry" onSubmit={(event) => void save(event)}>
      <label class="field">
        <span>{text.sku}</span>
        <input name="sku" class="mono" required maxLength={64} readOnly={!isNew} defaultValue={entry.sku} />
      </label>
      <label class="field">
        <span>{text.type}</span>
        <input name="type" class="mono" required readOnly={readOnly} defaultValue={value("type")} />
      </label>
      <label class="field">
        <span>{text.name}</span>
        <input name="title" required maxLength={500} readOnly={readOnly} defaultValue={value("title")} />
      </label>
      <label class="field">
        <span>{text.link}</span>
        <input
          name="link"
          type="url"
          pattern="https://.+"
          placeholder="https://"
          readOnly={readOnly}
          defaultValue={value("link")}
        />
      </label>
      <label class="field">
        <span>{text.further}</span>
        <textarea
          name="further"
          class="mono"
          rows={6}
          spellcheck={false}
          readOnly={readOnly}
          defaultValue={furtherFields(entry)}
        />
      </label>
      <Outcome problem={problem} state={state} />
      {!readOnly && (
        <div class="actions-row">
          <button type="submit" class="primary">
            {t().common.save}
          </button>
        </div>
      )}
    </form>
  );
};

const Stored = ({ sku }: { readonly sku: string }) => {
  const state = useResource<Entry>(
    `/catalog/${encodeURIComponent(sku)}${clientQuery(query.value.get("client"))}`,
  );
  return <Loaded state={state}>{(entry) => <Form entry={entry} />}</Loaded>;
};

export const EntryScreen = () => {
  const text = catalogueTexts();
  const sku = segments.value[1] ?? "";
  const isNew = sku === NEW;
  return (
    <>
      <header class="screen-head">
        <div>
          <p class="crumbs">
            <a href={to(["catalogue"])}>{text.title}</a>
          </p>
          <h1 class={isNew ? "" : "mono"}>{isNew ? text.add : sku}</h1>
        </div>
      </header>
      {isNew ? <Form entry={BLANK} /> : <Stored sku={sku} />}
    </>
  );
};
