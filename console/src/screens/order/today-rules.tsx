/** What the rules in force would do with an order: the same, or what would differ. Nothing happens to the order. */
import { actionTexts } from "./action-texts.ts";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call, type Reply } from "../../api/client.ts";
import type { OrderDetail, Task } from "../../api/types.ts";
import { Loading, ProblemNote } from "../../ui/notice.tsx";
import { Badge } from "../../ui/status.tsx";
import {
  compareDecision,
  type DecidedTask,
  type Decision,
  type Difference,
  isSame,
} from "./compare-decision.ts";
import { Explanation } from "./explanation.tsx";
import { useOrder } from "./order-context.ts";
import { postedOrder } from "./posted-order.ts";
import { taskName } from "./task-name.ts";

type Shown = Pick<Task, "type" | "because" | "lineIds">;

const nameOf = (task: Shown): string => {
  const { type, detail } = taskName(task as Task);
  return `${type} ${detail}`.trim();
};

const Reason = ({ task }: { readonly task: Shown }) => {
  const [first] = task.because;
  return first === undefined ? null : (
    <small>
      <span class="rule-id">{first.ruleId}</span> <Explanation entry={first} />
    </small>
  );
};

const Added = ({ task }: { readonly task: DecidedTask }) => (
  <li>
    <Badge tone="ok">{actionTexts().wouldBeAdded}</Badge> {nameOf(task)}
    <Reason task={task} />
  </li>
);

const Changed = ({ before, after }: Difference["changed"][number]) => (
  <li>
    <Badge tone="warn">{actionTexts().wouldChange}</Badge> {nameOf(after)}
    <small>{actionTexts().linesChange(before.lineIds.join(", "), after.lineIds.join(", "))}</small>
  </li>
);

const Texts = ({ tone, label, items }: { tone: "ok" | "bad"; label: string; items: readonly string[] }) => (
  <>
    {items.map((item, index) => (
      <li key={index}>
        <Badge tone={tone}>{label}</Badge> {item}
      </li>
    ))}
  </>
);

const Differences = ({ difference }: { readonly difference: Difference }) => {
  const text = actionTexts();
  return (
    <ul class="differences">
      {difference.added.map((task) => (
        <Added key={task.key} task={task} />
      ))}
      {difference.removed.map((task) => (
        <li key={task.taskId}>
          <Badge tone="bad">{text.wouldBeRemoved}</Badge> {nameOf(task)}
        </li>
      ))}
      {difference.changed.map((pair) => (
        <Changed key={pair.before.taskId} {...pair} />
      ))}
      <Texts tone="ok" label={text.itemAdded} items={difference.addedItems} />
      <Texts tone="bad" label={text.itemRemoved} items={difference.removedItems} />
      <Texts tone="ok" label={text.noteAdded} items={difference.addedNotes} />
      <Texts tone="bad" label={text.noteRemoved} items={difference.removedNotes} />
    </ul>
  );
};

const useDecision = (order: OrderDetail): Reply<Decision> | undefined => {
  const reply = useSignal<Reply<Decision> | undefined>(undefined);
  useEffect(() => {
    void call<Decision>("/decisions", { method: "POST", body: postedOrder(order) }).then((received) => {
      reply.value = received;
    });
  }, []);
  return reply.value;
};

export const TodayRules = () => {
  const { order } = useOrder();
  const text = actionTexts();
  const reply = useDecision(order);
  if (reply === undefined) return <Loading />;
  if (!reply.ok) return <ProblemNote problem={reply.problem} />;
  const version = reply.body.rulebookVersion;
  const difference = compareDecision(order, reply.body);
  return (
    <>
      <p class="hint">{text.todayHelp(version, order.rulebookVersion)}</p>
      {order.cancellations.length > 0 && <p class="note warn">{text.todayCancelled}</p>}
      {isSame(difference) ? (
        <p class="note ok">{text.todaySame(version)}</p>
      ) : (
        <Differences difference={difference} />
      )}
    </>
  );
};
