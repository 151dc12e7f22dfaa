/** What is in the queues, as far as it was not received yet. */
import { useResource } from "../../api/resource.ts";
import { to } from "../../app/router.ts";
import { Loaded } from "../../ui/notice.tsx";
import { Ago } from "../../ui/time.tsx";
import type { QueueContents, QueuedMessage } from "./local-api.ts";
import { localTexts } from "./texts.ts";

const MessageRow = ({ queue, message }: { readonly queue: string; readonly message: QueuedMessage }) => {
  const text = localTexts();
  const { task, state, receives, sentAt } = message;
  return (
    <tr>
      <th scope="row" class="mono">
        {queue}
      </th>
      <td>
        {task === null ? (
          <i>{text.otherMessage}</i>
        ) : (
          <>
            <a href={to(["orders", task.orderId])} class="mono">
              {task.orderId}
            </a>{" "}
            <small class="mono">{task.taskId}</small>
          </>
        )}
      </td>
      <td>{text.states[state]}</td>
      <td class="number">{receives}</td>
      <td class="when">
        <Ago at={sentAt} />
      </td>
    </tr>
  );
};

const Messages = ({ queues }: { readonly queues: NonNullable<QueueContents["queues"]> }) => {
  const text = localTexts();
  return (
    <table class="list cards">
      <thead>
        <tr>
          <th scope="col">{text.queue}</th>
          <th scope="col">{text.message}</th>
          <th scope="col">{text.state}</th>
          <th scope="col" class="number">
            {text.receives}
          </th>
          <th scope="col" class="when">
            {text.sent}
          </th>
        </tr>
      </thead>
      <tbody>
        {queues.map(({ queue, count, messages }) => [
          ...messages.map((message) => (
            <MessageRow key={message.messageId} queue={queue} message={message} />
          )),
          count > messages.length && (
            <tr key={queue}>
              <th scope="row" class="mono">
                {queue}
              </th>
              <td colSpan={4}>{text.moreMessages(count - messages.length)}</td>
            </tr>
          ),
        ])}
      </tbody>
    </table>
  );
};

export const QueueMessages = () => {
  const text = localTexts();
  const state = useResource<QueueContents>("/local/queues");
  return (
    <section>
      <h2>{text.messages}</h2>
      <p class="hint">{text.messagesHelp}</p>
      <Loaded state={state}>
        {({ queues }) => {
          if (queues === null) return <p class="empty">{text.notShown}</p>;
          if (queues.every(({ count }) => count === 0)) return <p class="empty">{text.noMessages}</p>;
          return <Messages queues={queues} />;
        }}
      </Loaded>
    </section>
  );
};
