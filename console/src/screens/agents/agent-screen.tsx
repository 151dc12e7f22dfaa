/** One agent: rates and managers over time, a form for new ones, and the statement of a month. */
import type { ComponentChildren } from "preact";
import { clientQuery } from "../../api/client-query.ts";
import { useResource } from "../../api/resource.ts";
import { query, segments, to } from "../../app/router.ts";
import { may } from "../../session/caller.ts";
import { date, percent } from "../../ui/format.ts";
import { Loaded } from "../../ui/notice.tsx";
import type { Agent } from "./agent.ts";
import { AgentForm } from "./agent-form.tsx";
import { Statement } from "./statement.tsx";
import { agentTexts } from "./texts.ts";

type Entry = { readonly validFrom: string | null; readonly value: ComponentChildren };

/** Dated values, the newest first. */
const History = ({ title, entries }: { readonly title: string; readonly entries: readonly Entry[] }) => {
  if (entries.length === 0) return null;
  const text = agentTexts();
  return (
    <section>
      <h2>{title}</h2>
      <table class="list">
        <thead>
          <tr>
            <th scope="col">{text.from}</th>
            <th scope="col" class="number">
              {title}
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.toReversed().map(({ validFrom, value }) => (
            <tr key={validFrom}>
              <td>{validFrom === null ? text.beginning : date(validFrom)}</td>
              <td class="number">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

const Page = ({ agent }: { readonly agent: Agent }) => {
  const text = agentTexts();
  const rates = agent.rates.map(({ validFrom, commissionRateBps }) => ({
    validFrom,
    value: percent(commissionRateBps),
  }));
  const managers = agent.managers.map(({ validFrom, managerId }) => ({
    validFrom,
    value: managerId === null ? "—" : <span class="mono">{managerId}</span>,
  }));
  return (
    <div class="order-main">
      <div class="pair">
        <History title={text.rates} entries={rates} />
        <History title={text.managers} entries={managers} />
      </div>
      {may("agents:write") && <AgentForm agent={agent} />}
      <Statement agent={agent} />
    </div>
  );
};

export const AgentScreen = () => {
  const text = agentTexts();
  const id = segments.value[1] ?? "";
  const state = useResource<Agent>(
    `/agents/${encodeURIComponent(id)}${clientQuery(query.value.get("client"))}`,
  );
  return (
    <>
      <header class="screen-head">
        <div>
          <p class="crumbs">
            <a href={to(["agents"])}>{text.title}</a>
          </p>
          <h1>{state.data?.name ?? id}</h1>
          <p class="sub">
            <span class="mono">{id}</span>
            {state.data?.clientId !== undefined && <> · {state.data.clientId}</>}
          </p>
        </div>
      </header>
      <Loaded state={state}>{(agent) => <Page agent={agent} />}</Loaded>
    </>
  );
};
