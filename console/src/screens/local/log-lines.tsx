/** The newest lines that the functions have logged, searched by a text in the address. */
import { useResource } from "../../api/resource.ts";
import { query, setQuery } from "../../app/router.ts";
import { Loaded } from "../../ui/notice.tsx";
import { Ago } from "../../ui/time.tsx";
import type { LogLine, LogLines as Lines } from "./local-api.ts";
import { localTexts } from "./texts.ts";

const BAD = new Set(["ERROR", "CRITICAL"]);

const LineRow = ({ line: { at, level, message, details } }: { readonly line: LogLine }) => (
  <tr>
    <td>{at === null ? "" : <Ago at={at} />}</td>
    <td class={BAD.has(level ?? "") ? "bad-text" : ""}>{level}</td>
    <td class="log-line">
      {message}
      {Object.keys(details).length > 0 && <code>{JSON.stringify(details)}</code>}
    </td>
  </tr>
);

const LogTable = ({ lines }: { readonly lines: readonly LogLine[] }) => {
  const text = localTexts();
  return (
    <table class="list cards">
      <thead>
        <tr>
          <th scope="col">{text.at}</th>
          <th scope="col">{text.level}</th>
          <th scope="col">{text.message}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line, index) => (
          <LineRow key={index} line={line} />
        ))}
      </tbody>
    </table>
  );
};

export const LogLines = () => {
  const text = localTexts();
  const searched = query.value.get("q") ?? "";
  const state = useResource<Lines>(
    `/local/logs${searched === "" ? "" : `?q=${encodeURIComponent(searched)}`}`,
  );
  return (
    <section>
      <h2>{text.logs}</h2>
      <search>
        <input
          type="search"
          class="rule-search"
          maxLength={100}
          placeholder={text.logSearch}
          aria-label={text.logSearch}
          defaultValue={searched}
          onChange={({ currentTarget }) => setQuery({ q: currentTarget.value.trim() })}
        />
      </search>
      <Loaded state={state}>
        {({ lines }) => {
          if (lines === null) return <p class="empty">{text.noFile}</p>;
          if (lines.length === 0) return <p class="empty">{searched === "" ? text.noLogs : text.noMatch}</p>;
          return <LogTable lines={lines} />;
        }}
      </Loaded>
    </section>
  );
};
