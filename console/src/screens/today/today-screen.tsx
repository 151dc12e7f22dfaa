/** Is everything all right: orders, tasks, queues, mails and rules in numbers, each with the way to what it counts. */
import type { ComponentChildren } from "preact";
import { useResource } from "../../api/resource.ts";
import type { BodyOf } from "../../api/types.ts";
import { to } from "../../app/router.ts";
import { may } from "../../session/caller.ts";
import { dateTime, duration } from "../../ui/format.ts";
import { Loaded } from "../../ui/notice.tsx";
import { taskTypeName } from "../order/task-name.ts";
import { ByHour } from "./by-hour.tsx";
import { Health } from "./health.tsx";
import { todayTexts } from "./texts.ts";

type Overview = BodyOf<"readOverview">;

type StatProps = {
  readonly value: number | string;
  readonly children: ComponentChildren;
  readonly href?: string;
  readonly tone?: "bad" | "warn" | undefined;
};

const Stat = ({ value, children, href, tone }: StatProps) => {
  const content = (
    <>
      <strong>{value}</strong> <span>{children}</span>
    </>
  );
  const name = `stat ${tone ?? ""}`;
  return href === undefined ? (
    <div class={name}>{content}</div>
  ) : (
    <a class={name} href={href}>
      {content}
    </a>
  );
};

const toneOf = (count: number, tone: "bad" | "warn"): "bad" | "warn" | undefined =>
  count > 0 ? tone : undefined;

const Orders = ({ overview: { orders } }: { readonly overview: Overview }) => {
  const text = todayTexts();
  return (
    <div class="stats">
      <Stat value={orders.received} href={to(["orders"])}>
        {text.received}
      </Stat>
      <Stat value={orders.completed} href={to(["orders"], { status: "completed" })}>
        {text.completed}
      </Stat>
      <Stat value={orders.processing} href={to(["orders"], { status: "processing" })}>
        {text.processing}
      </Stat>
      <Stat
        value={orders.attention}
        href={to(["orders"], { status: "attention" })}
        tone={toneOf(orders.attention, "bad")}
      >
        {text.attention}
      </Stat>
    </div>
  );
};

type TaskRow = Overview["tasks"][keyof Overview["tasks"]];
type Queue = Overview["queues"][keyof Overview["queues"]];

const Row = ({
  type,
  tasks,
  queue,
}: {
  readonly type: string;
  readonly tasks: TaskRow;
  readonly queue: Queue | undefined;
}) => {
  const text = todayTexts();
  const problems = tasks.rejected + tasks.failed;
  return (
    <tr>
      <th scope="row">{taskTypeName(type)}</th>
      <td class="number">{tasks.done}</td>
      <td class="number">{tasks.open}</td>
      <td class="number optional">
        {tasks.oldestOpenSeconds === null ? "" : duration(tasks.oldestOpenSeconds * 1_000)}
      </td>
      <td class="number">
        {problems === 0 ? (
          0
        ) : (
          <a class="bad-text" href={to(["attention"])}>
            {problems}
          </a>
        )}
      </td>
      <td class="number optional">{queue ? queue.visible + queue.inFlight : text.unknown}</td>
      <td class={`number optional ${(queue?.deadLetters ?? 0) > 0 ? "bad-text" : ""}`}>
        {queue?.deadLetters ?? ""}
      </td>
    </tr>
  );
};

const Tasks = ({ overview }: { readonly overview: Overview }) => {
  const text = todayTexts();
  const columns = [text.done, text.open, text.oldest, text.problems] as const;
  return (
    <section>
      <h2>{text.tasks}</h2>
      <table class="list">
        <thead>
          <tr>
            <th scope="col">{text.type}</th>
            {columns.map((name) => (
              <th key={name} scope="col" class={name === text.oldest ? "number optional" : "number"}>
                {name}
              </th>
            ))}
            <th scope="col" class="number optional">
              {text.queue}
            </th>
            <th scope="col" class="number optional">
              {text.dead}
            </th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(overview.tasks).map(([type, tasks]) => (
            <Row
              key={type}
              type={type}
              tasks={tasks}
              queue={overview.queues[type as keyof Overview["queues"]]}
            />
          ))}
        </tbody>
      </table>
      {overview.outbox.unpublished > 0 && (
        <p class="hint">
          {overview.outbox.unpublished} {text.outbox}
        </p>
      )}
    </section>
  );
};

const MailsAndRules = ({ overview: { mails, rules } }: { readonly overview: Overview }) => {
  const text = todayTexts();
  return (
    <div class="pair">
      <section>
        <h2>{text.mails}</h2>
        <div class="stats">
          <Stat value={mails.sent} href={to(["mails"], { status: "done" })}>
            {text.sent}
          </Stat>
          <Stat value={mails.postponed} tone={toneOf(mails.postponed, "warn")}>
            {text.postponed}
          </Stat>
          <Stat value={mails.possibleDuplicates} tone={toneOf(mails.possibleDuplicates, "warn")}>
            {text.duplicates}
          </Stat>
          <Stat value={mails.suppressed} href={to(["mails"], { blocked: "1" })}>
            {text.suppressed}
          </Stat>
        </div>
      </section>
      <section>
        <h2>{text.rules}</h2>
        <div class="stats">
          <Stat value={rules.active} href={to(["rules"])}>
            {text.inForce}
            {rules.version !== null && `, ${text.version(rules.version)}`}
          </Stat>
          <Stat value={rules.scheduled} href={to(["rules"], { tab: "versions" })}>
            {text.scheduled}
          </Stat>
          <Stat
            value={rules.exceptionsEndingSoon}
            href={to(["rules"], { tab: "exceptions" })}
            tone={toneOf(rules.exceptionsEndingSoon, "warn")}
          >
            {text.ending}
          </Stat>
        </div>
      </section>
    </div>
  );
};

export const TodayScreen = () => {
  const text = todayTexts();
  const state = useResource<Overview>("/overview");
  return (
    <>
      <header class="screen-head">
        <div>
          <h1>{text.title}</h1>
          {state.data !== undefined && <p class="sub">{text.sub(dateTime(state.data.since))}</p>}
        </div>
        <Health />
      </header>
      <Loaded state={state}>
        {(overview) => (
          <div class="order-main">
            <Orders overview={overview} />
            {may("reports:read") && <ByHour />}
            <Tasks overview={overview} />
            <MailsAndRules overview={overview} />
          </div>
        )}
      </Loaded>
    </>
  );
};
