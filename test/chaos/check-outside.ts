/** What the reference model does not see: responses that never came, queues, and webhooks that went astray. */
import { parseMessage } from "../../lib/contract/task-message.ts";
import { NO_RESPONSE } from "./clients/send-until-response.ts";
import { ELSEWHERE } from "./disturbances/webhooks.ts";
import type { ChaosRecord, Difference } from "./recorded.ts";
import type { ChaosStack } from "./stack/chaos-stack.ts";
import { deadLetters } from "./stack/queues.ts";

const withoutResponse = (records: readonly ChaosRecord[]): Difference[] =>
  records
    .filter(({ status }) => status === NO_RESPONSE)
    .map(({ request, attempts }) => ({
      kind: "stuck",
      subject: request.key,
      detail: `${request.method} ${request.path} got no final response in ${attempts} attempts`,
    }));

const FINAL = `select task_id as "taskId" from tasks where task_id = any($1) and status not in ('pending', 'queued')`;

/**
 * SQS moves the copy of a message there when its receivers were killed again and again: the task must have ended by another.
 * Every other message must be one that was sent to fail.
 */
const strayDeadLetters = async (
  { owner, api }: ChaosStack,
  strange: ReadonlySet<string>,
): Promise<Difference[]> => {
  const bodies = (await deadLetters(api.sqsEndpoint)).filter((body) => !strange.has(body));
  const taskIds = bodies.flatMap((body) => parseMessage(body)?.taskId ?? []);
  const ended = new Set(
    (await owner.query<{ taskId: string }>(FINAL, [taskIds])).map(({ taskId }) => taskId),
  );
  return bodies
    .filter((body) => !ended.has(parseMessage(body)?.taskId ?? ""))
    .map((body) => ({ kind: "wrong", subject: "dead-letter queue", detail: body.slice(0, 200) }));
};

export const checkOutside = async (
  stack: ChaosStack,
  records: readonly ChaosRecord[],
  strangeMessages: ReadonlySet<string>,
): Promise<Difference[]> => {
  const astray = stack.receiver.received.filter(({ path }) => path === ELSEWHERE);
  return [
    ...withoutResponse(records),
    ...(await strayDeadLetters(stack, strangeMessages)),
    ...astray.map(
      ({ headers }): Difference => ({
        kind: "wrong",
        subject: `webhook ${headers["webhook-id"]}`,
        detail: "followed a redirect",
      }),
    ),
  ];
};
