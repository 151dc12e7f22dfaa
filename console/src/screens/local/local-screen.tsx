/** Only on the local stage: what is in the queues and in the log, and an order of every kind to try things with. */
import { useSignal } from "@preact/signals";
import { apiUrl, call } from "../../api/client.ts";
import { refresh, useResource } from "../../api/resource.ts";
import type { BodyOf, Problem } from "../../api/types.ts";
import { to } from "../../app/router.ts";
import { t } from "../../i18n/core.ts";
import { may } from "../../session/caller.ts";
import { Loaded, ProblemNote } from "../../ui/notice.tsx";
import { taskTypeName } from "../order/task-name.ts";
import { LogLines } from "./log-lines.tsx";
import { QueueMessages } from "./queue-messages.tsx";
import { sampleOrders } from "./sample-orders.ts";
import { localTexts } from "./texts.ts";

type Overview = BodyOf<"readOverview">;

const Queues = ({ queues }: Pick<Overview, "queues">) => {
  const text = localTexts();
  return (
    <table class="list">
      <thead>
        <tr>
          <th scope="col">{text.queue}</th>
          {[text.visible, text.inFlight, text.dead].map((name) => (
            <th key={name} scope="col" class="number">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Object.entries(queues).map(([type, queue]) => (
          <tr key={type}>
            <th scope="row">{taskTypeName(type)}</th>
            {queue === null ? (
              <td colSpan={3}>{text.noQueue}</td>
            ) : (
              [queue.visible, queue.inFlight, queue.deadLetters].map((count, index) => (
                <td key={index} class="number">
                  {count}
                </td>
              ))
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const Samples = () => {
  const text = localTexts();
  const posted = useSignal<readonly string[]>([]);
  const problem = useSignal<Problem | undefined>(undefined);
  const post = async () => {
    problem.value = undefined;
    posted.value = [];
    for (const order of sampleOrders(new Date())) {
      const reply = await call("/orders", { method: "POST", body: order });
      if (reply.ok) posted.value = [...posted.value, order.orderId];
      else problem.value = reply.problem;
    }
    await refresh("/overview");
  };
  return (
    <section>
      <h2>{text.samples}</h2>
      <p class="hint">{text.samplesHelp}</p>
      {may("orders:write") && (
        <button type="button" class="primary below" onClick={() => void post()}>
          {text.post}
        </button>
      )}
      {problem.value !== undefined && <ProblemNote problem={problem.value} />}
      {posted.value.length > 0 && (
        <p class="note ok" role="status">
          {text.posted(posted.value.length)}{" "}
          {posted.value.map((orderId) => (
            <a key={orderId} class="mono sample" href={to(["orders", orderId])}>
              {orderId}
            </a>
          ))}
        </p>
      )}
    </section>
  );
};

export const LocalScreen = () => {
  const text = localTexts();
  const state = useResource<Overview>("/overview");
  return (
    <>
      <header class="screen-head">
        <div>
          <h1>{t().nav.local}</h1>
          <p class="sub">{text.help}</p>
        </div>
      </header>
      <Loaded state={state}>
        {({ queues }) => (
          <div class="order-main">
            <section>
              <h2>{text.queues}</h2>
              <Queues queues={queues} />
            </section>
            {may("clients:all") && <QueueMessages />}
            <Samples />
            {may("clients:all") && <LogLines />}
            <section>
              <h2>{text.more}</h2>
              <p>
                <a href={apiUrl("/docs")} target="_blank" rel="noreferrer">
                  {text.docs}
                </a>
              </p>
              <p class="hint">{text.commands}</p>
            </section>
          </div>
        )}
      </Loaded>
    </>
  );
};
