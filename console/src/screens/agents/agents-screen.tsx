/** Agents with their rates, and the statements of a month. */
import { usePages } from "../../api/pages.ts";
import type { BodyOf } from "../../api/types.ts";
import { apiUrl } from "../../api/client.ts";
import { to } from "../../app/router.ts";
import { ClientName } from "../../ui/client-name.tsx";
import { percent } from "../../ui/format.ts";
import { More } from "../../ui/more.tsx";
import { Empty, Loaded } from "../../ui/notice.tsx";
import { Badge } from "../../ui/status.tsx";
import { currentTab, Tabs } from "../../ui/tabs.tsx";
import { Statements } from "./statements.tsx";
import { agentTexts } from "./texts.ts";

type AgentList = BodyOf<"listAgents">;
type Agent = AgentList["agents"][number];

const Row = ({ agent }: { readonly agent: Agent }) => {
  const { agentId, clientId, name, commissionRateBps, managerId } = agent;
  return (
    <tr>
      <td class="main-cell">
        <a href={to(["agents", agentId], { client: clientId })} data-row>
          {name}
        </a>
        <small class="mono">
          {agentId} <ClientName id={clientId} />
        </small>
      </td>
      <td class="number">
        {commissionRateBps === null ? (
          <Badge tone="warn">{agentTexts().noRate}</Badge>
        ) : (
          percent(commissionRateBps)
        )}
      </td>
      <td class="mono">{managerId}</td>
    </tr>
  );
};

const NoAgents = () => (
  <Empty title={agentTexts().none}>
    <p>{agentTexts().noneHelp}</p>
    <div class="code">
      <pre>{`curl -X PUT ${apiUrl("/agents/A-1")} -H 'Authorization: Bearer <key>' -H 'Content-Type: application/json' -d '{"name":"Ana","commissionRateBps":750}'`}</pre>
    </div>
  </Empty>
);

const Agents = () => {
  const pages = usePages<AgentList>("/agents?limit=100");
  const text = agentTexts();
  const agents = pages.all.flatMap((page) => page.agents);
  return (
    <Loaded state={pages.state}>
      {() =>
        agents.length === 0 ? (
          <NoAgents />
        ) : (
          <>
            <table class="list">
              <thead>
                <tr>
                  <th scope="col">{text.agent}</th>
                  <th scope="col" class="number">
                    {text.rate}
                  </th>
                  <th scope="col">{text.manager}</th>
                </tr>
              </thead>
              <tbody>
                {agents.map((agent) => (
                  <Row key={`${agent.clientId}/${agent.agentId}`} agent={agent} />
                ))}
              </tbody>
            </table>
            <More pages={pages} />
          </>
        )
      }
    </Loaded>
  );
};

export const AgentsScreen = () => {
  const text = agentTexts();
  return (
    <>
      <header class="screen-head">
        <h1>{text.title}</h1>
      </header>
      <div class="filters">
        <Tabs
          label={text.title}
          tabs={[
            ["agents", text.list],
            ["statements", text.statements],
          ]}
        />
      </div>
      {currentTab("agents") === "statements" ? <Statements /> : <Agents />}
    </>
  );
};
