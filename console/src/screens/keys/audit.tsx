/** Who did what when to what. */
import { usePages } from "../../api/pages.ts";
import type { AuditedAction, BodyOf } from "../../api/types.ts";
import { query, setQuery } from "../../app/router.ts";
import { More } from "../../ui/more.tsx";
import { Loaded } from "../../ui/notice.tsx";
import { When } from "../../ui/time.tsx";
import { keyTexts } from "./texts.ts";

type Entry = BodyOf<"listAudit">["entries"][number];

const Actor = ({ actor }: Pick<Entry, "actor">) => {
  if (actor === null) return <i>{keyTexts().commandLine}</i>;
  return (
    <>
      {actor.name ?? actor.keyId} <small>{actor.clientId}</small>
    </>
  );
};

const Table = ({ entries }: { readonly entries: readonly Entry[] }) => {
  const text = keyTexts();
  if (entries.length === 0) return <p class="empty">{text.none}</p>;
  return (
    <table class="list cards">
      <thead>
        <tr>
          <th scope="col">{text.at}</th>
          <th scope="col">{text.who}</th>
          <th scope="col">{text.what}</th>
          <th scope="col">{text.subject}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry, index) => (
          <tr key={index}>
            <td>
              <When at={entry.at} />
            </td>
            <td>
              <Actor actor={entry.actor} />
            </td>
            <td>
              <span title={entry.action}>{text.actions[entry.action as AuditedAction] ?? entry.action}</span>
              {entry.status !== null && entry.status >= 400 && <small class="bad-text">{entry.status}</small>}
            </td>
            <td class="mono">{entry.subject}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

export const Audit = () => {
  const subject = query.value.get("subject") ?? "";
  const search = subject === "" ? "" : `?subject=${encodeURIComponent(subject)}`;
  const pages = usePages<BodyOf<"listAudit">>(`/audit${search}`);
  const text = keyTexts();
  return (
    <>
      <search>
        <input
          type="search"
          class="rule-search"
          placeholder={text.filter}
          aria-label={text.filter}
          defaultValue={subject}
          onChange={({ currentTarget }) => setQuery({ subject: currentTarget.value.trim() })}
        />
      </search>
      <Loaded state={pages.state}>
        {() => <Table entries={pages.all.flatMap(({ entries }) => entries)} />}
      </Loaded>
      <More pages={pages} />
    </>
  );
};
