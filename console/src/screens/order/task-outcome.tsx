/** What came of a task, in a few words: the slip's number, the sum of the commission. */
import { useSignal } from "@preact/signals";
import type { Task } from "../../api/types.ts";
import { lazy } from "../../app/lazy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { money } from "../../ui/format.ts";
import { SlipDialog } from "../slips/slip-dialog.tsx";
import { useOrder } from "./order-context.ts";
import { taskName } from "./task-name.ts";
import { orderTexts } from "./texts.ts";

type Result = {
  readonly packingSlip?: string;
  readonly sesMessageId?: string;
  readonly possibleDuplicate?: boolean;
  readonly entries?: readonly { readonly amount: number }[];
  readonly membership?: { readonly plan?: string | null };
  readonly status?: number;
};

const SlipLink = ({ slip }: { readonly slip: string }) => {
  const { order } = useOrder();
  const open = useSignal(false);
  return (
    <>
      <button
        type="button"
        class="link mono"
        data-key="p"
        onClick={() => {
          open.value = true;
        }}
      >
        {slip}
      </button>
      {open.value && (
        <SlipDialog
          slip={slip}
          client={order.clientId}
          onClose={() => {
            open.value = false;
          }}
        />
      )}
    </>
  );
};

const MailView = lazy(async () => (await import("../mails/mail-view.tsx")).MailView);

const MailLink = ({ task, children }: { readonly task: Task; readonly children: string }) => {
  const open = useSignal(false);
  return (
    <>
      <button
        type="button"
        class="link"
        onClick={() => {
          open.value = true;
        }}
      >
        {children}
      </button>
      {open.value && (
        <Dialog
          title={`${taskName(task).type} ${taskName(task).detail}`}
          wide
          onClose={() => {
            open.value = false;
          }}
        >
          <MailView taskId={task.taskId} />
        </Dialog>
      )}
    </>
  );
};

export const TaskOutcome = ({ task }: { readonly task: Task }) => {
  const { order } = useOrder();
  const text = orderTexts();
  const result = (task.result ?? {}) as Result;
  if (result.packingSlip !== undefined) return <SlipLink slip={result.packingSlip} />;
  if (result.entries !== undefined)
    return (
      <span class="number">
        {money(
          result.entries.reduce((sum, { amount }) => sum + amount, 0),
          order.currency,
        )}
      </span>
    );
  if (result.sesMessageId !== undefined)
    return <MailLink task={task}>{result.possibleDuplicate ? text.possibleDuplicate : text.sent}</MailLink>;
  if (typeof result.membership?.plan === "string") return <span>{result.membership.plan}</span>;
  return result.status === undefined ? null : <span class="mono">HTTP {result.status}</span>;
};
